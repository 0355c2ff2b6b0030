"""Taking the template of a meeting's phase onto its agenda, and counting an agenda anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.domain import agendas as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaItem, Meeting
from app.queries import meetings as queries
from app.services.meetings import log
from app.services.meetings.agenda import ItemDraft, add_item, check_open, lock


def take_template(
    meeting: Meeting, *, by: int | None, now: dt.datetime, only: str | None = None
) -> list[AgendaItem]:
    """The missing lines of the template, or `only` the one with this key, each at its place.

    While nobody was sent the agenda, numbers that ran 1, 2, 3 … run so again afterwards.
    Raises RuleBroken.
    """
    lock(meeting)
    before = queries.agenda(meeting)
    wanted = [one for one in law.missing(meeting, before) if only in (None, one.key)]
    if not wanted:
        raise RuleBroken(_("Die Tagesordnung enthält schon alles aus der Vorlage."))
    counts = law.is_draft(meeting) and law.in_sequence(before)
    added = []
    for line in wanted:
        draft = ItemDraft(
            title=line.title,
            kind=line.kind,
            description=line.description,
            minutes_planned=line.minutes,
        )
        item = add_item(meeting, draft, by=by, now=now, template_key=line.key)
        _put(item, law.place_for(line.key, meeting, _others(item)))
        added.append(item)
    if counts:
        number_anew(queries.agenda(meeting))
    return added


def count_anew(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Give the items the numbers 1, 2, 3 … in their order. Raises RuleBroken."""
    check_open(meeting)
    law.check_count_anew(meeting)
    lock(meeting)
    items = queries.agenda(meeting)
    if law.in_sequence(items):
        return
    number_anew(items)
    log.note("agenda.count_anew", meeting, by=by, now=now)


def _others(item: AgendaItem) -> list[AgendaItem]:
    return [one for one in queries.agenda(item.meeting) if one is not item]


def _put(item: AgendaItem, place: int) -> None:
    items = _others(item)
    items.insert(place, item)
    for position, one in enumerate(items, start=1):
        one.position = position
    db.session.flush()


def number_anew(items: Sequence[AgendaItem]) -> None:
    """Number the items in their order.

    In two steps: between the old and the new numbers none may stand twice.
    """
    for place, item in enumerate(items):
        item.number = f"#{place}"
    db.session.flush()
    for item, number in zip(items, law.counted_anew(items), strict=True):
        item.number = number
    db.session.flush()
