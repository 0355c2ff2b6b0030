"""Files that are read into a plan: while somebody looks at what they would change, and after."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.plans import Plan
from app.orm import Base


class PlanUpload(Base):
    """A file between its upload and the yes or no to it: its words, never its bytes.

    `reading` is what the file holds (`app/imports/reading.py`), `mapping` what its columns are,
    `meanings` what somebody says wordings mean that no rule can read (`app/imports/meanings.py`);
    `report` is the comparison that was shown, `problems` the sentences where there is none. It
    belongs to whoever uploaded it and is deleted after a day.
    """

    __tablename__ = "plan_upload"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False, index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    meanings: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    as_of: Mapped[dt.date | None] = mapped_column(default=None)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    problems: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    uploaded_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()

    __mapper_args__ = {"version_id_col": version}


class PlanImport(Base):
    """A file that was read into the plan: when, by whom, what it changed, and how to undo that."""

    __tablename__ = "plan_import"
    __table_args__ = (
        CheckConstraint("undone_by_id IS NULL OR undone_at IS NOT NULL", name="undone_has_instant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    reporting_on: Mapped[dt.date]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    traces: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), default=None, deferred=True
    )
    imported_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
