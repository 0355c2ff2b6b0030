"""Reading reports: what they say, from the tables while they are drafts, then as frozen."""

from app.queries.reports.bilanz import Words, bilanz, proposal_of
from app.queries.reports.committee import committee_report
from app.queries.reports.frame import Frame
from app.queries.reports.proposals import Proposal, done_since
from app.queries.reports.reading import (
    annex_file_by_uid,
    bilanz_of,
    bilanzen,
    by_uid,
    content_of,
    deadlines,
    edition,
    file_by_uid,
    files_of,
    goals_in_order,
    known_people,
    language_of,
    listed,
    of_meeting,
    proposals_of_parts,
    reporting_day,
    without_report,
    words_of,
)

__all__ = [
    "Frame",
    "Proposal",
    "Words",
    "annex_file_by_uid",
    "bilanz",
    "bilanz_of",
    "bilanzen",
    "by_uid",
    "committee_report",
    "content_of",
    "deadlines",
    "done_since",
    "edition",
    "file_by_uid",
    "files_of",
    "goals_in_order",
    "known_people",
    "language_of",
    "listed",
    "of_meeting",
    "proposal_of",
    "proposals_of_parts",
    "reporting_day",
    "without_report",
    "words_of",
]
