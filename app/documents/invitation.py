"""The invitation to a meeting as a letter on paper: one and the same for everybody on the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from app.documents.document import Block, Document, Facts, Heading, Letterhead, Paragraph, Table
from app.documents.names import author_of, papers_of, title_of
from app.domain.days import local_day
from app.domain.wording import day_of_year, long_day, meeting_day, time_span
from app.domain.words import ITEM_WORDS
from app.models.meetings import AgendaFile, AgendaItem, Meeting, MeetingState

MARKS = {MeetingState.PLANNED: "Entwurf – noch nicht versendet", MeetingState.CANCELLED: "Abgesagt"}
SUPPORT = (
    "Brauchen Sie eine Dolmetschung, einen barrierefreien Zugang oder eine andere Unterstützung, "
    "damit Sie teilnehmen können? Bitte sagen Sie uns früh Bescheid."
)


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
        title=f"Einladung: {meeting.body.name} am {meeting_day(meeting)}",
        author=author_of(plan),
        day=sent_on,
        mark=MARKS.get(meeting.state, ""),
        letterhead=Letterhead(
            sender=[part for part in (plan.county, plan.office_name) if part],
            addressee=["An die Mitglieder", meeting.body.name],
            information=_information(meeting, sent_on),
        ),
        blocks=[
            *announcement(meeting, agenda, papers, number=number),
            *answer(meeting, base_url),
        ],
    )


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
        ("Auskunft gibt", plan.office_name),
        ("Telefon", plan.office_phone or ""),
        ("E-Mail", plan.office_email or ""),
        ("Datum", day_of_year(sent_on)),
    ]
    return [row for row in rows if row[1]]


def _welcome(meeting: Meeting, number: int) -> Iterator[Block]:
    yield Paragraph(text="Guten Tag,")
    yield Paragraph(text="wir laden Sie herzlich ein:")
    named = "" if meeting.title == meeting.body.name else f": {meeting.title}"
    yield Facts(
        rows=[
            ("Sitzung", f"{number}. Sitzung {meeting.cycle.year}{named}"),
            ("Termin", meeting_day(meeting)),
            ("Uhrzeit", time_span(meeting.begins, meeting.ends) or "folgt"),
            ("Ort", meeting.place or ("" if meeting.online_url else "folgt")),
            ("Videokonferenz", meeting.online_url or ""),
            ("Hinweise zum Kommen", meeting.access_note or ""),
            ("Sitzungsleitung", meeting.chair.name if meeting.chair else ""),
            ("Worum es geht", meeting.purpose or ""),
        ]
    )


def _agenda(
    agenda: Sequence[AgendaItem], papers: Mapping[int, Sequence[AgendaFile]]
) -> Iterator[Block]:
    yield Heading(text="Tagesordnung")
    if not agenda:
        yield Paragraph(text="Die Tagesordnung folgt.")
        return
    presented = any(item.presenter for item in agenda)  # else the column would only take room
    yield Table(
        caption="Tagesordnungspunkte (TOP) mit Art der Behandlung und geplanter Dauer",
        head=["TOP", "Thema", "Art", *(["Trägt vor"] if presented else []), "Dauer"],
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
        "" if item.withdrawn else ITEM_WORDS[item.kind],
        *([presenter] if presented else []),
        f"{item.minutes_planned} Min." if item.minutes_planned else "",
    ]


BY_LINK = "Den Link zum Antworten finden Sie in der E-Mail mit dieser Einladung."


def answer(meeting: Meeting, base_url: str, *, how: str = BY_LINK) -> Iterator[Block]:
    """Until when and how to answer, and who writes."""
    plan = meeting.plan
    yield Heading(text="Kommen Sie?")
    until = f" bis {long_day(meeting.answer_by_on)}" if meeting.answer_by_on else ""
    ways = [f"unter Telefon {plan.office_phone}"] if plan.office_phone else []
    ways += [f"per E-Mail an {plan.office_email}"] if plan.office_email else []
    otherwise = f" Sie erreichen uns auch {' oder '.join(ways)}." if ways else ""
    yield Paragraph(text=f"Bitte antworten Sie{until}. {how}{otherwise}")
    yield Paragraph(text=SUPPORT)
    yield Paragraph(text=f"Wie wir mit Ihren Daten umgehen: {base_url}/datenschutz")
    yield Paragraph(text=f"Freundliche Grüße\n{plan.office_name}")
