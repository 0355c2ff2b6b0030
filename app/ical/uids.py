"""The uids by which calendars know our things for life; feeds and letters share them."""

from __future__ import annotations

import uuid

# Fixed, never the host of the request: a moved installation must not double every entry.
_NAMESPACE = "wiedervorlage"


def meeting_uid(uid: uuid.UUID) -> str:
    """The calendar uid of a meeting."""
    return f"sitzung-{uid}@{_NAMESPACE}"


def task_uid(uid: uuid.UUID) -> str:
    """The calendar uid of a task's deadline."""
    return f"aufgabe-{uid}@{_NAMESPACE}"


def answer_uid(uid: uuid.UUID) -> str:
    """The calendar uid of the day until which an invitation to a meeting is to be answered."""
    return f"antwort-{uid}@{_NAMESPACE}"


def poll_uid(uid: uuid.UUID) -> str:
    """The calendar uid of the day until which a date poll is to be answered."""
    return f"abstimmung-{uid}@{_NAMESPACE}"


def round_uid(uid: uuid.UUID) -> str:
    """The calendar uid of the day until which a status round is to be answered."""
    return f"abfrage-{uid}@{_NAMESPACE}"
