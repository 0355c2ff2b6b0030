"""A report and its parts; once released, what it says is frozen text with its SHA-256."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.files import StoredColumns
from app.models.meetings import Meeting
from app.models.plans import Goal, Plan
from app.models.removal import RemovableColumns
from app.orm import Base, words


class ReportKind(enum.StrEnum):
    """The stock-taking of a reporting date, or the report to the committee (R57)."""

    BILANZ = "bilanz"
    COMMITTEE = "committee"


class ReportState(enum.StrEnum):
    """Entwurf – Mitzeichnung – freigegeben – versandt (R60)."""

    DRAFT = "draft"
    CO_SIGNING = "co_signing"
    RELEASED = "released"
    SENT = "sent"


class Step(enum.StrEnum):
    """What somebody did on the way of a report."""

    GIVEN = "given"
    CO_SIGNED = "co_signed"
    RETURNED = "returned"
    RELEASED = "released"
    SENT = "sent"


class ReportPart(enum.StrEnum):
    """Texts of a report that belong to no goal, in their order."""

    FOREWORD = "foreword"
    PROCESS = "process"
    COMPOSITION = "composition"
    RESULTS = "results"
    MOTION = "motion"


class Report(RemovableColumns, Base):
    """A report of a plan; `frozen` is all that it says, as JSON, from its release on.

    A Bilanz belongs to its reporting date, a committee's report to its meeting: one each, beside
    drafts that were discarded and can come back.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(kind = 'committee') = (meeting_id IS NOT NULL)", name="meeting_as_kind"),
        CheckConstraint(
            "compared_on IS NULL OR compared_on < reporting_on", name="compared_before"
        ),
        CheckConstraint(
            "(state IN ('released', 'sent')) = (frozen IS NOT NULL)"
            " AND (frozen IS NULL) = (sha256 IS NULL)",
            name="frozen_once_released",
        ),
        Index(
            "uq_report_bilanz",
            "plan_id",
            "reporting_on",
            unique=True,
            sqlite_where=text("kind = 'bilanz' AND removed_at IS NULL"),
            postgresql_where=text("kind = 'bilanz' AND removed_at IS NULL"),
        ),
        Index(
            "uq_report_meeting",
            "meeting_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False, index=True)
    kind: Mapped[ReportKind] = mapped_column(words(ReportKind, "kind"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), init=False)
    title: Mapped[str] = mapped_column(String(200))
    reporting_on: Mapped[dt.date]
    compared_on: Mapped[dt.date | None] = mapped_column(default=None)
    paper_number: Mapped[str | None] = mapped_column(String(60), default=None)
    state: Mapped[ReportState] = mapped_column(
        words(ReportState, "state"), default=ReportState.DRAFT
    )
    frozen: Mapped[str | None] = mapped_column(Text, default=None, deferred=True)
    sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    meeting: Mapped[Meeting | None] = relationship(default=None)
    steps: Mapped[list[ReportStep]] = relationship(
        back_populates="report", order_by="ReportStep.id", init=False, default_factory=list
    )
    texts: Mapped[list[ReportText]] = relationship(
        back_populates="report", order_by="ReportText.id", init=False, default_factory=list
    )
    annexes: Mapped[list[ReportAnnex]] = relationship(
        back_populates="report",
        primaryjoin="and_(Report.id == ReportAnnex.report_id, ReportAnnex.removed_at.is_(None))",
        order_by="ReportAnnex.number",
        foreign_keys="ReportAnnex.report_id",
        init=False,
        default_factory=list,
    )
    supplements: Mapped[list[ReportSupplement]] = relationship(
        back_populates="report", order_by="ReportSupplement.id", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_bilanz(self) -> bool:
        return self.kind is ReportKind.BILANZ


# What everybody knows of reports; whoever reads them says so, or discarded drafts would show.
KEPT = Report.removed_at.is_(None)


class ReportText(Base):
    """Words that somebody wrote in place of a proposal: on a goal, or on a part of the report.

    `proposal` is what stood beside them while they were written; a newer one shows that more has
    come in since.
    """

    __tablename__ = "report_text"
    __table_args__ = (
        CheckConstraint("(goal_id IS NULL) <> (part IS NULL)", name="goal_or_part"),
        UniqueConstraint("report_id", "goal_id"),
        UniqueConstraint("report_id", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"), init=False)
    part: Mapped[ReportPart | None] = mapped_column(words(ReportPart, "part"), default=None)
    body: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    written_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    report: Mapped[Report] = relationship(back_populates="texts")
    goal: Mapped[Goal | None] = relationship(default=None)

    __mapper_args__ = {"version_id_col": version}


class ReportAnnex(RemovableColumns, Base):
    """A numbered annex, "Anlage 1": a Bilanz of ours, a file, or a paper by its name (R22, R60).

    One that was taken out keeps the number it had, and is none of `Report.annexes`.
    """

    __tablename__ = "report_annex"
    __table_args__ = (
        Index(
            "uq_report_annex_number",
            "report_id",
            "number",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("number >= 1", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    bilanz_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), init=False)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))

    report: Mapped[Report] = relationship(back_populates="annexes", foreign_keys=[report_id])
    bilanz: Mapped[Report | None] = relationship(foreign_keys=[bilanz_id], default=None)
    file: Mapped[AnnexFile | None] = relationship(
        back_populates="annex", cascade="all, delete-orphan", default=None
    )


class AnnexFile(StoredColumns, Base):
    """The paper itself, where it was handed in."""

    __tablename__ = "annex_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    annex_id: Mapped[int] = mapped_column(ForeignKey("report_annex.id"), init=False, unique=True)

    annex: Mapped[ReportAnnex] = relationship(back_populates="file", init=False)


class ReportStep(Base):
    """A step on the report's way: what, when, who. Append-only.

    `who` is the function that co-signed or was written to, never a private person.
    """

    __tablename__ = "report_step"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False, index=True)
    step: Mapped[Step] = mapped_column(words(Step, "step"))
    who: Mapped[str | None] = mapped_column(String(200), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    at: Mapped[dt.datetime]

    report: Mapped[Report] = relationship(back_populates="steps")


class ReportSupplement(Base):
    """A dated addition to a released report, visible beside it (R58). Append-only."""

    __tablename__ = "report_supplement"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False, index=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    written_at: Mapped[dt.datetime]

    report: Mapped[Report] = relationship(back_populates="supplements")
