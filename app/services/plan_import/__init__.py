"""Taking over what a file says about a plan: compared first, local edits win, all is reported."""

from app.services.plan_import.report import Entry, ImportReport
from app.services.plan_import.target import plan_for
from app.services.plan_import.undo import last_import, undo_import, what_rests_on
from app.services.plan_import.verb import ImportSource, import_plan, rehearse_import

__all__ = [
    "Entry",
    "ImportReport",
    "ImportSource",
    "import_plan",
    "last_import",
    "plan_for",
    "rehearse_import",
    "undo_import",
    "what_rests_on",
]
