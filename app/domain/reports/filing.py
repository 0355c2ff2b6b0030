"""Which files are made while one waits, and how long the others are kept."""

from __future__ import annotations

import datetime as dt

from app.domain.access import Viewer
from app.domain.reports.steps import may_read
from app.models.reports import FileFormat, FileState, ReportFile

QUICK_GOALS = 120  # a PDF of so many is there within a second
STEPS = 3  # reading, setting, keeping
KEPT = dt.timedelta(hours=24)
MOST_TRIES = 2
UNDER_WAY = (FileState.WAITING, FileState.RUNNING)


def is_quick(format_: FileFormat, goals: int) -> bool:
    """Whether the file is made in the request; spreadsheets of any size are."""
    return format_ is FileFormat.XLSX or goals <= QUICK_GOALS


def may_fetch(viewer: Viewer, file: ReportFile) -> bool:
    """Whoever ordered it, as long as they may read the report."""
    return file.ordered_by_id == viewer.account_id and may_read(viewer, file.report)


def is_under_way(file: ReportFile) -> bool:
    return file.state in UNDER_WAY
