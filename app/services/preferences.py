"""Keeping what people want of reminders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.domain import preferences as law
from app.domain.preferences import Holder, Wishes, wishes_of
from app.extensions import db
from app.models.preferences import ReminderPreference, Topic
from app.queries import preferences as queries
from app.services import audit


def keep(
    holder: Holder, wishes: Wishes, *, today: dt.date, now: dt.datetime, by: int | None
) -> ReminderPreference:
    """Put the holder's wishes down. Raises RuleBroken for days nobody can mean."""
    law.check(wishes, today)
    kept = queries.of(holder)
    if kept is None:
        kept = ReminderPreference(
            actor_id=holder.actor_id, account_id=holder.account_id, changed_at=now
        )
        db.session.add(kept)
    kept.off = sorted(topic.value for topic in wishes.off)
    kept.meeting_days = _days(wishes.meeting_days)
    kept.task_days = _days(wishes.task_days)
    kept.digest_weekday = wishes.digest_weekday
    kept.duties_only = wishes.duties_only
    kept.paused_until = wishes.paused_until
    kept.changed_at = now
    db.session.flush()
    audit.note("reminders.wish", by=by, now=now, object_type="reminder_preference")
    return kept


def stop(holder: Holder, topic: Topic, *, today: dt.date, now: dt.datetime) -> None:
    """Leave one topic out from now on; a second time changes nothing (RFC 8058)."""
    wishes = wishes_of(queries.of(holder))
    if topic not in wishes.off:
        off = replace(wishes, off=wishes.off | {topic})
        keep(holder, off, today=today, now=now, by=None)


def _days(days: tuple[int, ...] | None) -> list[int] | None:
    return None if days is None else sorted(set(days), reverse=True)
