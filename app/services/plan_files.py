"""The plan as a file in one of the forms that can be read again."""

from __future__ import annotations

import datetime as dt
import json

from app.documents import word
from app.documents.plan_files import empty_list, plan_document, plan_list, plan_xlsx
from app.documents.spreadsheets import to_csv
from app.domain.days import local_day
from app.models.plans import Plan
from app.queries.plan_export import plan_as_draft, plan_as_json, whole_plan

MEDIA_TYPES = {
    "docx": word.MEDIA_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def plan_file(
    plan: Plan, file_format: str, as_of: dt.date | None = None, *, now: dt.datetime
) -> bytes:
    """The plan as json, csv, xlsx or docx, each goal with its last status at or before `as_of`."""
    if file_format == "json":
        written = json.dumps(plan_as_json(plan.id, as_of), ensure_ascii=False, indent=2)
        return f"{written}\n".encode()
    draft = plan_as_draft(whole_plan(plan.id), as_of)
    if file_format == "docx":
        return word.docx_of(
            plan_document(draft, author=plan.office_name, today=local_day(now, plan))
        )
    return to_csv(plan_list(draft)) if file_format == "csv" else plan_xlsx(draft, made_at=now)


def plan_template(plan: Plan, *, now: dt.datetime) -> bytes:
    """An Excel list with the plan's fields and no goals yet, and what its columns mean."""
    return empty_list(plan_as_draft(whole_plan(plan.id)), made_at=now)
