"""For those whom no e-mail reaches: a list to call them by, and a letter for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.documents.document import Block, Document, Heading, Paragraph, Table
from app.documents.invitation import MARKS, announcement, answer
from app.documents.names import author_of
from app.domain.wording import long_day, meeting_day
from app.models.meetings import AgendaFile, AgendaItem, Meeting
from app.models.people import Actor

ON_PAPER = "Am einfachsten am Telefon; wir tragen Ihre Antwort für Sie ein."


def without_email_document(
    meeting: Meeting,
    people: Sequence[tuple[Actor, str]],
    agenda: Sequence[AgendaItem],
    papers: Mapping[int, Sequence[AgendaFile]],
    *,
    number: int,
    base_url: str,
    today: dt.date,
) -> Document:
    """The list first, then a letter a page; `people` come with the reason why no e-mail goes.

    `number` counts the group's meetings of the year, `papers` go by the item's id.
    """
    return Document(
        title=f"Telefonliste und Briefe: {meeting.body.name} am {meeting_day(meeting)}",
        author=author_of(meeting.plan),
        day=today,
        mark=MARKS.get(meeting.state, ""),
        blocks=[
            *_phone_list(meeting, people),
            *(
                block
                for person, _reason in people
                for block in _letter(meeting, person, agenda, papers, number, base_url)
            ),
        ],
    )


def _phone_list(meeting: Meeting, people: Sequence[tuple[Actor, str]]) -> Iterator[Block]:
    yield Heading(text="Telefonliste")
    if not people:
        yield Paragraph(text="Alle auf der Liste sind per E-Mail zu erreichen.")
        return
    until = (
        f" Antwort erbeten bis {long_day(meeting.answer_by_on)}." if meeting.answer_by_on else ""
    )
    yield Paragraph(
        text=f"Diese Personen erreicht keine E-Mail. Bitte rufen Sie an und tragen Sie die Antwort "
        f"auf der Seite der Sitzung ein.{until}"
    )
    yield Table(
        caption="Wer anzurufen ist, mit Telefonnummer und Platz für die Antwort",
        head=["Name", "Für", "Telefon", "Grund", "Erreicht am", "Kommt?"],
        widths=[40, 36, 28, 40, 22, 18],
        rows=[
            [
                person.name,
                person.organisation.name if person.organisation else "",
                person.phone or "fehlt",
                reason,
                "",
                "",
            ]
            for person, reason in people
        ],
    )


def _letter(
    meeting: Meeting,
    person: Actor,
    agenda: Sequence[AgendaItem],
    papers: Mapping[int, Sequence[AgendaFile]],
    number: int,
    base_url: str,
) -> Iterator[Block]:
    """The words of the invitation, begun on a page of its own."""
    organisation = f", {person.organisation.name}" if person.organisation else ""
    yield Heading(text=f"Einladung für {person.name}{organisation}", annex=True)
    yield from _one_below(announcement(meeting, agenda, papers, number=number))
    yield from _one_below(answer(meeting, base_url, how=ON_PAPER))


def _one_below(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings stand one level lower inside a letter than in a document of their own."""
    for block in blocks:
        yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block
