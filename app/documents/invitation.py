"""The invitation to a meeting as a letter on paper: one and the same for everybody on the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from app.documents.document import Block, Document, Facts, Heading, Letterhead, Paragraph, Table
from app.documents.names import author_of, papers_of, title_of, which_of_year
from app.domain.days import local_day
from app.domain.spoken import day_of_year, long_day, meeting_day, time_span
from app.domain.words import ITEM_WORDS
from app.language import N_
from app.language import gettext as _
from app.models.meetings import AgendaFile, AgendaItem, Meeting, MeetingState
from app.models.plans import Plan

MARKS = {
    MeetingState.PLANNED: N_("Entwurf – noch nicht versendet"),
    MeetingState.CANCELLED: N_("Abgesagt"),
}
SUPPORT = N_(
    "Brauchen Sie eine Dolmetschung, einen barrierefreien Zugang oder eine andere Unterstützung, "
    "damit Sie teilnehmen können? Bitte sagen Sie uns früh Bescheid."
)
BY_LINK = N_("Den Link zum Antworten finden Sie in der E-Mail mit dieser Einladung.")


def invitation_document(
    meeting: Meeting,
    agenda: Sequence[AgendaItem],
    papers: Mapping[int, Sequence[AgendaFile]],
    *,
    number: int,
    base_url: str,
    today: dt.date,
) -> Document:
    """The letter; `number` counts the group's meetings of the year, `papers` go by the item's id.

    It is dated on the day it was sent, a draft on `today`. It names nobody on the list.
    """
    plan = meeting.plan
    sent_on = local_day(meeting.invited_at, plan) if meeting.invited_at else today
    return Document(
        title=_("Einladung: %(body)s am %(day)s", body=meeting.body.name, day=meeting_day(meeting)),
        author=author_of(plan),
        day=sent_on,
        mark=mark_of(meeting),
        letterhead=Letterhead(
            sender=[part for part in (plan.county, plan.office_name) if part],
            addressee=[_("An die Mitglieder"), meeting.body.name],
            information=_information(meeting, sent_on),
        ),
        blocks=[
            *announcement(meeting, agenda, papers, number=number),
            *answer(meeting, base_url),
        ],
    )


def mark_of(meeting: Meeting) -> str:
    """What stands on every page of a letter that does not invite, or not any more."""
    return _(MARKS.get(meeting.state, ""))


def announcement(
    meeting: Meeting,
    agenda: Sequence[AgendaItem],
    papers: Mapping[int, Sequence[AgendaFile]],
    *,
    number: int,
) -> Iterator[Block]:
    """What the meeting is and what it is about."""
    yield from _welcome(meeting, number)
    yield from _agenda(agenda, papers)


def _information(meeting: Meeting, sent_on: dt.date) -> list[tuple[str, str]]:
    plan = meeting.plan
    rows = [
        (_("Auskunft gibt"), plan.office_name),
        (_("Telefon"), plan.office_phone or ""),
        (_("E-Mail"), plan.office_email or ""),
        (_("Datum"), day_of_year(sent_on)),
    ]
    return [row for row in rows if row[1]]


def _welcome(meeting: Meeting, number: int) -> Iterator[Block]:
    yield Paragraph(text=_("Guten Tag,"))
    yield Paragraph(text=_("wir laden Sie herzlich ein:"))
    named = "" if meeting.title == meeting.body.name else f": {meeting.title}"
    follows = _("folgt")
    yield Facts(
        rows=[
            (_("Sitzung"), which_of_year(meeting, number) + named),
            (_("Termin"), meeting_day(meeting)),
            (_("Uhrzeit"), time_span(meeting.begins, meeting.ends) or follows),
            (_("Ort"), meeting.place or ("" if meeting.online_url else follows)),
            (_("Videokonferenz"), meeting.online_url or ""),
            (_("Hinweise zum Kommen"), meeting.access_note or ""),
            (_("Sitzungsleitung"), meeting.chair.name if meeting.chair else ""),
            (_("Worum es geht"), meeting.purpose or ""),
        ]
    )


def _agenda(
    agenda: Sequence[AgendaItem], papers: Mapping[int, Sequence[AgendaFile]]
) -> Iterator[Block]:
    yield Heading(text=_("Tagesordnung"))
    if not agenda:
        yield Paragraph(text=_("Die Tagesordnung folgt."))
        return
    presented = any(item.presenter for item in agenda)  # else the column would only take room
    yield Table(
        caption=_("Tagesordnungspunkte (TOP) mit Art der Behandlung und geplanter Dauer"),
        head=[
            _("TOP"),
            _("Thema"),
            _("Art"),
            *([_("Trägt vor")] if presented else []),
            _("Dauer"),
        ],
        widths=[12, 77, 27, *([32] if presented else []), 17],
        rows=[_row(item, papers.get(item.id, ()), presented=presented) for item in agenda],
    )


def _row(item: AgendaItem, papers: Sequence[AgendaFile], *, presented: bool) -> list[str]:
    words = "\n".join(
        part for part in (title_of(item), item.description, papers_of(papers)) if part
    )
    presenter = item.presenter.name if item.presenter else ""
    return [
        item.number,
        words,
        "" if item.withdrawn else _(ITEM_WORDS[item.kind]),
        *([presenter] if presented else []),
        _("%(number)s Min.", number=item.minutes_planned) if item.minutes_planned else "",
    ]


def answer(meeting: Meeting, base_url: str, *, how: str = BY_LINK) -> Iterator[Block]:
    """Until when and how to answer, and who writes."""
    plan = meeting.plan
    yield Heading(text=_("Kommen Sie?"))
    until = meeting.answer_by_on
    asked = (
        _("Bitte antworten Sie bis %(day)s.", day=long_day(until))
        if until
        else _("Bitte antworten Sie.")
    )
    yield Paragraph(text=" ".join(part for part in (asked, _(how), _reached(plan)) if part))
    yield Paragraph(text=_(SUPPORT))
    yield Paragraph(
        text=_("Wie wir mit Ihren Daten umgehen: %(url)s", url=f"{base_url}/datenschutz")
    )
    greeting = _("Freundliche Grüße")
    yield Paragraph(text=f"{greeting}\n{plan.office_name}")


def _reached(plan: Plan) -> str:
    """How else the office can be asked; empty where it names no way."""
    ways = []
    if plan.office_phone:
        ways.append(_("unter Telefon %(phone)s", phone=plan.office_phone))
    if plan.office_email:
        ways.append(_("per E-Mail an %(address)s", address=plan.office_email))
    either = _(" oder ").join(ways)
    return _("Sie erreichen uns auch %(ways)s.", ways=either) if ways else ""
