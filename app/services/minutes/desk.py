"""The desk on which minutes are written: one writer of a meeting at a time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import Meeting, Minutes


def lock(meeting: Meeting) -> Minutes | None:
    """The minutes as they stand; whoever else writes on them waits until this transaction ends.

    Without the lock an approval could slip in between the question whether the minutes are
    still open and the words that follow.
    """
    db.session.execute(
        select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True)
    )
    return db.session.scalar(
        select(Minutes)
        .where(Minutes.meeting_id == meeting.id)
        .execution_options(populate_existing=True)
    )


def there(meeting: Meeting) -> Minutes:
    """The minutes, locked; raises RuleBroken where nobody began them."""
    minutes = lock(meeting)
    if minutes is None:
        raise RuleBroken(_("Zu dieser Sitzung gibt es noch kein Protokoll."))
    return minutes


def opened(meeting: Meeting, now: dt.datetime) -> Minutes:
    """The minutes, locked and open to be written; made on first use. Raises RuleBroken."""
    minutes = lock(meeting)
    law.check_take(meeting, minutes, local_day(now, meeting.plan))
    if minutes is None:
        minutes = Minutes(meeting=meeting, created_at=now)
        db.session.add(minutes)
        db.session.flush()
    return minutes
