"""Turns crossed thresholds into letters, every minute and at start."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from app import clock
from app.extensions import transaction
from app.services import outbox


def run(app: Flask) -> int:
    """Plan what is due; how many reminders are new. Doing it twice adds nothing."""
    with app.app_context():
        host = urlsplit(app.config["BASE_URL"]).hostname or "localhost"
        with transaction():
            return outbox.plan_reminders(host=host, now=clock.now())
