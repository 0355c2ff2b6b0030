"""Taking over what a file says about a plan: compared first, local edits win, all is reported."""

from app.services.plan_import.report import Entry, ImportReport
from app.services.plan_import.target import plan_for
from app.services.plan_import.verb import ImportSource, import_plan

__all__ = ["Entry", "ImportReport", "ImportSource", "import_plan", "plan_for"]
