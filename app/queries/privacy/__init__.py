"""Reading personal data: what is held of somebody, and where somebody is named."""

from app.queries.privacy.holdings import Entry, Section, held_of
from app.queries.privacy.subjects import Subject, of_account, of_actor
from app.queries.privacy.traces import Trace, needles_of, traces_of

__all__ = [
    "Entry",
    "Section",
    "Subject",
    "Trace",
    "held_of",
    "needles_of",
    "of_account",
    "of_actor",
    "traces_of",
]
