"""The office writes its own words into letters."""

from __future__ import annotations

import datetime as dt

from app.domain.letter_texts import Texts, check_texts
from app.extensions import db
from app.models.letter_texts import LetterText
from app.models.plans import Plan
from app.queries import letter_texts as queries
from app.services import audit


def keep(plan: Plan, kind: str, texts: Texts, *, by: int | None, now: dt.datetime) -> None:
    """Put the texts of a kind of letter down; all empty is back to the standard.

    Letters that are on their way keep their words. Raises RuleBroken.
    """
    check_texts(kind, texts)
    row = queries.row_of(plan.id, kind)
    if row is None:
        row = LetterText(plan=plan, kind=kind, changed_at=now)
        db.session.add(row)
    row.subject, row.introduction, row.closing = texts.subject, texts.introduction, texts.closing
    row.changed_at = now
    db.session.flush()
    audit.note(
        "letter_text.edit",
        by=by,
        now=now,
        plan_id=plan.id,
        object_type="letter_text",
        changes={"kind": [kind, kind]},
    )
