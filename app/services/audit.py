"""Notes who did what; every verb calls it in the transaction of its deed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NotRequired, TypedDict

from app.extensions import db
from app.models.audit import AuditEntry


class Deed(TypedDict):
    """What every note says of a deed beside its name and its object; see `note`."""

    by: int | None
    now: dt.datetime
    on_behalf_of: NotRequired[int | None]
    changes: NotRequired[dict[str, Any] | None]


def note(
    action: str,
    *,
    by: int | None,
    now: dt.datetime,
    plan_id: int | None = None,
    object_type: str,
    object_uid: uuid.UUID | None = None,
    on_behalf_of: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Add an entry; `by` is an account id, None for the system or an operator."""
    db.session.add(
        AuditEntry(
            at=now,
            account_id=by,
            on_behalf_of_id=on_behalf_of,
            plan_id=plan_id,
            action=action,
            object_type=object_type,
            object_uid=object_uid,
            changes=changes or None,
        )
    )
