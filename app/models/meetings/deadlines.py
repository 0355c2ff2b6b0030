"""Rules that derive the deadlines of a meeting from its day; rules are data."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.plans import Plan
from app.orm import Base, words


class MeetingScope(enum.StrEnum):
    """Which meetings a rule speaks of: those we hold, or those of an external body."""

    OWN = "own"
    EXTERNAL = "external"


class Direction(enum.StrEnum):
    """Sending moves to the working day before a free day, answering to the one after."""

    SENDING = "sending"
    ANSWERING = "answering"


class Addressee(enum.StrEnum):
    """Who is reminded of the deadline."""

    OFFICE = "office"
    MINUTE_TAKER = "minute_taker"


class DeadlineRule(Base):
    """A deadline so many calendar days from the meeting (negative: before it)."""

    __tablename__ = "deadline_rule"
    __table_args__ = (UniqueConstraint("plan_id", "scope", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    scope: Mapped[MeetingScope] = mapped_column(words(MeetingScope, "scope"))
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    days: Mapped[int]
    direction: Mapped[Direction] = mapped_column(words(Direction, "direction"))
    addressee: Mapped[Addressee] = mapped_column(
        words(Addressee, "addressee"), default=Addressee.OFFICE
    )
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()

    __mapper_args__ = {"version_id_col": version}
