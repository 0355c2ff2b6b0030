"""For those whom no e-mail reaches: a list to call them by, and a letter for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.documents.document import Block, Document, Heading, Paragraph, Passage, Table
from app.documents.invitation import announcement, answer, mark_of
from app.documents.names import author_of
from app.domain.spoken import long_day, meeting_day
from app.language import GERMAN, N_, speaking, spoken
from app.language import gettext as _
from app.models.meetings import AgendaFile, AgendaItem, Meeting
from app.models.people import Actor

ON_PAPER = N_("Am einfachsten am Telefon; wir tragen Ihre Antwort für Sie ein.")


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

    The list is for whoever asks. The letters are not: nobody has told us another language of
    their readers than German.

    `number` counts the group's meetings of the year, `papers` go by the item's id.
    """
    return Document(
        title=_(
            "Telefonliste und Briefe: %(body)s am %(day)s",
            body=meeting.body.name,
            day=meeting_day(meeting),
        ),
        author=author_of(meeting.plan),
        day=today,
        mark=mark_of(meeting),
        blocks=[
            *_phone_list(meeting, people),
            *_in_german(
                lambda: [
                    block
                    for person, _reason in people
                    for block in _letter(meeting, person, agenda, papers, number, base_url)
                ]
            ),
        ],
    )


def _in_german(make: Callable[[], Sequence[Block]]) -> Sequence[Block]:
    """The blocks in German, marked as such where the document speaks another language."""
    blocks = speaking(GERMAN)(make)()
    return blocks if spoken() == GERMAN else [Passage(language=GERMAN, blocks=blocks)]


def _phone_list(meeting: Meeting, people: Sequence[tuple[Actor, str]]) -> Iterator[Block]:
    yield Heading(text=_("Telefonliste"))
    if not people:
        yield Paragraph(text=_("Alle auf der Liste sind per E-Mail zu erreichen."))
        return
    said = _(
        "Diese Personen erreicht keine E-Mail. Bitte rufen Sie an und tragen Sie die Antwort "
        "auf der Seite der Sitzung ein."
    )
    if meeting.answer_by_on:
        until = _("Antwort erbeten bis %(day)s.", day=long_day(meeting.answer_by_on))
        said = f"{said} {until}"
    yield Paragraph(text=said)
    yield Table(
        caption=_("Wer anzurufen ist, mit Telefonnummer und Platz für die Antwort"),
        head=[_("Name"), _("Für"), _("Telefon"), _("Grund"), _("Erreicht am"), _("Kommt?")],
        widths=[40, 36, 28, 40, 22, 18],
        rows=[
            [
                person.name,
                person.organisation.name if person.organisation else "",
                person.phone or _("fehlt"),
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
    whose = _("Einladung für %(name)s", name=person.name + organisation)
    yield Heading(text=whose, annex=True)
    yield from _one_below(announcement(meeting, agenda, papers, number=number))
    yield from _one_below(answer(meeting, base_url, how=ON_PAPER))


def _one_below(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings stand one level lower inside a letter than in a document of their own."""
    for block in blocks:
        yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block
