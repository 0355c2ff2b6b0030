"""What every verb of a report does first and last: wait for its turn, and note the deed."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.reports import Report
from app.queries import reports as queries
from app.services import audit
from app.services.audit import Deed


def take(report: Report) -> None:
    """Wait for whoever works on the report, and see what they left. Raises RuleBroken."""
    take_known(report)
    if report.removed_at is not None:
        raise RuleBroken(_("Dieser Entwurf ist inzwischen verworfen."))


def take_known(report: Report) -> None:
    """The same with a draft that was discarded and can come back."""
    db.session.execute(select(Report.id).where(Report.id == report.id).with_for_update())
    queries.known_by_uid(report.uid)


def note(action: str, report: Report, **deed: Unpack[Deed]) -> None:
    """Note a deed on the report."""
    db.session.flush()
    audit.note(action, plan_id=report.plan_id, object_type="report", object_uid=report.uid, **deed)
