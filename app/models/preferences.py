"""What people want of reminders: which, how early, on which weekday, and when none."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base


class Topic(enum.StrEnum):
    """What somebody can do without. Invitations, moves and cancellations are none of these."""

    MEETINGS = "meetings"
    ANSWERS = "answers"
    TASKS = "tasks"
    OVERDUE = "overdue"
    ROUNDS = "rounds"
    STEPS = "steps"


class ReminderPreference(Base):
    """The wishes of an account, or of a person without one; no row means no wishes.

    `off` holds topics; days that are None are those of the group's rules; `paused_until` is the
    last day without reminders; `digest_weekday` counts from Monday, 0.
    """

    __tablename__ = "reminder_preference"
    __table_args__ = (
        CheckConstraint("(actor_id IS NULL) <> (account_id IS NULL)", name="one_holder"),
        CheckConstraint(
            "digest_weekday IS NULL OR digest_weekday BETWEEN 0 AND 6", name="weekday_in_week"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), unique=True, default=None)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), unique=True, default=None
    )
    off: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    meeting_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True), default=None)
    task_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True), default=None)
    digest_weekday: Mapped[int | None] = mapped_column(default=None)
    duties_only: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[dt.date | None] = mapped_column(default=None)
    changed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}
