"""Files that take longer than a request may: ordered, made step by step, kept for a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CursorResult, delete, select, update

from app.domain.reports import filing as law
from app.extensions import db
from app.models.plans import Plan
from app.models.reports import FileFormat, FileState, Report, ReportFile


def order(report: Report, format_: FileFormat, *, by: int | None, now: dt.datetime) -> ReportFile:
    """Have the file made; who orders the same again while it is being made gets the same order."""
    db.session.execute(select(Plan.id).where(Plan.id == report.plan_id).with_for_update())
    there = db.session.scalar(
        select(ReportFile).where(
            ReportFile.report_id == report.id,
            ReportFile.format == format_,
            ReportFile.ordered_by_id == by,
            ReportFile.state.in_(law.UNDER_WAY),
        )
    )
    if there is not None:
        return there
    file = ReportFile(
        report=report, format=format_, ordered_by_id=by, steps=law.STEPS, ordered_at=now
    )
    db.session.add(file)
    db.session.flush()
    return file


def cancel(file: ReportFile, *, now: dt.datetime) -> None:
    """Whoever is making it stops soon; a file that is done stays."""
    _bring(file.id, FileState.CANCELLED, law.UNDER_WAY, ended_at=now)


def anything_to_do(*, now: dt.datetime) -> bool:
    """Whether a file waits, was left by somebody who died, or has been kept long enough."""
    wanted = select(ReportFile.id).where(
        ReportFile.state.in_(law.UNDER_WAY) | (ReportFile.ordered_at < now - law.KEPT)
    )
    return db.session.scalar(wanted.limit(1)) is not None


def tidy(*, now: dt.datetime) -> int:
    """Delete what was kept for a day, and put back what a dead maker left; how many were deleted.

    Only for whoever is the one maker: what runs is then certainly nobody's.
    """
    gone = db.session.execute(delete(ReportFile).where(ReportFile.ordered_at < now - law.KEPT))
    left = ReportFile.state == FileState.RUNNING
    tired = left & (ReportFile.tries >= law.MOST_TRIES)
    db.session.execute(update(ReportFile).where(tired).values(state=FileState.FAILED, ended_at=now))
    db.session.execute(update(ReportFile).where(left).values(state=FileState.WAITING, done=0))
    assert isinstance(gone, CursorResult)
    return gone.rowcount


def claim() -> ReportFile | None:
    """The file that waits longest, taken on."""
    file = db.session.scalar(
        select(ReportFile)
        .where(ReportFile.state == FileState.WAITING)
        .order_by(ReportFile.id)
        .limit(1)
    )
    if file is not None:
        file.state, file.done, file.tries = FileState.RUNNING, 0, file.tries + 1
        db.session.flush()
    return file


def advance(file_id: int, done: int) -> None:
    """Note that `done` steps are behind us."""
    db.session.execute(update(ReportFile).where(ReportFile.id == file_id).values(done=done))


def is_wanted(file_id: int) -> bool:
    """Whether nobody has cancelled the file."""
    state = db.session.scalar(select(ReportFile.state).where(ReportFile.id == file_id))
    return state is FileState.RUNNING


def keep(file_id: int, content: bytes, *, now: dt.datetime) -> bool:
    """Keep the finished file; False when it was cancelled in the last moment."""
    return _bring(
        file_id,
        FileState.DONE,
        (FileState.RUNNING,),
        content=content,
        done=law.STEPS,
        ended_at=now,
    )


def fail(file_id: int, *, now: dt.datetime) -> None:
    """The file could not be made; the log says why."""
    _bring(file_id, FileState.FAILED, (FileState.RUNNING,), ended_at=now)


def _bring(file_id: int, state: FileState, before: tuple[FileState, ...], **values: object) -> bool:
    """Change the state only from where it was thought to be."""
    changed = db.session.execute(
        update(ReportFile)
        .where(ReportFile.id == file_id, ReportFile.state.in_(before))
        .values(state=state, **values)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1
