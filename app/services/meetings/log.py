"""How deeds on meetings are noted: dates and words as text, people as ids."""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack

from app.models.meetings import Meeting
from app.services import audit
from app.services.audit import Deed


def facts(meeting: Meeting) -> dict[str, Any]:
    """What the log compares before and after a deed."""
    return {
        "title": meeting.title,
        "body": meeting.body.id,
        "phase": meeting.phase.value,
        "held_on": _iso(meeting.held_on),
        "month_on": _iso(meeting.month_on),
        "begins": _iso(meeting.begins),
        "ends": _iso(meeting.ends),
        "place": meeting.place,
        "online_url": meeting.online_url,
        "purpose": meeting.purpose,
        "access_note": meeting.access_note,
        "public": meeting.public,
        "state": meeting.state.value,
        "state_reason": meeting.state_reason,
        "chair": meeting.chair.id if meeting.chair else None,
        "minute_taker": meeting.minute_taker.id if meeting.minute_taker else None,
    }


def differences(before: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    """What has changed since `before` was taken, as `{name: [before, after]}`."""
    after = facts(meeting)
    return {key: [before[key], after[key]] for key in after if before[key] != after[key]}


def note(action: str, meeting: Meeting, **deed: Unpack[Deed]) -> None:
    """Note a deed on the meeting, or on a part of it."""
    audit.note(
        action, plan_id=meeting.plan.id, object_type="meeting", object_uid=meeting.uid, **deed
    )


def _iso(value: dt.date | dt.time | None) -> str | None:
    return value.isoformat() if value else None
