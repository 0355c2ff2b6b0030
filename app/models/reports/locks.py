"""What is final once a report is released.

Open stays its number at the council, the step from released to sent, further supplements, and
accounts that are forgotten. An annex that was taken out before is no part of the report: it goes
when its time is over, and never comes back.
"""

from __future__ import annotations

from functools import partial

from app.models.locking import DELETE, UPDATE, Lock, Seal

REPORT = Seal(
    table="report",
    key="id",
    states=("released", "sent"),
    refusal="released reports are locked",
)
_lock = partial(Lock, seal=REPORT, belongs="{row}.report_id")

LOCKS = (
    _lock(
        table="report",
        columns=(
            "plan_id",
            "kind",
            "meeting_id",
            "title",
            "reporting_on",
            "compared_on",
            "frozen",
            "sha256",
            "removed_at",
        ),
        forgettable=("created_by_id",),
        steps=("sent",),
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="report_text",
        columns=("report_id", "goal_id", "part", "body", "proposal", "written_at"),
        forgettable=("author_id",),
    ),
    _lock(
        table="report_annex",
        columns=("report_id", "bilanz_id", "number", "title", "removed_at"),
        gone="{row}.removed_at IS NOT NULL",
    ),
    _lock(
        table="annex_file",
        belongs="(SELECT report_id FROM report_annex WHERE id = {row}.annex_id)",
        columns=("annex_id", "uid", "file_name", "media_type", "size", "sha256", "created_at"),
        gone="(SELECT removed_at FROM report_annex WHERE id = {row}.annex_id) IS NOT NULL",
    ),
    _lock(
        table="report_step",
        columns=("report_id", "step", "who", "note", "at"),
        forgettable=("by_id",),
        deeds=(UPDATE, DELETE),
    ),
    _lock(
        table="report_supplement",
        columns=("report_id", "text", "written_at"),
        forgettable=("author_id",),
        deeds=(UPDATE, DELETE),
    ),
)
