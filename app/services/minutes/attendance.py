"""Who was there: presence of those invited, stand-ins, guests (R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.domain import minutes as law
from app.domain.errors import RuleBroken
from app.domain.minutes import Presence
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import Attendance, Attendee, AttendeeRole, Meeting, PartStat
from app.models.people import Actor
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services.meetings import log
from app.services.minutes.desk import opened


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the attendance list: what the writer saw, and what it shall be."""

    person_id: int
    seen: Presence
    wanted: Presence


class AttendanceOvertaken(Exception):
    """Somebody changed the same lines meanwhile; nothing was written."""

    def __init__(self, attendees: Sequence[Attendee]) -> None:
        super().__init__(f"{len(attendees)} lines changed meanwhile")
        self.attendees = attendees


def presence_of(attendee: Attendee) -> Presence:
    """What is noted of the attendee now."""
    return Presence(
        attendance=attendee.attendance,
        present_from=attendee.present_from,
        present_until=attendee.present_until,
        represented_by_id=attendee.represented_by_id,
    )


def take_attendance(
    meeting: Meeting, entries: Sequence[Entry], *, by: int | None, now: dt.datetime
) -> int:
    """Note who was there; how many lines changed. Lines the writer left alone are not touched.

    Raises AttendanceOvertaken when somebody else changed a line the writer changed, too.
    """
    touched = [entry for entry in entries if entry.seen != entry.wanted]
    opened(meeting, now)
    rows = _fresh(meeting)
    entered = [(rows[e.person_id], e) for e in touched if e.person_id in rows]
    late = [row for row, e in entered if presence_of(row) not in (e.seen, e.wanted)]
    if late:
        raise AttendanceOvertaken(late)
    people = _people(meeting, [entry.wanted.represented_by_id for _row, entry in entered])
    for row, entry in entered:
        _check(row, entry.wanted, people)
        row.attendance = entry.wanted.attendance
        row.present_from = entry.wanted.present_from
        row.present_until = entry.wanted.present_until
        row.represented_by = people.get(entry.wanted.represented_by_id or 0)
    db.session.flush()
    if entered:
        changes = {"attendance": [0, len(entered)]}
        log.note("minutes.attendance", meeting, by=by, now=now, changes=changes)
    return len(entered)


def add_guest(meeting: Meeting, person: Actor, *, by: int | None, now: dt.datetime) -> Attendee:
    """Note somebody who came without being on the list. Raises RuleBroken."""
    opened(meeting, now)
    if not person.is_person or person.plan_id != meeting.plan.id:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="person")
    if person.id in meeting_queries.attendees_by_person(meeting):
        raise RuleBroken(_("%(name)s steht schon auf der Liste.", name=person.name), field="person")
    guest = Attendee(
        meeting=meeting,
        person=person,
        on_behalf_of=person.organisation,
        role=AttendeeRole.OPTIONAL,
        partstat=PartStat.ACCEPTED,  # came, so nobody need be asked, nor be taken off the list
        attendance=Attendance.PRESENT,
        created_at=now,
    )
    db.session.add(guest)
    db.session.flush()
    log.note("minutes.guest", meeting, by=by, now=now, changes={"person": [None, person.id]})
    return guest


def _fresh(meeting: Meeting) -> dict[int, Attendee]:
    """The lines as they stand behind the lock, not as they were when the page was built."""
    for attendee in db.session.scalars(
        select(Attendee)
        .where(Attendee.meeting_id == meeting.id)
        .execution_options(populate_existing=True)
    ):
        db.session.expire(attendee, ["represented_by"])
    return {row.person_id: row for row in queries.attendance(meeting)}


def _people(meeting: Meeting, ids: Sequence[int | None]) -> dict[int, Actor]:
    wanted = {one for one in ids if one is not None}
    rows = db.session.scalars(
        select(Actor).where(Actor.id.in_(wanted), Actor.plan_id == meeting.plan.id)
    )
    return {row.id: row for row in rows}


def _check(row: Attendee, wanted: Presence, people: dict[int, Actor]) -> None:
    try:
        law.check_presence(wanted, row.person_id)
    except RuleBroken as broken:
        raise RuleBroken(f"{row.person.name}: {broken.sentence}") from broken
    if wanted.represented_by_id is not None and wanted.represented_by_id not in people:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."))
