"""A year's meetings on paper, month by month, to hang up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from app.documents.document import Block, Document, Heading, Paragraph, Table
from app.documents.names import author_of
from app.domain.calendars import by_months
from app.domain.spoken import day_of_year, month_name, short_day, time_span
from app.language import N_
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.plans import Plan

HEAD = (N_("Termin"), N_("Sitzung"), N_("Uhrzeit"), N_("Ort"))
WIDTHS = [30, 71, 31, 33]


def year_document(
    plan: Plan, year: int, meetings: Sequence[Meeting], *, today: dt.date
) -> Document:
    """The year as its reader may see it; a month without a day stays one."""
    return Document(
        title=_("Sitzungen %(year)s", year=year),
        preline=plan.title,
        author=author_of(plan),
        day=today,
        blocks=[
            Paragraph(
                text=_("Stand vom %(day)s. Verbindlich ist die Einladung.", day=day_of_year(today))
            ),
            *_blocks(meetings, year),
        ],
    )


def _blocks(meetings: Sequence[Meeting], year: int) -> Iterator[Block]:
    found = by_months(meetings, year)
    rows: list[list[str]] = []
    leading: list[int] = []
    for month in found.months:
        if month.meetings:
            leading.append(len(rows))
            rows.append([month_name(month.first_on), "", "", ""])
            rows += [_row(meeting) for meeting in month.meetings]
    if rows:
        yield Table(
            caption=_("Sitzungen des Jahres %(year)s nach Monaten", year=year),
            head=[_(label) for label in HEAD],
            widths=WIDTHS,
            rows=rows,
            leading=leading,
        )
    if found.undated:
        yield Heading(text=_("Noch ohne Termin"))
        yield Paragraph(text="\n".join(_named(meeting) for meeting in found.undated))
    if not meetings:
        yield Paragraph(text=_("Für %(year)s sind noch keine Sitzungen eingetragen.", year=year))


def _row(meeting: Meeting) -> list[str]:
    day = short_day(meeting.held_on) if meeting.held_on else _("Termin offen")
    follows = _("folgt") if meeting.held_on and not meeting.cancelled else ""
    online = _("Videokonferenz") if meeting.online_url else ""
    return [
        day,
        _named(meeting),
        time_span(meeting.begins, meeting.ends) or follows,
        meeting.place or online or follows,
    ]


def _named(meeting: Meeting) -> str:
    named = meeting.title
    if meeting.body.name.casefold() not in named.casefold():
        named = f"{meeting.body.name}: {named}"
    return _("Abgesagt: %(title)s", title=named) if meeting.cancelled else named
