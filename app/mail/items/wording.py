"""Words that letters share: distances, short dates, subjects that fit."""

from __future__ import annotations

import datetime as dt

from app.domain.spoken import month_alone
from app.language import N_
from app.language import gettext as _

SUBJECT_CHARACTERS = 60
NEAR = {
    -1: N_("seit gestern"),
    0: N_("heute"),
    1: N_("morgen"),
    7: N_("in einer Woche"),
    14: N_("in zwei Wochen"),
}


def poll_month(first: dt.date | None) -> str | None:
    """ "Juli", where a month is known."""
    return month_alone(first) if first else None


def distance(days: int) -> str:
    """How far away a day is: "heute", "morgen", "in einer Woche", "in 5 Tagen", "seit 2 Tagen"."""
    if days in NEAR:
        return _(NEAR[days])
    if days > 0:
        return _("in %(days)s Tagen", days=days)
    return _("seit %(days)s Tagen", days=-days)


def opening(days: int) -> str:
    """The same at the beginning of a sentence."""
    return capital(distance(days))


def capital(words: str) -> str:
    """The words as the beginning of a sentence."""
    return words[0].upper() + words[1:]


def shorten(text: str, room: int) -> str:
    """`text` in at most `room` characters, cut after a whole word, the cut shown by "…"."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    cut = text[:room].rsplit(" ", 1)[0] if " " in text[:room] else text[: room - 1]
    return cut.rstrip(" ,;:–-(") + "…"
