"""All that the database keeps final: approved minutes, released reports, the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event

from app.models import append_only, locking, meetings, reports
from app.models.locking import standing, take_down
from app.orm import Base

ROOMS = (meetings.LOCKS, reports.LOCKS)

__all__ = ["ROOMS", "put_up", "standing", "take_down"]


def put_up(connection: Connection) -> None:
    """Put up the locks of every room whose tables stand."""
    take_down(connection)
    for locks in ROOMS:
        locking.put_up(connection, locks)
    append_only.put_up(connection, locking.PREFIX)


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: Any, connection: Connection, **_more: Any) -> None:
    put_up(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_drop(_metadata: Any, connection: Connection, **_more: Any) -> None:
    take_down(connection)
