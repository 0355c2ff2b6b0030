"""Keeping what existing bodies found out (R32)."""

from __future__ import annotations

import datetime as dt

from app.domain import body_results as law
from app.domain.body_results import ResultDraft
from app.domain.days import local_day
from app.extensions import db
from app.models.body_results import BodyResult
from app.models.groups import Body
from app.services.writing import note, write


def record(body: Body, draft: ResultDraft, *, by: int | None, now: dt.datetime) -> BodyResult:
    """Keep a result of the body."""
    law.check(draft, body, local_day(now, body.plan))
    result = BodyResult(
        body=body,
        found_on=draft.found_on,
        text=draft.text.strip(),
        author_id=by,
        created_at=now,
    )
    _set(result, draft)
    db.session.add(result)
    note("result.create", body.plan, result, by=by, now=now)
    return result


def edit(result: BodyResult, draft: ResultDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what is kept of a result."""
    plan = result.body.plan
    law.check(draft, result.body, local_day(now, plan))
    changes = write(result, {"found_on": draft.found_on, "text": draft.text})
    _set(result, draft)
    note("result.edit", plan, result, by=by, now=now, changes=changes)


def _set(result: BodyResult, draft: ResultDraft) -> None:
    write(result, {"perspective": draft.perspective, "source": draft.source})
    result.goals = list(draft.goals)
