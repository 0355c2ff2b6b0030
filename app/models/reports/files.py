"""A file of a report that is made outside the request: ordered, made, fetched, deleted."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.reports.report import Report
from app.orm import Base, words


class FileFormat(enum.StrEnum):
    """What a report can be handed out as; the word is the file's suffix."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


class FileState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ReportFile(Base):
    """One order of one file, of which `done` of `steps` steps are behind us; kept for a day."""

    __tablename__ = "report_file"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (content IS NOT NULL)", name="done_has_content"),
        CheckConstraint("done >= 0 AND done <= steps", name="done_in_steps"),
        Index("ix_report_file_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False, index=True)
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    format: Mapped[FileFormat] = mapped_column(words(FileFormat, "format"))
    state: Mapped[FileState] = mapped_column(words(FileState, "state"), default=FileState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    ordered_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    report: Mapped[Report] = relationship()
