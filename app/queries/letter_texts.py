"""The texts that the office has written into letters."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.domain.letter_texts import Texts
from app.extensions import db
from app.models.letter_texts import LetterText


def of_plan(plan_id: int) -> Mapping[str, Texts]:
    """The plan's own texts by kind of letter."""
    rows = db.session.execute(
        select(
            LetterText.kind, LetterText.subject, LetterText.introduction, LetterText.closing
        ).where(LetterText.plan_id == plan_id)
    )
    return {
        row.kind: Texts(subject=row.subject, introduction=row.introduction, closing=row.closing)
        for row in rows
    }


def row_of(plan_id: int, kind: str) -> LetterText | None:
    """The row of one kind; None where the standard stands."""
    return db.session.scalar(
        select(LetterText).where(LetterText.plan_id == plan_id, LetterText.kind == kind)
    )
