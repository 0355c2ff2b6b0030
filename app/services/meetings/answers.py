"""Who is invited to a meeting, and what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.domain import meetings as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.groups import Membership
from app.models.meetings import Attendee, Meeting, PartStat
from app.models.people import Actor
from app.queries import meetings as queries
from app.services import outbox
from app.services.meetings import log, stand_ins


def invite_members(
    meeting: Meeting,
    *,
    by: int | None,
    now: dt.datetime,
    known: Mapping[str, Any] | None = None,
) -> int:
    """Put everybody on the list who belongs to the group on the meeting's day; how many are new.

    Whoever left the group before that day and has not answered is taken off. Once the invitation
    is sent, who is new gets it by itself, and who is taken off hears of it; `known` are the facts
    that were told, when they have just changed. Raises RuleBroken for a meeting of an external
    body or without a day.
    """
    law.check_own(meeting)
    law.check_changeable(meeting)
    if meeting.held_on is None:
        raise RuleBroken(_("Bitte legen Sie zuerst den Tag der Sitzung fest."))
    members = queries.expected_on(meeting, meeting.held_on)
    listed = queries.attendees_by_person(meeting)
    new = [_invite(meeting, m, now) for p, m in members.items() if p.id not in listed]
    for person, membership in members.items():
        if person.id in listed:
            listed[person.id].role = law.attendee_role(membership.role)
            listed[person.id].on_behalf_of = membership.on_behalf_of
    staying = {person.id for person in members} | _deputies(members)
    leaving = [
        attendee
        for person_id, attendee in listed.items()
        if person_id not in staying and attendee.partstat is PartStat.NEEDS_ACTION
    ]
    _take_off(meeting, leaving, known, now)
    db.session.flush()
    outbox.queue_invitations(meeting, new, now=now)
    if new:
        log.note("meeting.invite", meeting, by=by, now=now, changes={"invited": [0, len(new)]})
    return len(new)


def _take_off(
    meeting: Meeting,
    leaving: Sequence[Attendee],
    known: Mapping[str, Any] | None,
    now: dt.datetime,
) -> None:
    if not leaving:
        return
    outbox.tell_of_withdrawal(meeting, leaving, known or outbox.facts_of(meeting), now=now)
    for attendee in leaving:
        db.session.delete(attendee)


def welcome(membership: Membership, *, by: int | None, now: dt.datetime, today: dt.date) -> None:
    """Bring the lists of the group's coming meetings in line with a changed membership."""
    if membership.body.external:
        return
    for meeting in queries.upcoming_of_body(membership.body, today):
        if not law.is_external(meeting) and meeting.cycle.closed_on is None:
            invite_members(meeting, by=by, now=now)


def answer(
    meeting: Meeting,
    person: Actor,
    partstat: PartStat,
    *,
    by: int | None,
    now: dt.datetime,
    comment: str | None = None,
    on_behalf: bool = False,
) -> Attendee:
    """Note whether the person comes; can be changed until the meeting begins. Raises RuleBroken.

    DELEGATED says that somebody else comes, whom `comment` names; without it the deputy that the
    group knows. `on_behalf` says that the office answers for the person; the log keeps that (R53).
    """
    law.check_answer(meeting, partstat, now)
    # The last of two answers at the same time holds: each waits and sees what the other left.
    attendee = db.session.scalar(
        select(Attendee)
        .where(Attendee.meeting_id == meeting.id, Attendee.person_id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attendee is None:
        attendee = _invite(meeting, _membership_for(meeting, person), now, person=person)
    before = attendee.partstat
    attendee.partstat = partstat
    attendee.answered_at = now
    attendee.comment = (comment or "").strip() or None
    stand_ins.follow(meeting, attendee, now=now)
    db.session.flush()
    log.note(
        "meeting.answer",
        meeting,
        by=by,
        now=now,
        on_behalf_of=person.id if on_behalf else None,
        changes={"partstat": [before.value, partstat.value], "person": [person.id, person.id]},
    )
    return attendee


def ask_again(meeting: Meeting) -> None:
    """Answers given to another date are void."""
    for attendee in queries.attendees(meeting):
        attendee.partstat = PartStat.NEEDS_ACTION
        attendee.answered_at = None
        attendee.comment = None
        attendee.represented_by = None
    db.session.flush()


def _invite(
    meeting: Meeting, membership: Membership, now: dt.datetime, person: Actor | None = None
) -> Attendee:
    attendee = Attendee(
        meeting=meeting,
        person=person or membership.person,
        on_behalf_of=membership.on_behalf_of,
        role=law.attendee_role(membership.role),
        created_at=now,
    )
    db.session.add(attendee)
    return attendee


def _membership_for(meeting: Meeting, person: Actor) -> Membership:
    """The membership by which the person, or whom it stands in for, belongs to the meeting."""
    assert meeting.held_on is not None
    members = queries.expected_on(meeting, meeting.held_on)
    if person in members:
        return members[person]
    for membership in members.values():
        if membership.deputy is person:
            return membership
    if person in queries.uninvited(meeting):
        raise RuleBroken(_("Sie stehen nicht mehr auf der Liste dieser Sitzung."))
    raise RuleBroken(_("Antworten können nur Mitglieder der Gruppe."))


def _deputies(members: dict[Actor, Membership]) -> set[int]:
    return {m.deputy.id for m in members.values() if m.deputy is not None}
