"""The coordination office that answers for pages outside any plan."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.models.plans import Plan


def first_plan() -> Plan | None:
    """The plan this installation was made for; None before the first one is there."""
    return db.session.scalar(select(Plan).order_by(Plan.id).limit(1))
