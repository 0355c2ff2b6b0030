"""Numbered annexes of a draft; the numbers run 1, 2, 3 … without a gap (R60)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, select

from app.domain import reports as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.reports import AnnexFile, Report, ReportAnnex
from app.services import files, writing
from app.services.files import Upload
from app.services.reports import desk


def add_annex(
    report: Report,
    title: str,
    bilanz: Report | None = None,
    upload: Upload | None = None,
    *,
    by: int | None,
    now: dt.datetime,
) -> ReportAnnex:
    """Put an annex at the end; a Bilanz of ours and a file name themselves. Raises RuleBroken."""
    desk.take(report)
    law.check_open(report)
    if bilanz is not None:
        desk.take_known(bilanz)  # whoever discards it meanwhile is waited for
    law.check_annex(report, title, bilanz, has_file=upload is not None)
    annex = ReportAnnex(
        report=report,
        bilanz=bilanz,
        number=len(report.annexes) + 1,
        title=title.strip() or (bilanz.title if bilanz else ""),
    )
    if upload is not None:
        annex.file = _kept(upload, now)
        annex.title = annex.title or Path(annex.file.file_name).stem
    db.session.add(annex)
    changes = {"annex": [None, annex.number]}
    desk.note("report.annex", report, by=by, now=now, changes=changes)
    return annex


def remove_annex(report: Report, number: int, *, by: int | None, now: dt.datetime) -> None:
    """Take an annex out; those behind it move up. Raises RuleBroken.

    Until its time is over it can come back.
    """
    desk.take(report)
    law.check_open(report)
    annex = next((one for one in report.annexes if one.number == number), None)
    if annex is None:
        raise RuleBroken(_("Diese Anlage gibt es nicht mehr."))
    annex.removed_at, annex.removed_by_id = now, by
    db.session.flush()
    _move([one for one in report.annexes if one.number > number], -1)
    db.session.refresh(report, ["annexes"])
    desk.note("report.annex", report, by=by, now=now, changes={"annex": [number, None]})


def restore_annex(annex: ReportAnnex, *, by: int | None, now: dt.datetime) -> None:
    """Put an annex back to the number it had; those from there on move down. Raises RuleBroken."""
    report = annex.report
    desk.take(report)
    db.session.refresh(annex)
    law.check_open(report)
    if annex.removed_at is None:
        return
    if annex.bilanz is not None:
        desk.take_known(annex.bilanz)
    law.check_annex(report, annex.title, annex.bilanz, has_file=annex.file is not None)
    number = min(annex.number, len(report.annexes) + 1)  # others may have gone meanwhile
    _move([one for one in reversed(report.annexes) if one.number >= number], +1)
    annex.number = number
    annex.removed_at = annex.removed_by_id = None
    db.session.flush()
    db.session.refresh(report, ["annexes"])
    desk.note("report.annex", report, by=by, now=now, changes={"annex": [None, number]})


def forget_annexes(*conditions: ColumnElement[bool]) -> int:
    """Annexes go for good, with their files; how many.

    The bytes go once no row names them any more.
    """
    wanted = select(ReportAnnex.id).where(*conditions)
    writing.remove(AnnexFile, AnnexFile.annex_id.in_(wanted))
    return writing.remove(ReportAnnex, *conditions)


def _move(annexes: Sequence[ReportAnnex], step: int) -> None:
    """One by one, so that no two ever bear the same number."""
    for one in annexes:
        one.number += step
        db.session.flush()


def _kept(upload: Upload, now: dt.datetime) -> AnnexFile:
    stored = files.store(upload)
    return AnnexFile(
        file_name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        created_at=now,
    )
