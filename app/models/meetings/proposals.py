"""Topics for agendas to come: proposed by members, kept in the backlog, carried over."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.groups import Body
from app.models.meetings.agenda import AgendaItem, AgendaKind
from app.models.meetings.cycles import Meeting
from app.models.people import Actor
from app.models.plans import Goal
from app.orm import Base, words


class TopicState(enum.StrEnum):
    """Eingereicht, im Themenspeicher, auf der Tagesordnung, nicht aufgenommen, zurückgezogen."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


topic_proposal_goal = Table(
    "topic_proposal_goal",
    Base.metadata,
    Column("topic_proposal_id", ForeignKey("topic_proposal.id"), primary_key=True),
    Column("goal_id", ForeignKey("goal.id"), primary_key=True, index=True),
)


class TopicProposal(Base):
    """A topic from the day it was first raised until it is dealt with; one row all its life.

    `item` is where it stands now or was postponed from; `raised_on` and `times_postponed` are
    its age. A topic that came of a postponed item has no author.
    """

    __tablename__ = "topic_proposal"
    __table_args__ = (
        CheckConstraint("times_postponed >= 0", name="times_not_negative"),
        CheckConstraint("minutes_wished IS NULL OR minutes_wished > 0", name="minutes_positive"),
        CheckConstraint("state <> 'taken' OR item_id IS NOT NULL", name="taken_has_item"),
        CheckConstraint("state <> 'declined' OR answer IS NOT NULL", name="declined_has_answer"),
        Index("ix_topic_proposal_body_state", "body_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), init=False, index=True)
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_item.id"), init=False, unique=True
    )
    title: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    kind: Mapped[AgendaKind] = mapped_column(
        words(AgendaKind, "kind"), default=AgendaKind.DISCUSSION
    )
    minutes_wished: Mapped[int | None] = mapped_column(default=None)
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), default=None, index=True
    )
    state: Mapped[TopicState] = mapped_column(words(TopicState, "state"))
    answer: Mapped[str | None] = mapped_column(Text, default=None)
    raised_on: Mapped[dt.date]
    times_postponed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    body: Mapped[Body] = relationship()
    meeting: Mapped[Meeting | None] = relationship(default=None)
    item: Mapped[AgendaItem | None] = relationship(
        primaryjoin="and_(TopicProposal.item_id == AgendaItem.id, AgendaItem.removed_at.is_(None))",
        default=None,
    )
    proposer: Mapped[Actor | None] = relationship(default=None)
    goals: Mapped[list[Goal]] = relationship(secondary=topic_proposal_goal, default_factory=list)

    __mapper_args__ = {"version_id_col": version}
