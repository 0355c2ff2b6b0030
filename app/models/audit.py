"""Who did what, when, on whose behalf. Append-only; holds ids, never addresses.

Each entry carries the fingerprint of the one before it, so that nobody can change, remove or move
one unseen (`domain/audit.py`). The triggers of `append_only.py` refuse the attempt already.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base


class AuditEntry(Base):
    """One deed and the fields it changed as `{field: [before, after]}`.

    `number` counts without a gap; `previous` is the fingerprint of the entry before.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_type", "object_uid"),
        Index("ix_audit_entry_account_number", "account_id", "number"),
        Index("ix_audit_entry_plan_number", "plan_id", "number"),
        Index("ix_audit_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), default=None)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(20))
    object_uid: Mapped[uuid.UUID | None] = mapped_column(default=None)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    number: Mapped[int] = mapped_column(init=False, unique=True)
    previous: Mapped[str] = mapped_column(String(64), init=False)
    fingerprint: Mapped[str] = mapped_column(String(64), init=False)


class AuditHead(Base):
    """The end of the chain, in one row: whoever appends holds it. It only ever grows."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    number: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")


class AuditCheckpoint(Base):
    """Where the chain stood once, signed with the installation's secret. Append-only.

    A checkpoint that `cuts` allows the entries up to its number to be deleted; the rest of the
    chain hangs on it from then on. `key` tells which secret signed, without telling the secret.
    """

    __tablename__ = "audit_checkpoint"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    made_at: Mapped[dt.datetime]
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    cuts: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(String(16), init=False)
    signature: Mapped[str] = mapped_column(String(64), init=False)
