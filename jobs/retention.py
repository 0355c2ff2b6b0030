"""Clears away what is past its limit, and signs where the audit trail stands."""

from __future__ import annotations

from flask import Flask

from app import clock
from app.extensions import db, empty_sqlite_journal, transaction
from app.services import privacy


def run(app: Flask) -> int:
    """How many rows went; a second run at the same time finds nothing."""
    with app.app_context(), transaction():
        done = privacy.clear_away(secret=app.config["SECRET_KEY"], now=clock.now())
    with app.app_context():
        empty_sqlite_journal(db.engine)
    return sum(done.values())
