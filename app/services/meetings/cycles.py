"""The year's cycle and its meetings: making them, and editing what is said of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.domain import meetings as law
from app.domain.errors import RuleBroken
from app.domain.links import check_link
from app.domain.meetings import When
from app.extensions import db
from app.language import gettext as _
from app.models.groups import Body
from app.models.meetings import Cycle, Meeting, Phase
from app.models.people import Actor
from app.models.plans import Plan
from app.services import audit, outbox
from app.services.meetings import fixing, log
from app.services.meetings.answers import invite_members

SHOWN = ("title", "place", "online_url", "purpose", "access_note")
RAISING = ("place", "online_url")


@dataclass(frozen=True, kw_only=True)
class MeetingDraft:
    """What is said of a meeting; `when` counts only while it is made (see `set_date`)."""

    title: str
    body: Body
    phase: Phase = Phase.WORKING
    when: When = field(default_factory=When)
    place: str | None = None
    online_url: str | None = None
    purpose: str | None = None
    access_note: str | None = None
    public: bool = False
    chair: Actor | None = None
    minute_taker: Actor | None = None


def create_cycle(
    plan: Plan, year: int, *, by: int | None, now: dt.datetime, note: str | None = None
) -> Cycle:
    """The plan's cycle of a year, still without meetings. Raises RuleBroken if there is one."""
    law.check_year(year)
    known = select(Cycle.id).where(Cycle.plan_id == plan.id, Cycle.year == year)
    if db.session.scalar(known) is not None:
        raise RuleBroken(_("Das Sitzungsjahr %(year)s gibt es schon.", year=year), field="year")
    cycle = Cycle(plan=plan, year=year, note=(note or "").strip() or None)
    db.session.add(cycle)
    db.session.flush()
    audit.note(
        "cycle.create",
        by=by,
        now=now,
        plan_id=plan.id,
        object_type="cycle",
        changes={"year": [None, year]},
    )
    return cycle


def close_cycle(cycle: Cycle, on: dt.date, *, by: int | None, now: dt.datetime) -> None:
    """End the year: its meetings cannot change any more."""
    law.check_cycle_open(cycle)
    cycle.closed_on = on
    db.session.flush()
    audit.note(
        "cycle.close",
        by=by,
        now=now,
        plan_id=cycle.plan_id,
        object_type="cycle",
        changes={"year": [cycle.year, cycle.year], "closed_on": [None, on.isoformat()]},
    )


def create_meeting(
    cycle: Cycle, draft: MeetingDraft, *, by: int | None, now: dt.datetime
) -> Meeting:
    """A new meeting. With a day its members are invited, without one the office has to fix it.

    Raises RuleBroken when date, title or people cannot be right.
    """
    law.check_cycle_open(cycle)
    law.check_when(draft.when, cycle)
    _check(draft, cycle.plan)
    meeting = Meeting(
        cycle=cycle,
        body=draft.body,
        phase=draft.phase,
        position=_next_position(cycle),
        title=draft.title.strip(),
        precision=draft.when.precision,
        held_on=draft.when.held_on,
        month_on=draft.when.month_on,
        begins=draft.when.begins,
        ends=draft.when.ends,
        external=draft.body.external,
        created_at=now,
        changed_at=now,
    )
    _write(meeting, draft)
    db.session.add(meeting)
    db.session.flush()
    log.note("meeting.create", meeting, by=by, now=now)
    fixing.follow(meeting, by=by, now=now)
    if meeting.held_on and not law.is_external(meeting):
        invite_members(meeting, by=by, now=now)
    return meeting


def edit_meeting(
    meeting: Meeting, draft: MeetingDraft, *, by: int | None, now: dt.datetime
) -> None:
    """Change title, place, purpose and who leads; the date stays. Raises RuleBroken.

    A new place is a new version of the calendar entry, a corrected text is not (RFC 5546).
    """
    law.check_cycle_open(meeting.cycle)
    _check(draft, meeting.plan)
    if draft.body is not meeting.body:
        raise RuleBroken(_("Die Gruppe einer Sitzung steht fest."), field="body")
    before, known = log.facts(meeting), outbox.facts_of(meeting)
    _write(meeting, draft)
    changes = log.differences(before, meeting)
    if not changes:
        return
    if changes.keys() & set(RAISING):
        law.check_changeable(meeting)
        meeting.sequence += 1
    if changes.keys() & set(SHOWN):
        meeting.changed_at = now
    db.session.flush()
    log.note("meeting.edit", meeting, by=by, now=now, changes=changes)
    fixing.follow(meeting, by=by, now=now)
    if changes.keys() & set(RAISING):
        outbox.tell_of_change(meeting, known, now=now)


def _check(draft: MeetingDraft, plan: Plan) -> None:
    if not draft.title.strip():
        raise RuleBroken(_("Bitte geben Sie der Sitzung einen Namen."), field="title")
    if len(draft.title.strip()) > 200:
        raise RuleBroken(_("Bitte kürzen Sie den Namen auf 200 Zeichen."), field="title")
    if draft.body.plan is not plan:
        raise RuleBroken(_("Bitte wählen Sie eine Gruppe aus der Liste."), field="body")
    check_link(draft.online_url, field="online_url")
    for name, person in (("chair", draft.chair), ("minute_taker", draft.minute_taker)):
        if person is not None and person.plan_id != plan.id:
            raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field=name)


def _write(meeting: Meeting, draft: MeetingDraft) -> None:
    meeting.title = draft.title.strip()
    meeting.phase = draft.phase
    for name in ("place", "online_url", "purpose", "access_note"):
        setattr(meeting, name, (getattr(draft, name) or "").strip() or None)
    meeting.public = draft.public
    meeting.chair = draft.chair
    meeting.minute_taker = draft.minute_taker


def _next_position(cycle: Cycle) -> int:
    last = db.session.scalar(select(func.max(Meeting.position)).where(Meeting.cycle_id == cycle.id))
    return (last or 0) + 1
