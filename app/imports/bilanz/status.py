"""The vocabulary of status cells; what it does not know is refused, never guessed."""

from __future__ import annotations

import re

from app.imports.bilanz.words import STATUSES
from app.imports.draft import StatusReading
from app.imports.wording import clean
from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Category

MAX_LENGTH = 240
MEASURE = r"(?:(?:die|diese|das|dieses)\s)?(?:maßnahme|ziel|umsetzung(?:\sder\smaßnahme)?)"
SUBJECT = rf"(?:{MEASURE}:?\s)?"
STILL = r"(?:(?:noch|bisher|bislang|derzeit|aktuell|teilweise|momentan)\s)*"
IN_WORK = rf"(?:befindet\ssich\s|ist\s)?{STILL}i[nm]\s(?:arbeit|umsetzung|bearbeitung)"
ONGOING = re.compile(r"weiterentwicklung|daueraufgabe|fortlaufend|laufend|stetig|kontinuierlich")
# A remark that takes back what stands before it must be read by people.
TAKES_BACK = re.compile(r"\bnicht\b|\bnoch\b|\bjedoch\b|\baber\b|\bteil|\bkein|%")
PERCENT = re.compile(
    rf"{SUBJECT}(?:ist\s|wurde\s)?(?:(?:zu|bis\szu|ca\.|etwa|rund)\s)*"
    r"(?P<number>\d{1,4})\s?(?:%|prozent)(?:\s(?:umgesetzt|erledigt|erreicht))?"
    rf"(?:(?P<in_work>\s?(?:bzw\.|,|–|-|und)\s?{SUBJECT}{IN_WORK})"
    r"|\s?\((?P<remark>[^()]*)\))?"
)
DONE = re.compile(rf"{SUBJECT}(?:ist\s|wurde\s)?(?:vollständig\s|bereits\s)?umgesetzt")
IN_PROGRESS = re.compile(rf"(?:(?P<before>[^()]*)\s[–-]\s)?{SUBJECT}{IN_WORK}")
STARTED = re.compile(
    rf"(?:{SUBJECT}(?:hat\s|wurde\s)?|mit\sder\sumsetzung\swurde\s)(?:bereits\s)?begonnen"
)
NEGOTIATED = re.compile(
    rf"{SUBJECT}(?:befindet\ssich\s|ist\s)?{STILL}(?:im\sabstimmungsprozess|in\sabstimmung)"
    r"(?:,?\s\(?(?:noch\s)?nicht\sumgesetzt\)?)?"
)
NOT_STARTED = re.compile(
    rf"{SUBJECT}(?:ist\s|wurde\s|konnte\s)?{STILL}nicht\s(?:umgesetzt|begonnen)(?:\swerden)?"
)
NOT_FEASIBLE = re.compile(
    rf"{SUBJECT}(?:wird|kann)\snicht(?:\smehr)?\sumgesetzt(?:\swerden)?"
    r"|umsetzung\s(?:ist\s)?nicht\smöglich|nicht\sumsetzbar"
)


class UnknownStatus(ValueError):
    """A status wording the vocabulary does not hold, and the sentence that says so."""

    def __init__(self, sentence: Said) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def classify_status(raw: str) -> StatusReading:
    """Read a status cell: category, percent (only when written), ongoing duty, own label.

    Raises `UnknownStatus` for every other wording, and for more than 100 percent.
    """
    words = clean(raw).lower().rstrip(". ")
    if not words:
        return StatusReading(Category.UNKNOWN)
    if len(words) > MAX_LENGTH:
        raise _unknown(raw)
    if found := PERCENT.fullmatch(words):
        return _read_percent(raw, found)
    return _read_words(raw, words)


def _unknown(raw: str) -> UnknownStatus:
    text = clean(raw)
    shown = text if len(text) <= 80 else text[:79] + "…"
    return UnknownStatus(
        _l(
            "Unbekannter Umsetzungsstand „%(shown)s“: erwartet wird %(known)s oder eine leere"
            " Zelle.",
            shown=shown,
            known=STATUSES,
        )
    )


def _read_percent(raw: str, found: re.Match[str]) -> StatusReading:
    percent = int(found["number"])
    remark = found["remark"] or ""
    if percent > 100:
        raise UnknownStatus(
            _l(
                "Der Umsetzungsstand „%(words)s“ nennt mehr als 100 %%: erwartet wird eine Zahl"
                " von 0 bis 100.",
                words=clean(raw),
            )
        )
    if TAKES_BACK.search(remark) or (percent in (0, 100) and found["in_work"]):
        raise _unknown(raw)
    category = Category.IN_PROGRESS
    if percent == 100:
        category = Category.DONE
    elif percent == 0:
        category = Category.NOT_STARTED
    return StatusReading(category, percent, ongoing_duty=ONGOING.search(remark) is not None)


def _read_words(raw: str, words: str) -> StatusReading:
    if NEGOTIATED.fullmatch(words):
        return StatusReading(Category.NOT_STARTED, label="In Abstimmung")
    if NOT_FEASIBLE.fullmatch(words):
        return StatusReading(Category.NOT_FEASIBLE)
    if NOT_STARTED.fullmatch(words):
        return StatusReading(Category.NOT_STARTED)
    if STARTED.fullmatch(words):
        return StatusReading(Category.STARTED)
    if DONE.fullmatch(words):
        return StatusReading(Category.DONE)
    found = IN_PROGRESS.fullmatch(words)
    if found and not TAKES_BACK.search(found["before"] or ""):
        return StatusReading(Category.IN_PROGRESS)
    raise _unknown(raw)
