"""The office's rules of reminders, and when letters rest."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.groups import Body
from app.models.plans import Plan
from app.orm import Base, words


class ReminderScope(enum.StrEnum):
    """What a reminder rule looks at."""

    MEETING = "meeting"
    ANSWER = "answer"
    POLL = "poll"
    AGENDA = "agenda"
    UNDATED = "undated"
    MINUTES = "minutes"
    DEADLINE = "deadline"
    TASK = "task"
    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"
    NAMING = "naming"
    AGAIN = "again"
    ROUND = "round"
    GOAL = "goal"


class Reach(enum.StrEnum):
    """Somebody in the line of recipients; the first who can be reached gets the letter."""

    PERSON = "person"
    MINUTE_TAKER = "minute_taker"
    CHAIR = "chair"
    DEPUTY = "deputy"
    CONTACT = "contact"
    OFFICE = "office"


class ReminderRule(Base):
    """A lead time in calendar days at a local clock time, for a plan or one of its bodies (R63).

    `days` lie before the day the rule looks at, or after it where the scope asks about what is
    late (`domain.reminders.rules.AFTER`); there `every` so many days it asks again, and a `quiet`
    rule waits for the end of school holidays. `reach` holds words of `Reach` in their order.
    """

    __tablename__ = "reminder_rule"
    __table_args__ = (
        UniqueConstraint("plan_id", "body_id", "scope", "days"),
        CheckConstraint("days >= 0", name="days_not_negative"),
        CheckConstraint("every IS NULL OR every > 0", name="every_positive"),
        CheckConstraint(
            "scope IN ('overdue', 'unassigned', 'naming', 'minutes')"
            " OR (every IS NULL AND NOT quiet)",
            name="only_late_asks_again",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), init=False)
    scope: Mapped[ReminderScope] = mapped_column(words(ReminderScope, "scope"))
    days: Mapped[int]
    every: Mapped[int | None] = mapped_column(default=None)
    quiet: Mapped[bool] = mapped_column(default=False)
    local_time: Mapped[dt.time] = mapped_column(default=dt.time(9, 0))
    reach: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    body: Mapped[Body | None] = relationship(default=None)

    __mapper_args__ = {"version_id_col": version}


class LetterHabits(Base):
    """When a plan's letters rest, and how many a person gets a week at most; one row a plan.

    From `night_from` to `night_until` nothing leaves that can wait (both None: no such hours).
    With `working_days` reminders keep off weekends and public holidays.
    """

    __tablename__ = "letter_habits"
    __table_args__ = (
        CheckConstraint("weekly_limit IS NULL OR weekly_limit > 0", name="limit_positive"),
        CheckConstraint(
            "(night_from IS NULL) = (night_until IS NULL)", name="night_begins_and_ends"
        ),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True, init=False)
    weekly_limit: Mapped[int | None] = mapped_column(default=None)
    night_from: Mapped[dt.time | None] = mapped_column(default=None)
    night_until: Mapped[dt.time | None] = mapped_column(default=None)
    working_days: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()

    __mapper_args__ = {"version_id_col": version}
