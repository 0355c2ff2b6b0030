"""Reports: the Bilanz and the committee's report, what was written, frozen, added and filed."""

from app.models.reports.files import FileFormat, FileState, ReportFile
from app.models.reports.locks import LOCKS, REPORT
from app.models.reports.report import (
    KEPT,
    AnnexFile,
    Report,
    ReportAnnex,
    ReportKind,
    ReportPart,
    ReportState,
    ReportStep,
    ReportSupplement,
    ReportText,
    Step,
)

__all__ = [
    "KEPT",
    "LOCKS",
    "REPORT",
    "AnnexFile",
    "FileFormat",
    "FileState",
    "Report",
    "ReportAnnex",
    "ReportFile",
    "ReportKind",
    "ReportPart",
    "ReportState",
    "ReportStep",
    "ReportSupplement",
    "ReportText",
    "Step",
]
