"""The year's cycle and its meetings, whose date may be a day, a month, or not known yet."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.groups import Body
from app.models.people import Actor
from app.models.plans import Plan
from app.orm import Base, words


class Phase(enum.StrEnum):
    """What a meeting is for within the year's cycle."""

    KICKOFF = "kickoff"
    WORKING = "working"
    COMMITTEE = "committee"
    OTHER = "other"


class DatePrecision(enum.StrEnum):
    """How much of a date is known (R37); a month is never stored or shown as a day."""

    DAY = "day"
    MONTH = "month"
    OPEN = "open"


class MeetingState(enum.StrEnum):
    PLANNED = "planned"
    INVITED = "invited"
    HELD = "held"
    CANCELLED = "cancelled"


class Cycle(Base):
    """One year of the process."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("plan_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    year: Mapped[int]
    note: Mapped[str | None] = mapped_column(Text, default=None)
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)

    plan: Mapped[Plan] = relationship()
    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="cycle", order_by="Meeting.position", init=False, default_factory=list
    )


class Meeting(Base):
    """A meeting (VEVENT). Day and times are local to the plan's zone; UTC is always derived.

    `uid` and `sequence` live as long as the meeting: calendars know it by them (RFC 5546).
    `changed_at` is the last change that shows in a calendar, `calendar_mark` counts such changes.
    `answer_numbers` is what is left of the answers to the invitation once they were cleared: how
    many said what.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(
            "(precision = 'day' AND held_on IS NOT NULL AND month_on IS NULL)"
            " OR (precision = 'month' AND held_on IS NULL AND month_on IS NOT NULL)"
            " OR (precision = 'open' AND held_on IS NULL AND month_on IS NULL)",
            name="date_as_precise",
        ),
        CheckConstraint("begins IS NULL OR precision = 'day'", name="time_needs_day"),
        CheckConstraint(
            "ends IS NULL OR (begins IS NOT NULL AND ends > begins)", name="ends_after_begins"
        ),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_instant"
        ),
        Index("ix_meeting_body_held", "body_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), init=False, index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False)
    phase: Mapped[Phase] = mapped_column(words(Phase, "phase"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    precision: Mapped[DatePrecision] = mapped_column(
        words(DatePrecision, "precision"), default=DatePrecision.OPEN
    )
    held_on: Mapped[dt.date | None] = mapped_column(default=None)
    month_on: Mapped[dt.date | None] = mapped_column(default=None)
    begins: Mapped[dt.time | None] = mapped_column(default=None)
    ends: Mapped[dt.time | None] = mapped_column(default=None)
    place: Mapped[str | None] = mapped_column(String(200), default=None)
    online_url: Mapped[str | None] = mapped_column(String(500), default=None)
    purpose: Mapped[str | None] = mapped_column(Text, default=None)
    access_note: Mapped[str | None] = mapped_column(Text, default=None)
    external: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MeetingState] = mapped_column(
        words(MeetingState, "state"), default=MeetingState.PLANNED
    )
    state_reason: Mapped[str | None] = mapped_column(Text, default=None)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    invited_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    answer_by_on: Mapped[dt.date | None] = mapped_column(default=None)
    answer_numbers: Mapped[dict[str, int] | None] = mapped_column(
        JSON(none_as_null=True), init=False, default=None
    )
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_mark: Mapped[int] = mapped_column(default=0)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    minute_taker_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    cycle: Mapped[Cycle] = relationship(back_populates="meetings")
    body: Mapped[Body] = relationship()
    chair: Mapped[Actor | None] = relationship(foreign_keys=[chair_id], default=None)
    minute_taker: Mapped[Actor | None] = relationship(foreign_keys=[minute_taker_id], default=None)

    __mapper_args__ = {"version_id_col": version}

    @property
    def plan(self) -> Plan:
        return self.cycle.plan

    @property
    def cancelled(self) -> bool:
        return self.state is MeetingState.CANCELLED
