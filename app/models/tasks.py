"""Tasks (Arbeitsaufträge) and their reports."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings import AgendaItem, Agreement, Cycle, Meeting
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.orm import Base, words


class TaskState(enum.StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    TO_CHECK = "to_check"
    DONE = "done"
    POSTPONED = "postponed"
    NOT_FEASIBLE = "not_feasible"


def _links(name: str, table: str, column: str) -> Table:
    return Table(
        name,
        Base.metadata,
        Column("task_id", ForeignKey("task.id"), primary_key=True),
        Column(column, ForeignKey(f"{table}.id"), primary_key=True, index=True),
    )


task_goal = _links("task_goal", "goal", "goal_id")
task_field = _links("task_field", "field_of_action", "field_id")
task_topic = _links("task_topic", "topic", "topic_id")
task_actor = _links("task_actor", "actor", "actor_id")


class Task(Base):
    """Agreed work: what, who is accountable, until when, for which goal, from which meeting (R48).

    `due_on` is always the resolved day, whether it was named, stands behind a fuzzy label (R51)
    or follows a meeting (`due_meeting`); it is empty while that meeting has no day.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint("recurs_months IS NULL OR recurs_months > 0", name="recurs_positive"),
        CheckConstraint(
            "state <> 'not_feasible' OR state_reason IS NOT NULL", name="not_feasible_has_reason"
        ),
        Index("ix_task_accountable_state_due", "accountable_id", "state", "due_on"),
        Index("ix_task_plan_state_due", "plan_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), init=False, index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text, default=None)
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    due_on: Mapped[dt.date | None] = mapped_column(default=None)
    due_label: Mapped[str | None] = mapped_column(String(120), default=None)
    due_meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, index=True
    )
    state: Mapped[TaskState] = mapped_column(words(TaskState, "state"), default=TaskState.OPEN)
    state_reason: Mapped[str | None] = mapped_column(Text, default=None)
    percent: Mapped[int | None] = mapped_column(default=None)
    result: Mapped[str | None] = mapped_column(Text, default=None)
    done_on: Mapped[dt.date | None] = mapped_column(default=None)
    recurs_months: Mapped[int | None] = mapped_column(default=None)
    budget_relevant: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), init=False, index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), init=False)
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), init=False, index=True
    )
    fixes_meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, unique=True
    )
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    cycle: Mapped[Cycle | None] = relationship(default=None)
    accountable: Mapped[Actor | None] = relationship(default=None)
    due_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[due_meeting_id], default=None)
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=[meeting_id], default=None)
    agenda_item: Mapped[AgendaItem | None] = relationship(default=None)
    agreement: Mapped[Agreement | None] = relationship(default=None)
    fixes_meeting: Mapped[Meeting | None] = relationship(
        foreign_keys=[fixes_meeting_id], default=None
    )
    goals: Mapped[list[Goal]] = relationship(secondary=task_goal, default_factory=list)
    fields: Mapped[list[FieldOfAction]] = relationship(secondary=task_field, default_factory=list)
    topics: Mapped[list[Topic]] = relationship(secondary=task_topic, default_factory=list)
    further_actors: Mapped[list[Actor]] = relationship(secondary=task_actor, default_factory=list)
    reports: Mapped[list[TaskReport]] = relationship(
        back_populates="task", order_by="TaskReport.id", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}


class TaskReport(Base):
    """What an actor reported about a task. Append-only."""

    __tablename__ = "task_report"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), init=False, index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    state: Mapped[TaskState] = mapped_column(words(TaskState, "state"))
    percent: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str] = mapped_column(Text)
    evidence_url: Mapped[str | None] = mapped_column(String(500), default=None)
    reported_at: Mapped[dt.datetime]

    task: Mapped[Task] = relationship(back_populates="reports")
    on_behalf_of: Mapped[Actor | None] = relationship(default=None)
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="report", order_by="Attachment.id", init=False, default_factory=list
    )


class Attachment(Base):
    """A stored file; the bytes lie in the instance folder under their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    task_report_id: Mapped[int] = mapped_column(
        ForeignKey("task_report.id"), init=False, index=True
    )
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]

    report: Mapped[TaskReport] = relationship(back_populates="attachments")
