"""The papers of a meeting, from its rows to files ready to be handed out or enclosed.

They speak the language in force: that of whoever asks, or of the letter they travel with. Only
their files are called the same in every language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.documents import pdf, word
from app.documents.document import Document
from app.documents.invitation import invitation_document
from app.documents.minutes import minutes_document
from app.documents.names import file_name
from app.documents.without_email import without_email_document
from app.documents.year import year_document
from app.domain.days import local_day
from app.models.meetings import Meeting
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import meetings as queries
from app.queries.readings import Reading


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file with its name and media type."""

    content: bytes
    media_type: str
    name: str


def invitation_pdf(meeting: Meeting, *, base_url: str, now: dt.datetime) -> Paper:
    """The invitation; raises NotPrinted."""
    document = invitation_document(
        meeting,
        queries.agenda(meeting),
        queries.files_by_item(meeting),
        number=queries.number_in_year(meeting),
        base_url=base_url,
        today=local_day(now, meeting.plan),
    )
    return Paper(
        content=pdf.pdf_of(document),
        media_type=pdf.MEDIA_TYPE,
        name=file_name("Einladung", meeting, "pdf"),
    )


def without_email_pdf(
    meeting: Meeting, people: Sequence[tuple[Actor, str]], *, base_url: str, now: dt.datetime
) -> Paper:
    """List and letters for those whom no e-mail reaches; raises NotPrinted."""
    document = without_email_document(
        meeting,
        people,
        queries.agenda(meeting),
        queries.files_by_item(meeting),
        number=queries.number_in_year(meeting),
        base_url=base_url,
        today=local_day(now, meeting.plan),
    )
    return Paper(
        content=pdf.pdf_of(document),
        media_type=pdf.MEDIA_TYPE,
        name=file_name("Telefonliste", meeting, "pdf"),
    )


def minutes_pdf(read: Reading, *, now: dt.datetime) -> Paper:
    """The minutes as they were read; raises NotPrinted."""
    return Paper(
        content=pdf.pdf_of(_minutes(read, now)),
        media_type=pdf.MEDIA_TYPE,
        name=file_name("Protokoll", read.minutes.meeting, "pdf"),
    )


def minutes_docx(read: Reading, *, now: dt.datetime) -> Paper:
    """The same to go on writing in."""
    return Paper(
        content=word.docx_of(_minutes(read, now)),
        media_type=word.MEDIA_TYPE,
        name=file_name("Protokoll", read.minutes.meeting, "docx"),
    )


def year_pdf(plan: Plan, year: int, meetings: Sequence[Meeting], *, now: dt.datetime) -> Paper:
    """The year's calendar with these meetings; raises NotPrinted."""
    document = year_document(plan, year, meetings, today=local_day(now, plan))
    return Paper(
        content=pdf.pdf_of(document), media_type=pdf.MEDIA_TYPE, name=f"Sitzungen-{year}.pdf"
    )


def _minutes(read: Reading, now: dt.datetime) -> Document:
    meeting = read.minutes.meeting
    return minutes_document(
        read, number=queries.number_in_year(meeting), today=local_day(now, meeting.plan)
    )
