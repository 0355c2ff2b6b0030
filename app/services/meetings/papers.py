"""Papers of an item: added, marked as public or internal, taken away and brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement

from app.domain.errors import RuleBroken
from app.domain.files import MOST_AT_AN_ITEM
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaFile, AgendaItem
from app.queries import meetings as queries
from app.services import files, standing, writing
from app.services.files import Upload
from app.services.meetings import log
from app.services.meetings.agenda import check_open, lock


def add_papers(
    item: AgendaItem, uploads: Sequence[Upload], *, public: bool, by: int | None, now: dt.datetime
) -> list[AgendaFile]:
    """Keep the files at the item, all of them or none. Raises RuleBroken for the field "files"."""
    check_open(item.meeting)
    if not uploads:
        raise RuleBroken(_("Bitte wählen Sie eine Datei."), field="files")
    lock(item.meeting)
    standing.keep(item)
    _check_room(item, len(uploads))
    stored = [files.store(upload) for upload in uploads]
    made = [
        AgendaFile(
            item=item,
            file_name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            public=public,
            author_id=by,
            created_at=now,
        )
        for file in stored
    ]
    db.session.add_all(made)
    db.session.flush()
    changes = {"item": [item.number, item.number], "files": [0, len(made)]}
    log.note("agenda.add_papers", item.meeting, by=by, now=now, changes=changes)
    return made


def mark_paper(file: AgendaFile, *, public: bool, by: int | None, now: dt.datetime) -> None:
    """Mark the paper as public or internal."""
    check_open(file.item.meeting)
    if file.public is public:
        return
    file.public = public
    db.session.flush()
    changes = {"public": [not public, public]}
    log.note("agenda.mark_paper", file.item.meeting, by=by, now=now, changes=changes)


def remove_paper(file: AgendaFile, *, by: int | None, now: dt.datetime) -> None:
    """Take the paper away; until its time is over it can come back. Raises RuleBroken."""
    check_open(file.item.meeting)
    if file.removed_at is not None:
        return
    file.removed_at, file.removed_by_id = now, by
    db.session.flush()
    _note("agenda.remove_paper", file, [1, 0], by, now)


def restore_paper(file: AgendaFile, *, by: int | None, now: dt.datetime) -> None:
    """Bring a removed paper back, as it was and to where it was. Raises RuleBroken."""
    check_open(file.item.meeting)
    lock(file.item.meeting)
    standing.keep(file.item)
    if file.removed_at is None:
        return
    _check_room(file.item, 1)
    file.removed_at = file.removed_by_id = None
    db.session.flush()
    _note("agenda.restore_paper", file, [0, 1], by, now)


def forget_papers(*conditions: ColumnElement[bool]) -> int:
    """Removed papers go for good; how many. Their bytes go once no row names them any more."""
    return writing.remove(AgendaFile, AgendaFile.removed_at.is_not(None), *conditions)


def _check_room(item: AgendaItem, more: int) -> None:
    if len(queries.files_of(item)) + more > MOST_AT_AN_ITEM:
        raise RuleBroken(
            _(
                "An einem TOP können höchstens %(most)s Dateien liegen.",
                most=MOST_AT_AN_ITEM,
            ),
            field="files",
        )


def _note(
    action: str, file: AgendaFile, count: list[int], by: int | None, now: dt.datetime
) -> None:
    number = file.item.number
    changes = {"item": [number, number], "files": count}
    log.note(action, file.item.meeting, by=by, now=now, changes=changes)
