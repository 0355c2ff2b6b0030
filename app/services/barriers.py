"""Reports of barriers become letters to the coordination office."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from app.domain.reminders import Recipient
from app.models.plans import Plan
from app.services.outbox.posting import enqueue

KIND = "barrier_report"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody wrote into the form; only `what` is certain."""

    what: str
    where: str = ""
    answer_to: str = ""


def report(report: Report, plan: Plan | None, *, otherwise_to: str, now: dt.datetime) -> None:
    """Queue the letter to the plan's office, or to `otherwise_to` while there is no address."""
    uid = uuid.uuid4()
    name = plan.office_name if plan else ""
    address = (plan.office_email if plan else None) or otherwise_to
    enqueue(
        dedup_key=f"{KIND}|{uid}",
        kind=KIND,
        object_type="report",
        object_uid=uid,
        recipient=Recipient(name=name, address=address),
        now=now,
        plan_id=plan.id if plan else None,
        payload=asdict(report),
    )
