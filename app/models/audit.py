"""Who did what, when, on whose behalf. Append-only; holds ids, never addresses."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base


class AuditEntry(Base):
    """One deed and the fields it changed as `{field: [before, after]}`."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_type", "object_uid"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), default=None)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None, index=True)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(20))
    object_uid: Mapped[uuid.UUID | None] = mapped_column(default=None)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
