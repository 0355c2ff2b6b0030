"""The agenda of a meeting; numbers are text and outlive reordering and withdrawal."""

from __future__ import annotations

import enum
import uuid

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings.cycles import Meeting
from app.models.people import Actor
from app.models.plans import Goal
from app.models.removal import RemovableColumns
from app.orm import Base, words


class AgendaKind(enum.StrEnum):
    INFORMATION = "information"
    DISCUSSION = "discussion"
    AGREEMENT = "agreement"
    RESOLUTION = "resolution"


class ItemOutcome(enum.StrEnum):
    """What became of an item at our own meeting: beraten, zur Kenntnis genommen, vereinbart …"""

    DISCUSSED = "discussed"
    NOTED = "noted"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    POSTPONED = "postponed"


agenda_item_goal = Table(
    "agenda_item_goal",
    Base.metadata,
    Column("agenda_item_id", ForeignKey("agenda_item.id"), primary_key=True),
    Column("goal_id", ForeignKey("goal.id"), primary_key=True, index=True),
)


def _once(name: str) -> Index:
    """What no two items of one agenda have in common."""
    return Index(
        f"uq_agenda_item_{name}",
        "meeting_id",
        name,
        unique=True,
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    )


class AgendaItem(RemovableColumns, Base):
    """One item (TOP) of a meeting's agenda; a withdrawn item keeps its number.

    `template_key` names the line of the template it was taken from: each is taken once.
    One that was removed keeps number and place for its way back, and takes them from nobody.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        _once("number"),
        _once("template_key"),
        CheckConstraint("minutes_planned IS NULL OR minutes_planned > 0", name="minutes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), init=False, active_history=True
    )
    number: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[AgendaKind] = mapped_column(words(AgendaKind, "kind"))
    description: Mapped[str | None] = mapped_column(Text, default=None)
    minutes_planned: Mapped[int | None] = mapped_column(default=None)
    public: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str | None] = mapped_column(Text, default=None)
    outcome: Mapped[ItemOutcome | None] = mapped_column(words(ItemOutcome, "outcome"), default=None)
    template_key: Mapped[str | None] = mapped_column(String(40), default=None)
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[Meeting] = relationship()
    presenter: Mapped[Actor | None] = relationship(default=None)
    goals: Mapped[list[Goal]] = relationship(secondary=agenda_item_goal, default_factory=list)

    __mapper_args__ = {"version_id_col": version}


# What everybody knows of an agenda; whoever reads items says so, or what was removed would show.
STANDING = AgendaItem.removed_at.is_(None)
