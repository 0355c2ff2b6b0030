"""Calendar feeds: one secret address per person and device, and the texts they are made of."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import Account
from app.models.groups import Body
from app.models.plans import Plan
from app.orm import Base, words


class FeedScope(enum.StrEnum):
    OWN = "own"
    GROUP = "group"
    PLAN = "plan"


class Feed(Base):
    """A subscription; only the SHA-256 of its token is stored, the address is shown once."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("(scope = 'group') = (body_id IS NOT NULL)", name="group_has_body"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False, index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False, index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), init=False)
    scope: Mapped[FeedScope] = mapped_column(words(FeedScope, "scope"))
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    with_deadlines: Mapped[bool] = mapped_column(default=True)
    with_undated: Mapped[bool] = mapped_column(default=True)
    with_alarms: Mapped[bool] = mapped_column(default=False)
    with_invited: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    last_used_on: Mapped[dt.date | None] = mapped_column(default=None)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    account: Mapped[Account] = relationship()
    plan: Mapped[Plan] = relationship()
    body: Mapped[Body | None] = relationship(default=None)


class ComponentForm(enum.StrEnum):
    """In which of its forms a VEVENT is stored."""

    PLAIN = "plain"
    ALARM = "alarm"
    PUBLIC = "public"


class FeedComponent(Base):
    """A finished VEVENT of a meeting or a task, kept so that no poll writes it a second time.

    It holds while `mark` is the thing's `calendar_mark` and `frame` stands for the present
    settings. `answer` is the reader's own answer to the meeting, where that shows. A copy that
    may be thrown away at any time.
    """

    __tablename__ = "feed_component"
    __table_args__ = (
        UniqueConstraint("meeting_id", "form", "answer"),
        UniqueConstraint("task_id", "form", "answer"),
        CheckConstraint("(meeting_id IS NULL) <> (task_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    form: Mapped[ComponentForm] = mapped_column(words(ComponentForm, "form"))
    answer: Mapped[str] = mapped_column(String(12), default="")
    mark: Mapped[int]
    frame: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
