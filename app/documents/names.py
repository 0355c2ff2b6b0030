"""Who signs a document, what its items and its file are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.language import gettext as _
from app.models.meetings import AgendaFile, AgendaItem, Meeting
from app.models.plans import Plan

SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def author_of(plan: Plan) -> str:
    """ "Landkreis Musterhausen, Geschäftsstelle Integrationsplan"."""
    return ", ".join(part for part in (plan.county, plan.office_name) if part)


def title_of(item: AgendaItem) -> str:
    """The item's title; a withdrawn one keeps its place and says so."""
    return _("%(title)s (abgesetzt)", title=item.title) if item.withdrawn else item.title


def which_of_year(meeting: Meeting, number: int) -> str:
    """ "1. Sitzung 2017": which of its group's meetings of the year it is."""
    return _("%(number)s. Sitzung %(year)s", number=number, year=meeting.cycle.year)


def papers_of(papers: Sequence[AgendaFile]) -> str:
    """ "Unterlage: Vorlage.pdf (intern)"; empty without any."""
    if not papers:
        return ""
    openly, inside = _("öffentlich"), _("intern")
    named = ", ".join(f"{one.file_name} ({openly if one.public else inside})" for one in papers)
    word = _("Unterlage") if len(papers) == 1 else _("Unterlagen")
    return f"{word}: {named}"


def file_name(kind: str, meeting: Meeting, suffix: str) -> str:
    """ "Einladung-Peergroup-2017-03-29.pdf", in the letters every system and mail reader knows."""
    body = unicodedata.normalize("NFKD", meeting.body.name.translate(SPELT))
    plain = re.sub("[^A-Za-z0-9]+", "-", body.encode("ascii", "ignore").decode()).strip("-")
    day = meeting.held_on.isoformat() if meeting.held_on else ""
    return "-".join(part for part in (kind, plain[:60], day) if part) + f".{suffix}"
