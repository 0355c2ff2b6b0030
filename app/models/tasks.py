"""Tasks (Arbeitsaufträge) and their reports."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.files import StoredColumns
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


class Acceptance(enum.StrEnum):
    """Whether somebody has taken the task on: the speaker names a person, the person says yes."""

    NOT_ASKED = "not_asked"
    NAMING = "naming"
    ASKED = "asked"
    ACCEPTED = "accepted"
    HANDED_BACK = "handed_back"


class EntryKind(enum.StrEnum):
    """What was done with a task; the words stand in its history."""

    CREATE = "create"
    EDIT = "edit"
    ASSIGN = "assign"
    NAME = "name"
    ACCEPT = "accept"
    HAND_BACK = "hand_back"
    REPORT = "report"
    STATE = "state"
    FOLLOW = "follow"
    RECUR = "recur"
    UNDO = "undo"


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
    Where an organisation, function or group is accountable, `person` is whoever it has named.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint("recurs_months IS NULL OR recurs_months > 0", name="recurs_positive"),
        CheckConstraint(
            "state <> 'not_feasible' OR (state_reason IS NOT NULL"
            " AND decided_by IS NOT NULL AND decided_on IS NOT NULL)",
            name="not_feasible_has_reason",
        ),
        CheckConstraint(
            "state <> 'postponed' OR (state_reason IS NOT NULL AND resubmit_on IS NOT NULL)",
            name="postponed_has_day",
        ),
        CheckConstraint(
            "(state = 'done') = (done_on IS NOT NULL) AND (state <> 'done' OR result IS NOT NULL)",
            name="done_has_result",
        ),
        CheckConstraint(
            "(acceptance IN ('naming', 'asked')) = (asked_at IS NOT NULL)", name="asked_since"
        ),
        CheckConstraint(
            "person_id IS NULL OR acceptance NOT IN ('naming', 'handed_back')",
            name="no_person_while_naming",
        ),
        CheckConstraint("acceptance <> 'naming' OR accountable_id IS NOT NULL", name="naming_asks"),
        Index("ix_task_accountable_state_due", "accountable_id", "state", "due_on"),
        Index("ix_task_plan_state_due", "plan_id", "state", "due_on"),
        Index("ix_task_cycle_created", "cycle_id", "created_at"),
        Index(
            "ix_task_plan_id_asked",
            "plan_id",
            sqlite_where=text("asked_at IS NOT NULL"),
            postgresql_where=text("asked_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), init=False)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text, default=None)
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    acceptance: Mapped[Acceptance] = mapped_column(
        words(Acceptance, "acceptance"), default=Acceptance.NOT_ASKED
    )
    asked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    due_on: Mapped[dt.date | None] = mapped_column(default=None)
    due_label: Mapped[str | None] = mapped_column(String(120), default=None)
    due_meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, index=True
    )
    state: Mapped[TaskState] = mapped_column(words(TaskState, "state"), default=TaskState.OPEN)
    state_reason: Mapped[str | None] = mapped_column(Text, default=None)
    resubmit_on: Mapped[dt.date | None] = mapped_column(default=None)
    decided_by: Mapped[str | None] = mapped_column(String(200), default=None)
    decided_on: Mapped[dt.date | None] = mapped_column(default=None)
    percent: Mapped[int | None] = mapped_column(default=None)
    result: Mapped[str | None] = mapped_column(Text, default=None)
    done_on: Mapped[dt.date | None] = mapped_column(default=None)
    recurs_months: Mapped[int | None] = mapped_column(default=None)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), init=False, unique=True)
    budget_relevant: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, index=True, active_history=True
    )
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), init=False)
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), init=False, index=True
    )
    fixes_meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, unique=True
    )
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_mark: Mapped[int] = mapped_column(default=0)
    folded: Mapped[str] = mapped_column(
        Text, init=False, default="", server_default="", deferred=True
    )
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    cycle: Mapped[Cycle | None] = relationship(default=None)
    accountable: Mapped[Actor | None] = relationship(foreign_keys=[accountable_id], default=None)
    person: Mapped[Actor | None] = relationship(foreign_keys=[person_id], default=None)
    repeats: Mapped[Task | None] = relationship(remote_side=[id], default=None)
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

    @property
    def doer(self) -> Actor | None:
        """The person who does it: the accountable one, or whom the organisation has named."""
        if self.accountable is not None and self.accountable.is_person:
            return self.accountable
        return self.person


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
    no_evidence: Mapped[str | None] = mapped_column(Text, default=None)
    reported_at: Mapped[dt.datetime]

    task: Mapped[Task] = relationship(back_populates="reports")
    on_behalf_of: Mapped[Actor | None] = relationship(default=None)
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="report", order_by="Attachment.id", init=False, default_factory=list
    )


class TaskEntry(Base):
    """One change of a task with all that was changed, `{field: [before, after]}`. Append-only.

    `author_id` is the account that did it; `signer` the person where it was done by a signed page
    from a letter. An entry is undone by another one, at most once.
    """

    __tablename__ = "task_entry"
    __table_args__ = (
        CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undo_names_entry"),
        CheckConstraint("kind <> 'hand_back' OR reason IS NOT NULL", name="hand_back_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), init=False, index=True)
    kind: Mapped[EntryKind] = mapped_column(words(EntryKind, "kind"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("task_report.id"), init=False, unique=True
    )
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("task_entry.id"), init=False, unique=True
    )
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    at: Mapped[dt.datetime]

    task: Mapped[Task] = relationship()
    signer: Mapped[Actor | None] = relationship(foreign_keys=[signer_id], default=None)
    on_behalf_of: Mapped[Actor | None] = relationship(foreign_keys=[on_behalf_of_id], default=None)
    report: Mapped[TaskReport | None] = relationship(default=None)
    undoes: Mapped[TaskEntry | None] = relationship(remote_side=[id], default=None)


class Attachment(StoredColumns, Base):
    """A file handed in with a report as evidence."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_report_id: Mapped[int] = mapped_column(
        ForeignKey("task_report.id"), init=False, index=True
    )

    report: Mapped[TaskReport] = relationship(back_populates="attachments")
