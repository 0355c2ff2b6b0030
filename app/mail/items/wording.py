"""Words that letters share: distances, short dates, subjects that fit."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

SUBJECT_CHARACTERS = 60


def short_date(day: dt.date) -> str:
    """ "29. März", for subjects."""
    return format_date(day, "d. MMMM", locale="de")


def poll_month(first: dt.date | None) -> str | None:
    """ "Juli", where a month is known."""
    return format_date(first, "LLLL", locale="de") if first else None


def distance(days: int) -> str:
    """How far away a day is: "heute", "morgen", "in einer Woche", "in 5 Tagen", "seit 2 Tagen"."""
    fixed = {-1: "seit gestern", 0: "heute", 1: "morgen", 7: "in einer Woche", 14: "in zwei Wochen"}
    if days in fixed:
        return fixed[days]
    return f"in {days} Tagen" if days > 0 else f"seit {-days} Tagen"


def opening(days: int) -> str:
    """The same at the beginning of a sentence."""
    words = distance(days)
    return words[0].upper() + words[1:]


def shorten(text: str, room: int) -> str:
    """`text` in at most `room` characters, cut after a whole word, the cut shown by "…"."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    cut = text[:room].rsplit(" ", 1)[0] if " " in text[:room] else text[: room - 1]
    return cut.rstrip(" ,;:–-(") + "…"
