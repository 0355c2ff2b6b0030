"""The papers of a meeting, from its rows to files ready to be handed out or enclosed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.documents import pdf
from app.documents.invitation import invitation_document
from app.documents.words import file_name
from app.domain.days import local_day
from app.models.meetings import Meeting
from app.queries import meetings as queries


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
        number=queries.number_in_year(meeting),
        base_url=base_url,
        today=local_day(now, meeting.plan),
    )
    return Paper(
        content=pdf.pdf_of(document),
        media_type=pdf.MEDIA_TYPE,
        name=file_name("Einladung", meeting, "pdf"),
    )
