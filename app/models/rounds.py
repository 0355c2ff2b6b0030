"""Status rounds: who is asked about what for a reporting date, what was answered, what counts."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings import Cycle, Meeting
from app.models.people import Actor
from app.models.plans import Assessment, Category, Goal, Plan
from app.models.tasks import Task, TaskReport, TaskState
from app.orm import Base, words


class Occasion(enum.StrEnum):
    """What a round prepares."""

    COMMITTEE = "committee"
    HALF_YEAR = "half_year"
    WORKING = "working"


class RoundState(enum.StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Channel(enum.StrEnum):
    """How an answer came: over the signed page, signed in, or told to the office."""

    SIGNED = "signed"
    PAGE = "page"
    PHONE = "phone"


class Verdict(enum.StrEnum):
    """What the office says to an answer."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    RETURNED = "returned"


class Outcome(enum.StrEnum):
    """What became of a question when its round was closed."""

    TAKEN = "taken"
    NO_ANSWER = "no_answer"
    QUESTION_OPEN = "question_open"
    UNCHECKED = "unchecked"


class StatusRound(Base):
    """Everybody accountable is asked once for a reporting date; a plan has one open at most.

    `sequence` and `changed_at` are those of its entry in calendars (RFC 5546): they move when
    there is more time for the answers.
    """

    __tablename__ = "status_round"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_instant"),
        Index(
            "uq_status_round_open",
            "plan_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "uq_status_round_reporting",
            "plan_id",
            "reporting_on",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), init=False, index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), init=False, index=True)
    occasion: Mapped[Occasion] = mapped_column(words(Occasion, "occasion"))
    reporting_on: Mapped[dt.date]
    answer_by: Mapped[dt.date]
    note: Mapped[str | None] = mapped_column(Text, default=None)
    state: Mapped[RoundState] = mapped_column(words(RoundState, "state"), default=RoundState.OPEN)
    opened_at: Mapped[dt.datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    sequence: Mapped[int] = mapped_column(init=False, default=0)
    changed_at: Mapped[dt.datetime] = mapped_column(init=False)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    cycle: Mapped[Cycle | None] = relationship(default=None)
    meeting: Mapped[Meeting | None] = relationship(default=None)
    requests: Mapped[list[RoundRequest]] = relationship(
        back_populates="round", order_by="RoundRequest.id", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}

    def __post_init__(self) -> None:
        self.changed_at = self.opened_at


class RoundRequest(Base):
    """What one accountable actor is asked; the letter goes to `recipient`, or to nobody."""

    __tablename__ = "round_request"
    __table_args__ = (
        UniqueConstraint("round_id", "actor_id"),
        CheckConstraint("(delivered_at IS NULL) = (channel IS NULL)", name="delivered_somehow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    round_id: Mapped[int] = mapped_column(ForeignKey("status_round.id"), init=False)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    channel: Mapped[Channel | None] = mapped_column(words(Channel, "channel"), default=None)

    round: Mapped[StatusRound] = relationship(back_populates="requests")
    actor: Mapped[Actor] = relationship(foreign_keys=[actor_id])
    recipient: Mapped[Actor | None] = relationship(foreign_keys=[recipient_id], default=None)
    items: Mapped[list[RoundItem]] = relationship(
        back_populates="request", order_by="RoundItem.id", init=False, default_factory=list
    )


class RoundItem(Base):
    """One question: how a goal or a task stands. `outcome` is known once the round is closed."""

    __tablename__ = "round_item"
    __table_args__ = (
        UniqueConstraint("request_id", "goal_id"),
        UniqueConstraint("request_id", "task_id"),
        CheckConstraint("(goal_id IS NULL) <> (task_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("round_request.id"), init=False)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"), init=False, index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), init=False, index=True)
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome, "outcome"), default=None)
    assessment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assessment.id"), init=False, unique=True
    )

    request: Mapped[RoundRequest] = relationship(back_populates="items")
    goal: Mapped[Goal | None] = relationship(default=None)
    task: Mapped[Task | None] = relationship(default=None)
    assessment: Mapped[Assessment | None] = relationship(default=None)
    answers: Mapped[list[RoundAnswer]] = relationship(
        back_populates="item", order_by="RoundAnswer.id", init=False, default_factory=list
    )

    @property
    def answer(self) -> RoundAnswer | None:
        """The answer that counts: the newest."""
        return self.answers[-1] if self.answers else None

    @property
    def title(self) -> str:
        if self.goal is not None:
            return f"{self.goal.key} {self.goal.title}"
        return self.task.title if self.task is not None else ""


class RoundAnswer(Base):
    """What was said to one question. Append-only: a newer answer follows, none is overwritten.

    A goal's answer has a category, a task's a state. `answered_by_id` is the account that wrote
    it down, `person_id` who spoke over the signed page; both stand in for the request's actor.
    """

    __tablename__ = "round_answer"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("(category IS NULL) <> (task_state IS NULL)", name="one_standing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("round_item.id"), init=False, index=True)
    category: Mapped[Category | None] = mapped_column(words(Category, "category"), default=None)
    task_state: Mapped[TaskState | None] = mapped_column(
        words(TaskState, "task_state"), default=None
    )
    percent: Mapped[int | None] = mapped_column(default=None)
    said: Mapped[str] = mapped_column(Text)
    nothing_new: Mapped[bool]
    channel: Mapped[Channel] = mapped_column(words(Channel, "channel"))
    answered_at: Mapped[dt.datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    task_report_id: Mapped[int | None] = mapped_column(ForeignKey("task_report.id"), init=False)

    item: Mapped[RoundItem] = relationship(back_populates="answers")
    person: Mapped[Actor | None] = relationship(default=None)
    task_report: Mapped[TaskReport | None] = relationship(default=None)
    decisions: Mapped[list[RoundDecision]] = relationship(
        back_populates="answer", order_by="RoundDecision.id", init=False, default_factory=list
    )

    @property
    def decision(self) -> RoundDecision | None:
        """What the office said last to this answer."""
        return self.decisions[-1] if self.decisions else None


class RoundDecision(Base):
    """The office's word on an answer; append-only, the newest counts."""

    __tablename__ = "round_decision"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("verdict = 'accepted' OR reason IS NOT NULL", name="otherwise_reason"),
        CheckConstraint("(verdict = 'changed') = (category IS NOT NULL)", name="changed_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    answer_id: Mapped[int] = mapped_column(ForeignKey("round_answer.id"), init=False, index=True)
    verdict: Mapped[Verdict] = mapped_column(words(Verdict, "verdict"))
    category: Mapped[Category | None] = mapped_column(words(Category, "category"), default=None)
    percent: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    decided_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    answer: Mapped[RoundAnswer] = relationship(back_populates="decisions")
