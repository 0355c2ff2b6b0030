"""Deleted minutes stay deleted when an older backup takes the place of the database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.archive import BACK, is_deleted
from app.domain.minutes import locked
from app.extensions import db
from app.models.meetings import ArchiveState, Meeting, Minutes
from app.queries import minutes as queries
from app.services.minutes.archive import delete


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What a database knows of minutes whose words it has no more."""

    meeting_uid: uuid.UUID
    offered_on: dt.date | None
    until_on: dt.date | None
    answered_on: dt.date | None


def gone() -> list[Gone]:
    """All deleted minutes; to be known before a backup takes the database's place."""
    rows = db.session.execute(
        select(
            Meeting.uid,
            Minutes.archive_offered_on,
            Minutes.archive_until_on,
            Minutes.archive_answered_on,
        )
        .join(Minutes.meeting)
        .where(Minutes.archive_state == ArchiveState.DELETED)
    )
    return [
        Gone(meeting_uid=row[0], offered_on=row[1], until_on=row[2], answered_on=row[3])
        for row in rows
    ]


def delete_again(known: Iterable[Gone], *, now: dt.datetime) -> int:
    """Delete once more what a restored backup brought back; how many minutes that were.

    What was no more than a draft when the backup was made was never offered as it stands there
    now; it is left for people to decide.
    """
    done = 0
    for one in known:
        minutes = queries.by_meeting_uid(one.meeting_uid)
        if minutes is not None and locked(minutes) and not is_deleted(minutes):
            _say_what_was_said(minutes, one)
            delete(minutes.meeting, by=None, now=now)
            done += 1
    return done


def _say_what_was_said(minutes: Minutes, known: Gone) -> None:
    """The offer and the answer that the backup does not know, by the steps that the locks allow."""
    while minutes.archive_state in BACK:
        minutes.archive_state = BACK[minutes.archive_state]
        minutes.archive_answered_on = None
        if minutes.archive_state is ArchiveState.CURRENT:
            minutes.archive_offered_on = minutes.archive_until_on = None
        db.session.flush()
    minutes.archive_state = ArchiveState.OFFERED
    minutes.archive_offered_on, minutes.archive_until_on = known.offered_on, known.until_on
    db.session.flush()
    if known.answered_on is not None:
        minutes.archive_state = ArchiveState.DECLINED
        minutes.archive_answered_on = known.answered_on
        db.session.flush()
