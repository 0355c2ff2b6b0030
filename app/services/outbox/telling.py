"""Queues the letters that a deed on a meeting causes: invited, changed, cancelled, taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.domain import invitations as law
from app.domain.meetings import is_external
from app.domain.reminders import Recipient
from app.models.meetings import Attendee, Meeting, MeetingState, PartStat
from app.queries import invitations as queries
from app.queries import meetings as meeting_queries
from app.services.outbox.fates import withdraw_unsent
from app.services.outbox.posting import enqueue
from app.services.outbox.resting import ORDINARY, URGENT

KNOWN = ("held_on", "begins", "ends", "place", "online_url")
OVERTAKEN = (law.INVITATION, law.CHANGED)
Facts = Mapping[str, Any]


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """Date and place of the meeting as text, to be remembered as what somebody knows."""
    values = {name: getattr(meeting, name) for name in KNOWN}
    return {
        name: value if value is None or isinstance(value, str) else value.isoformat()
        for name, value in values.items()
    }


def time_of(fact: str | None) -> dt.time | None:
    """The clock time among the facts, read back."""
    return dt.time.fromisoformat(fact) if fact else None


def queue_invitations(meeting: Meeting, attendees: Iterable[Attendee], *, now: dt.datetime) -> int:
    """Invite each of them who can be reached, if the invitation is open; how many new letters."""
    wanted = list(attendees)
    open_ = meeting.state is MeetingState.INVITED and not _over(facts_of(meeting), meeting, now)
    if not wanted or not open_:
        return 0
    known = queries.recipients(meeting, [one.person for one in wanted], now)
    return sum(
        _queue(law.INVITATION, meeting, one, known[one.person_id], now=now)
        for one in wanted
        if one.person_id in known
    )


def tell_of_change(meeting: Meeting, before: Facts, *, now: dt.datetime) -> int:
    """Tell everybody who knows the meeting that its date or place has changed, each once.

    `before` holds the facts that were true until now. Who declined hears of a new date only; who
    was never reached is invited to the new one. Letters that say the old one are taken back.
    """
    if is_external(meeting) or before["held_on"] is None:
        return 0
    if meeting.held_on is None:
        return tell_of_cancellation(meeting, before, now=now, scope="date")
    overtaken = _overtake(meeting, now)
    if _over(facts_of(meeting), meeting, now):
        return 0
    moved = any(before[name] != facts_of(meeting)[name] for name in ("held_on", "begins"))
    knowing, attendees = queries.knowing(meeting), meeting_queries.attendees(meeting)
    known = queries.recipients(meeting, [one.person for one in attendees], now)
    new = 0
    for one in attendees:
        if one.person_id not in known:
            continue
        recipient = known[one.person_id]
        if one.person_id not in knowing:
            if meeting.state is MeetingState.INVITED:
                new += _queue(law.INVITATION, meeting, one, recipient, now=now)
        elif moved or one.partstat is not PartStat.DECLINED:
            said = {"before": _last_known(overtaken, one, before)}
            new += _queue(law.CHANGED, meeting, one, recipient, now=now, payload=said)
    return new


def tell_of_cancellation(
    meeting: Meeting, before: Facts, *, now: dt.datetime, scope: str = "meeting"
) -> int:
    """Tell everybody who knows the date that it falls, also those who declined, each once.

    `scope` is "meeting", or "date" when a new one is still to be found.
    """
    if is_external(meeting):
        return 0
    overtaken = _overtake(meeting, now)
    knowing = queries.knowing(meeting)
    told = [one for one in meeting_queries.attendees(meeting) if one.person_id in knowing]
    known = queries.recipients(meeting, [one.person for one in told], now)
    new = 0
    for one in told:
        last = _last_known(overtaken, one, before)
        if one.person_id in known and not _over(last, meeting, now):
            said = {"before": last, "scope": scope}
            recipient = known[one.person_id]
            new += _queue(law.CANCELLED, meeting, one, recipient, now=now, payload=said)
    return new


def tell_of_withdrawal(
    meeting: Meeting, attendees: Iterable[Attendee], before: Facts, *, now: dt.datetime
) -> int:
    """Tell those who are about to leave the list and know the meeting; how many new letters.

    They read what they know already (`before`) and nothing newer.
    """
    knowing = queries.knowing(meeting)
    leaving = list(attendees)
    known = queries.recipients(meeting, [one.person for one in leaving], now)
    new = 0
    for one in leaving:
        overtaken = withdraw_unsent(
            meeting.uid, OVERTAKEN, reason="off_the_list", now=now, person_id=one.person_id
        )
        last = _last_known(overtaken, one, before)
        if one.person_id in knowing and one.person_id in known and not _over(last, meeting, now):
            said, recipient = {"before": last, "scope": "person"}, known[one.person_id]
            new += _queue(law.WITHDRAWN, meeting, one, recipient, now=now, payload=said)
    return new


def take_back_cancellation(meeting: Meeting, *, now: dt.datetime) -> None:
    """The meeting takes place after all: nobody needs to hear first that it does not."""
    withdraw_unsent(
        meeting.uid, (law.CANCELLED,), reason="outdated", now=now, below=meeting.sequence
    )


def _overtake(meeting: Meeting, now: dt.datetime) -> dict[int, dict[str, Any]]:
    return withdraw_unsent(
        meeting.uid, OVERTAKEN, reason="outdated", now=now, below=meeting.sequence
    )


def _last_known(overtaken: Mapping[int, Facts], attendee: Attendee, before: Facts) -> Facts:
    """What the person was told last: a letter of change that was taken back says it too."""
    facts = overtaken.get(attendee.person_id, {}).get("before", before)
    return {name: facts[name] for name in KNOWN}


def _over(facts: Facts, meeting: Meeting, now: dt.datetime) -> bool:
    return facts["held_on"] is None or _until(facts, meeting) <= now


def _until(facts: Facts, meeting: Meeting) -> dt.datetime:
    begins = dt.time.fromisoformat(facts["begins"]) if facts["begins"] else None
    zone = ZoneInfo(meeting.plan.timezone)
    return law.useful_until(dt.date.fromisoformat(facts["held_on"]), begins, zone)


def _queue(
    kind: str,
    meeting: Meeting,
    attendee: Attendee,
    recipient: Recipient,
    *,
    now: dt.datetime,
    payload: dict[str, Any] | None = None,
) -> int:
    """One letter: of its date and SEQUENCE once, anew for who is put on the list once more."""
    facts = facts_of(meeting) if payload is None or kind == law.CHANGED else payload["before"]
    until = _until(facts, meeting)
    listed = f"{attendee.created_at:%Y%m%dT%H%M%S%f}"
    letter_id = enqueue(
        dedup_key=(
            f"{kind}|{meeting.uid}|{until:%Y%m%dT%H%M%SZ}|{meeting.sequence}|{listed}"
            f"|{recipient.key}"
        ),
        kind=kind,
        object_type="meeting",
        object_uid=meeting.uid,
        object_sequence=meeting.sequence,
        recipient=recipient,
        now=now,
        plan_id=meeting.plan.id,
        priority=ORDINARY if kind == law.INVITATION else URGENT,
        useful_until=until,
        payload=payload,
    )
    return int(letter_id is not None)
