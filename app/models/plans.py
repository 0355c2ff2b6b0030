"""The plan and its parts: fields of action, topics, goals, assessments, examples."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.people import Actor
from app.orm import Base, words


class Category(enum.StrEnum):
    """Implementation status of a goal, derived from its verbatim status (R06)."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    STARTED = "started"
    NOT_STARTED = "not_started"
    NOT_FEASIBLE = "not_feasible"
    UNKNOWN = "unknown"


class AssessmentSource(enum.StrEnum):
    """Where an assessment comes from: a document, a report of an actor, or a hand in the office."""

    IMPORTED = "imported"
    REPORTED = "reported"
    SET = "set"


class Plan(Base):
    """A public plan that is followed up; every right and query stays within one plan."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("silent_after_months BETWEEN 1 AND 60", name="silent_after_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subtitle: Mapped[str | None] = mapped_column(String(300), default=None)
    county: Mapped[str] = mapped_column(String(120), default="")
    resolution_numbers: Mapped[str | None] = mapped_column(String(200), default=None)
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Berlin")
    holiday_region: Mapped[str] = mapped_column(String(2), default="BW")
    office_name: Mapped[str] = mapped_column(String(120), default="Geschäftsstelle")
    office_email: Mapped[str | None] = mapped_column(String(254), default=None)
    office_phone: Mapped[str | None] = mapped_column(String(50), default=None)
    silent_after_months: Mapped[int] = mapped_column(default=6)
    calendar_mark: Mapped[int] = mapped_column(default=0)
    calendar_changed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    public_calendar: Mapped[bool] = mapped_column(default=False)
    import_snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    fields: Mapped[list[FieldOfAction]] = relationship(
        back_populates="plan", order_by="FieldOfAction.number", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}


class FieldOfAction(Base):
    """A field of action (Handlungsfeld); stated counts keep their unit and are never summed."""

    __tablename__ = "field_of_action"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint(
            "coalesce(stated_recommendations, 0) >= 0 AND coalesce(stated_goals, 0) >= 0"
            " AND coalesce(stated_measures, 0) >= 0",
            name="stated_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    motto: Mapped[str | None] = mapped_column(String(200), default=None)
    stated_recommendations: Mapped[int | None] = mapped_column(default=None)
    stated_goals: Mapped[int | None] = mapped_column(default=None)
    stated_measures: Mapped[int | None] = mapped_column(default=None)
    pages: Mapped[str | None] = mapped_column(String(40), default=None)
    narrative: Mapped[str | None] = mapped_column(Text, default=None)
    import_snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship(back_populates="fields")
    topics: Mapped[list[Topic]] = relationship(
        back_populates="field", order_by="Topic.position", init=False, default_factory=list
    )
    goals: Mapped[list[Goal]] = relationship(
        back_populates="field", order_by="Goal.position", init=False, default_factory=list
    )
    examples: Mapped[list[Example]] = relationship(
        back_populates="field", order_by="Example.position", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}


class Topic(Base):
    """A topic (Themenbereich) of a field; even without goals, tasks can hang on it (R17)."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("field_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_of_action.id"), init=False)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))

    field: Mapped[FieldOfAction] = relationship(back_populates="topics")


class Goal(Base):
    """A goal of the plan: the official wording stays, a working text may stand beside it."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("field_id", "position"),
        CheckConstraint("position >= 1", name="position_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_of_action.id"), init=False)
    position: Mapped[int]
    official_title: Mapped[str] = mapped_column(Text)
    official_description: Mapped[str] = mapped_column(Text, default="")
    working_title: Mapped[str | None] = mapped_column(Text, default=None)
    working_description: Mapped[str | None] = mapped_column(Text, default=None)
    markup: Mapped[str | None] = mapped_column(Text, default=None)
    source_lines: Mapped[str | None] = mapped_column(String(60), default=None)
    split_by_page_break: Mapped[bool] = mapped_column(default=False)
    resubmit_on: Mapped[dt.date | None] = mapped_column(default=None)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), init=False, index=True)
    responsible_id: Mapped[int | None] = mapped_column(
        ForeignKey("actor.id"), init=False, index=True
    )
    folded: Mapped[str] = mapped_column(
        Text, init=False, default="", server_default="", deferred=True
    )
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    field: Mapped[FieldOfAction] = relationship(back_populates="goals")
    topic: Mapped[Topic | None] = relationship(default=None)
    responsible: Mapped[Actor | None] = relationship(default=None)
    assessments: Mapped[list[Assessment]] = relationship(
        back_populates="goal",
        order_by="(Assessment.reporting_on, Assessment.id)",
        init=False,
        default_factory=list,
    )
    notes: Mapped[list[GoalNote]] = relationship(
        back_populates="goal",
        order_by="GoalNote.id",
        cascade="all, delete-orphan",
        init=False,
        default_factory=list,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def key(self) -> str:
        """The stable key `field.position`, for example "7.3" (R05)."""
        return f"{self.field.number}.{self.position}"

    @property
    def sequence(self) -> int:
        """A goal stands in no calendar; its letters are told apart by the day they speak of."""
        return 0

    @property
    def title(self) -> str:
        return self.working_title or self.official_title

    @property
    def description(self) -> str:
        return self.working_description or self.official_description

    @property
    def latest(self) -> Assessment | None:
        """The assessment of the newest reporting date; of one date the last that was written."""
        return self.assessments[-1] if self.assessments else None


class GoalNote(Base):
    """A doubtful spot of the source, for example a contradiction (R15, R27)."""

    __tablename__ = "goal_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), init=False, index=True)
    line: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str] = mapped_column(Text)

    goal: Mapped[Goal] = relationship(back_populates="notes")


class Assessment(Base):
    """How far a goal is at a reporting date. Append-only: corrections are further rows (R06)."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent_range"),
        Index(
            "uq_assessment_imported",
            "goal_id",
            "reporting_on",
            unique=True,
            sqlite_where=text("source = 'imported'"),
            postgresql_where=text("source = 'imported'"),
        ),
        Index("ix_assessment_goal_reporting", "goal_id", "reporting_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), init=False)
    reporting_on: Mapped[dt.date]
    status_raw: Mapped[str] = mapped_column(Text)
    category: Mapped[Category] = mapped_column(words(Category, "category"))
    percent: Mapped[int | None] = mapped_column(default=None)
    ongoing_duty: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(String(60), default=None)
    source: Mapped[AssessmentSource] = mapped_column(words(AssessmentSource, "source"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[dt.datetime]

    goal: Mapped[Goal] = relationship(back_populates="assessments")


class Example(Base):
    """A practical example from the county, an object of its field (R16)."""

    __tablename__ = "example"
    __table_args__ = (UniqueConstraint("field_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_of_action.id"), init=False)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    import_snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)

    field: Mapped[FieldOfAction] = relationship(back_populates="examples")
