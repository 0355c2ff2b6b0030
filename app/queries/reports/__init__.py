"""Reading reports: what they say, from the tables while they are drafts, then as frozen."""

from app.queries.reports.bilanz import Words, bilanz, proposal_of
from app.queries.reports.proposals import Proposal, done_since
from app.queries.reports.reading import (
    bilanz_of,
    by_uid,
    content_of,
    edition,
    goals_in_order,
    known_people,
    listed,
    proposals_of_parts,
    words_of,
)

__all__ = [
    "Proposal",
    "Words",
    "bilanz",
    "bilanz_of",
    "by_uid",
    "content_of",
    "done_since",
    "edition",
    "goals_in_order",
    "known_people",
    "listed",
    "proposal_of",
    "proposals_of_parts",
    "words_of",
]
