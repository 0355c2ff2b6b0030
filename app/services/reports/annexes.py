"""Numbered annexes of a draft; the numbers run 1, 2, 3 … without a gap (R60)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.domain import reports as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.reports import AnnexFile, Report, ReportAnnex
from app.services import files
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

    The same bytes may hang elsewhere, so they stay stored.
    """
    desk.take(report)
    law.check_open(report)
    annex = next((one for one in report.annexes if one.number == number), None)
    if annex is None:
        raise RuleBroken(_("Diese Anlage gibt es nicht mehr."))
    report.annexes.remove(annex)
    db.session.delete(annex)
    db.session.flush()
    for one in report.annexes:
        if one.number > number:
            one.number -= 1
            db.session.flush()  # one by one, so that no two ever bear the same number
    desk.note("report.annex", report, by=by, now=now, changes={"annex": [number, None]})


def _kept(upload: Upload, now: dt.datetime) -> AnnexFile:
    stored = files.store(upload)
    return AnnexFile(
        file_name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        created_at=now,
    )
