"""Text as a search compares it, kept beside the text itself so that every database finds the same.

No database folds "Böblingen" and "Boeblingen" into one word by itself, and SQLite does not even
know that Ä and ä are one letter. Bulk statements pass by these listeners; whoever changes one of
the texts with one writes the folded column too.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState

from app.models.people import Actor
from app.models.plans import Goal
from app.models.tasks import Task

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

# The texts in which a search looks, the name first: lists sort by the folded text too.
SEARCHED: dict[type[Task | Goal | Actor], tuple[str, ...]] = {
    Task: ("title", "description", "result"),
    Goal: ("working_title", "official_title", "working_description", "official_description"),
    Actor: ("name", "aliases"),
}


def fold(text: str) -> str:
    """The text without case and marks, umlauts and ß written out: "Weiß in Böblingen" becomes
    "weiss in boeblingen"; every run of white space is one space."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", composed)
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


def folded_text(row: Task | Goal | Actor) -> str:
    """What a search of the row compares with."""
    values = [getattr(row, name) for name in SEARCHED[type(row)]]
    texts = [
        text
        for value in values
        for text in ([alias.name for alias in value] if isinstance(value, list) else [value])
    ]
    return fold(" ".join(text for text in texts if text))


def _before_insert(_mapper: Any, _connection: Any, row: Any) -> None:
    row.folded = folded_text(row)


def _before_update(_mapper: Any, _connection: Any, row: Any) -> None:
    """Only when one of the texts changed: a touched column would raise the row's version."""
    state: InstanceState[Any] = inspect(row)
    if any(state.attrs[name].history.has_changes() for name in SEARCHED[type(row)]):
        row.folded = folded_text(row)


for _kind in SEARCHED:
    event.listen(_kind, "before_insert", _before_insert)
    event.listen(_kind, "before_update", _before_update)
