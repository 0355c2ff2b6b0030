"""What the office writes in its own tables: statuses, days, numbers and yes or no, as meant.

A Bilanz with an unknown wording is refused as a whole; here the wording is kept as it stands, its
meaning stays open, and the sentence that comes with it says so. Nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date

from app.domain.words import CATEGORY_WORDS
from app.imports.bilanz.status import UnknownStatus, classify_status
from app.imports.bilanz.words import MONTHS
from app.imports.draft import StatusReading
from app.imports.wording import clean
from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Category

MONTH = "|".join(MONTHS)
DAY = re.compile(
    rf"(?P<day>\d{{1,2}})\.\s*(?:(?P<month>{MONTH})|(?P<number>\d{{1,2}})\.)\s*(?P<year>\d{{4}})",
    re.IGNORECASE,
)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
PERCENT = re.compile(r"(\d{1,3})(?:[.,]0+)?\s?(?:%|Prozent)?", re.IGNORECASE)
YES = frozenset({"ja", "j", "x", "true", "wahr", "1"})
NO = frozenset({"", "nein", "n", "-", "–", "false", "falsch", "0"})
CATEGORIES = {word.casefold(): category for category, word in CATEGORY_WORDS.items()} | {
    category.value: category for category in Category
}
CATEGORIES["in abstimmung"] = Category.NOT_STARTED  # a label of its own, as our Bilanz has it


def status_of(raw: str) -> tuple[StatusReading, Said]:
    """What a status says, and a sentence where it cannot be told."""
    try:
        return classify_status(raw), ""
    except UnknownStatus:
        shown = raw if len(raw) <= 80 else raw[:79] + "…"
        return StatusReading(Category.UNKNOWN), _l(
            "Der Umsetzungsstand „%(shown)s“ ist keine bekannte Formulierung: Er wird wörtlich"
            " übernommen und gilt als „Keine Angabe“, bis Sie ihn einordnen.",
            shown=shown,
        )


def day_of(text: str) -> date | None:
    """A day written as 20.02.2017, 20. Februar 2017 or 2017-02-20; None for anything else."""
    words = clean(text)
    try:
        if found := ISO_DAY.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        return _day(found) if (found := DAY.fullmatch(words)) else None
    except ValueError:
        return None


def day_in(text: str, *, after: str) -> date | None:
    """The first real day in a text that stands behind one of the words, as "Stand|Stichtag"."""
    lead = rf"\b(?:{after})\b(?:\s+(?:vom|am|zum|ist|der))*\s*:?\s+"
    for found in re.finditer(lead + DAY.pattern, text, re.IGNORECASE):
        try:
            return _day(found)
        except ValueError:
            continue
    return None


def _day(found: re.Match[str]) -> date:
    month = MONTHS.get((found["month"] or "").lower()) or int(found["number"] or 0)
    return date(int(found["year"]), month, int(found["day"]))


def percent_of(text: str) -> int | None:
    """A whole number of percent from 0 to 100; None for anything else."""
    found = PERCENT.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= 100 else None


def truth_of(text: str) -> bool | None:
    """Yes or no; None for anything else."""
    word = text.casefold()
    return True if word in YES else False if word in NO else None
