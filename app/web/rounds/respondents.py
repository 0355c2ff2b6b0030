"""Who is asked in a round and has answered how far: rows of its page, and the list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.documents.spreadsheets import Cell, Column, Kind
from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.rounds import Standing
from app.domain.spoken import day_of_year
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.rounds import RoundRequest, StatusRound
from app.queries import rounds as queries
from app.services import throttle
from app.web import listing
from app.web.deed_words import CHANNEL_WORDS
from app.web.guards import allowed
from app.web.limits import limited
from app.web.rounds.room import bp

FILTERS = {
    "fehlt": Standing.MISSING,
    "teilweise": Standing.PARTLY,
    "geliefert": Standing.DELIVERED,
}
WORDS = {
    Standing.MISSING: _l("steht aus"),
    Standing.PARTLY: _l("teilweise"),
    Standing.DELIVERED: _l("beantwortet"),
}


@dataclass(frozen=True)
class Respondent:
    """One actor in the list of a round."""

    request: RoundRequest
    standing: Standing
    answered: int
    asked: int


def rows_of(round_: StatusRound) -> list[Respondent]:
    return [_row(one) for one in round_.requests]


def shown() -> str:
    """To which standing the address narrows the list; empty for all."""
    word = request.args.get("zeige", "")
    return word if word in FILTERS else ""


def narrowed(rows: Sequence[Respondent], word: str) -> list[Respondent]:
    return [row for row in rows if not word or row.standing is FILTERS[word]]


@bp.get("/abfragen/<uuid:uid>/liste")
@allowed(law.may_run, queries.by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def export(round_: StatusRound) -> Response:
    """The list for a spreadsheet, as whoever telephones wants it beside the telephone."""
    word = shown()

    def file() -> listing.File:
        day = day_of_year(round_.reporting_on)
        told = [(_("Abfrage"), _("zum %(day)s", day=day))]
        return listing.File(
            slug="abfrage",
            title=_("Abfrage %(day)s", day=f"{round_.reporting_on:%d.%m.%Y}"),
            columns=_columns(),
            told=[*told, (_("Stand"), str(WORDS[FILTERS[word]]))] if word else told,
            rows=[_cells(row) for row in narrowed(rows_of(round_), word)],
        )

    return listing.as_file(round_.plan, file)


def _row(asked: RoundRequest) -> Respondent:
    owed = len(law.owed(asked))
    return Respondent(asked, law.standing(asked), len(asked.items) - owed, len(asked.items))


def _columns() -> list[Column]:
    return [
        Column(_("Stelle"), width=34),
        Column(_("E-Mail an"), width=34),
        Column(_("Telefon"), width=20),
        Column(_("Fragen"), Kind.NUMBER, 10),
        Column(_("Beantwortet"), Kind.NUMBER, 12),
        Column(_("Stand"), width=14),
        Column(_("Fertig am"), Kind.DAY, 13),
        Column(_("Antwort kam"), width=30),
    ]


def _cells(row: Respondent) -> list[Cell]:
    asked = row.request
    reader = asked.recipient
    return [
        asked.actor.name,
        reader.name if reader else None,
        (reader.phone if reader else None) or asked.actor.phone,
        row.asked,
        row.answered,
        str(WORDS[row.standing]),
        local_day(asked.delivered_at, asked.round.plan) if asked.delivered_at else None,
        str(CHANNEL_WORDS[asked.channel]) if asked.channel else None,
    ]
