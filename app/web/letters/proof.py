"""The proof: every letter that was planned, with its fate and the reason for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.documents.spreadsheets import Cell, Column
from app.domain import access
from app.domain.access import Viewer
from app.domain.spoken import clock_time, short_day
from app.language import gettext as _
from app.models.outbox import OutboxEvent, OutboxLetter
from app.queries import letters as queries
from app.queries import outbox, undelivered
from app.services import throttle
from app.web import listing
from app.web.forms.letters import LetterFilterForm
from app.web.guards import allowed, looked_at_plan
from app.web.letters.room import bp
from app.web.letters.words import KIND_WORDS, STATE_WORDS, line, moment, reason
from app.web.limits import limited


def _may_see(viewer: Viewer, letter: OutboxLetter) -> bool:
    return letter.plan_id is not None and viewer.coordinates(letter.plan_id)


@bp.get("/verwaltung/briefe")
@allowed(access.may_coordinate)
def index() -> str:
    """The plan's letters, narrowed by the address to a person, kind, meeting, day or state."""
    plan = looked_at_plan()
    form = LetterFilterForm(plan, formdata=request.args)
    page = queries.listed(plan, form.wanted(plan), listing.page_number())
    return render_template(
        "letters/index.html",
        filters=form,
        lines=[line(letter, plan.timezone) for letter in page],
        page=page,
        exports=listing.exports("letters.export"),
        office=queries.post_office(clock.now()),
        not_arrived=undelivered.not_arrived(plan.id, current_app.config["SECRET_KEY"]),
        has_relay=bool(current_app.config["SMTP_URL"]),
    )


@bp.get("/verwaltung/briefe/liste")
@allowed(access.may_coordinate)
@limited(throttle.FILES_BY_ACCOUNT)
def export() -> Response:
    """The same list, whole, for a spreadsheet."""
    plan = looked_at_plan()
    form = LetterFilterForm(plan, formdata=request.args)
    zone = ZoneInfo(plan.timezone)
    columns = [
        Column(_("Art"), width=34),
        Column(_("Betreff"), width=50),
        Column(_("An"), width=34),
        Column(_("Fällig"), width=26),
        Column(_("Stand"), width=16),
        Column(_("Grund"), width=34),
        Column(_("Abgeschlossen"), width=26),
    ]

    def cells(row: Any) -> list[Cell]:
        return [
            str(KIND_WORDS.get(row.kind, row.kind)),
            row.subject,
            row.address,
            moment(row.due_at, plan.timezone),
            str(STATE_WORDS[row.state][0]),
            reason(row.reason),
            moment(row.finished_at, zone.key) if row.finished_at else None,
        ]

    def file() -> listing.File:
        return listing.File(
            slug="briefe",
            title=_("Briefe"),
            columns=columns,
            told=form.told,
            rows=map(cells, queries.whole(plan, form.wanted(plan))),
        )

    return listing.as_file(plan, file)


@bp.get("/verwaltung/briefe/<int:letter_id>")
@allowed(_may_see, queries.by_id)
def show(letter: OutboxLetter) -> str:
    """One letter from being planned to its fate; never its text."""
    plan = queries.plan_of(letter)
    return render_template(
        "letters/show.html",
        line=line(letter, plan.timezone),
        facts=[
            (_("Art"), KIND_WORDS.get(letter.kind, letter.kind)),
            (_("An"), letter.address),
            (_("Fällig"), moment(letter.due_at, plan.timezone)),
            (_("Nützlich bis"), _until(letter, plan.timezone)),
            (_("Antwort des E-Mail-Servers"), letter.last_code),
        ],
        steps=[_step(event, plan.timezone) for event in outbox.history(letter.id)],
        carried=[line(one, plan.timezone) for one in queries.folded_into(letter)],
        carrier=letter.folded_into_id,
    )


def _until(letter: OutboxLetter, timezone: str) -> str | None:
    if letter.useful_until is None:
        return None
    local = letter.useful_until.astimezone(ZoneInfo(timezone))
    return f"{short_day(local.date())}, {clock_time(local.time())}"


def _step(event: OutboxEvent, timezone: str) -> Sequence[str]:
    """When, what, why."""
    word = STATE_WORDS.get(event.to_state, (event.to_state,))[0]  # type: ignore[call-overload]
    why = reason(event.code) if event.code not in (None, "claimed") else ""
    return moment(event.at, timezone), str(word), why
