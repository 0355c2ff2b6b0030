"""What every report says of itself: who signs, how far it has come, what was added since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.documents.document import Block, Heading, Paragraph
from app.domain.reports.content import Edition, Head
from app.domain.spoken import day_of_year
from app.language import gettext as _
from app.models.reports import ReportState


def author_of(head: Head) -> str:
    """Who signs: an office, never a person."""
    return ", ".join(part for part in (head.county, head.office) if part)


def mark_of(edition: Edition[Any]) -> str:
    """How far the report has come."""
    if edition.released_on is not None:
        return _("Freigegeben am %(day)s", day=day_of_year(edition.released_on))
    if edition.state is ReportState.CO_SIGNING:
        return _("Entwurf zur Mitzeichnung")
    return _("Entwurf")


def supplements(edition: Edition[Any]) -> Iterator[Block]:
    """What was added after the release, before all else; nobody should miss it."""
    for one in edition.added:
        yield Heading(text=_("Ergänzung vom %(day)s", day=day_of_year(one.on)))
        yield Paragraph(text=one.text)
    if edition.added:
        yield Heading(text=_("Bericht, wie er freigegeben wurde"))
