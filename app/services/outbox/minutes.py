"""Letters about minutes: once when they may be objected to, once when they are approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import update

from app.documents import papers
from app.documents.papers import Paper
from app.domain import minutes as law
from app.domain.archive import is_deleted
from app.domain.days import local_day
from app.domain.local_time import end_of_day
from app.domain.reminders import Recipient
from app.domain.spoken import day_of_month, long_day
from app.extensions import db
from app.language import gettext as _
from app.mail import letters
from app.models.meetings import Meeting, Minutes, MinutesState
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.queries import readings
from app.queries import reminders as directories
from app.services.outbox.drafts import Draft, NotWanted, Setting, signature
from app.services.outbox.enclosing import enclosing
from app.services.outbox.items import page
from app.services.outbox.posting import enqueue

KIND = "minutes_published"


def queue_minutes(minutes: Minutes, *, now: dt.datetime) -> int:
    """Tell participants and members what has become of the minutes; how many new letters."""
    meeting, plan = minutes.meeting, minutes.meeting.plan
    if not law.worth_telling(meeting, local_day(now, plan)):
        return 0
    ids = [
        enqueue(
            dedup_key=f"{KIND}|{meeting.uid}|{minutes.state.value}|{recipient.key}",
            kind=KIND,
            object_type="meeting",
            object_uid=meeting.uid,
            object_sequence=meeting.sequence,
            recipient=recipient,
            now=now,
            plan_id=plan.id,
            useful_until=_useful_until(minutes),
            payload={"stage": minutes.state.value},
        )
        for recipient in _recipients(meeting, now)
    ]
    return sum(letter_id is not None for letter_id in ids)


def drop_papers(meeting: Meeting) -> None:
    """Letters that wait for a decision keep no copy of the minutes.

    Others are asked once more whether they are still wanted before they go.
    """
    db.session.execute(
        update(OutboxLetter)
        .where(
            OutboxLetter.kind == KIND,
            OutboxLetter.object_uid == meeting.uid,
            OutboxLetter.state.in_((LetterState.HELD, LetterState.UNCERTAIN)),
        )
        .values(mime=None)
    )


def _useful_until(minutes: Minutes) -> dt.datetime | None:
    until = minutes.objections_until_on
    if minutes.state is not MinutesState.OBJECTIONS or until is None:
        return None
    return end_of_day(until, ZoneInfo(minutes.meeting.plan.timezone))


def _recipients(meeting: Meeting, now: dt.datetime) -> list[Recipient]:
    """Each once: who was invited or came, and who belongs to the group now."""
    people = _concerned(meeting, now)
    known = directories.directory(meeting.plan, now, *people).reachable
    return [known[person.id] for person in people if person.id in known]


def _concerned(meeting: Meeting, now: dt.datetime) -> Iterable[Actor]:
    today = local_day(now, meeting.plan)
    came = [attendee.person for attendee in queries.attendance(meeting)]
    return list(dict.fromkeys([*came, *meeting_queries.members_on(meeting, today)]))


def published(letter: OutboxLetter, setting: Setting) -> Draft:
    """The letter as it is true now; it does not go when the minutes have moved on."""
    minutes = queries.by_meeting_uid(letter.object_uid)
    stage = (letter.payload or {}).get("stage")
    if minutes is None or minutes.meeting.cancelled or minutes.state.value != stage:
        raise NotWanted("outdated")
    if is_deleted(minutes):
        raise NotWanted("outdated")
    for recipient in _recipients(minutes.meeting, setting.now):
        if (recipient.actor_id, recipient.account_id) == (letter.actor_id, letter.account_id):
            return _words(minutes, recipient, setting)
    raise NotWanted("not_reachable")


def _words(minutes: Minutes, recipient: Recipient, setting: Setting) -> Draft:
    meeting = minutes.meeting
    held_on = meeting.held_on
    assert held_on is not None
    until = minutes.objections_until_on if not law.locked(minutes) else None
    belongs = _belongs(meeting, recipient, setting.now)
    paper = enclosing(lambda: _paper(minutes, setting.now)) if belongs else None
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{meeting.uid}",
        enclosures=paper,
        words=lambda: letters.render(
            KIND,
            signature=signature(meeting.plan, setting, recipient),
            name=recipient.name,
            headline=_headline(held_on, until),
            title=meeting.title,
            body=meeting.body.name,
            day=long_day(held_on),
            until=until,
            has_account=belongs and recipient.account_id is not None,
            enclosed=bool(paper and paper()),
            url=f"{page(setting.base_url, meeting)}/protokoll/lesen",
        ),
    )


def _headline(held_on: dt.date, until: dt.date | None) -> str:
    day = day_of_month(held_on)
    if until is None:
        return _("Protokoll vom %(day)s ist freigegeben", day=day)
    return _(
        "Protokoll vom %(day)s liegt vor – Rückmeldung bis %(until)s",
        day=day,
        until=day_of_month(until),
    )


def _paper(minutes: Minutes, now: dt.datetime) -> Paper:
    """What the whole group may read: one file for all of its letters."""
    read = readings.reading(readings.as_member(minutes.meeting.body), minutes)
    return papers.minutes_pdf(read, now=now)


def _belongs(meeting: Meeting, recipient: Recipient, now: dt.datetime) -> bool:
    """Whether the minutes are the recipient's to read; a guest's they are not."""
    members = meeting_queries.members_on(meeting, local_day(now, meeting.plan))
    office = directories.directory(meeting.plan, now).office
    return recipient.actor_id in {person.id for person in members} or (
        recipient.account_id is not None
        and recipient.account_id in {one.account_id for one in office}
    )
