"""Single facts about the meetings and tasks that reminders speak of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import func, select

from app.domain.days import local_day
from app.domain.reports.steps import MET
from app.extensions import db
from app.models.groups import Membership, MembershipRole
from app.models.meetings import (
    STANDING,
    AgendaItem,
    Attendee,
    DatePoll,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    PartStat,
    Uninvited,
)
from app.models.plans import Plan
from app.models.reports import KEPT, Report
from app.models.tasks import Acceptance, Task, TaskReport
from app.queries import handovers, polls
from app.queries.chunks import chunks
from app.queries.speakers import speakers_of

OFFICERS = (MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR, MembershipRole.MINUTE_TAKER)


def members(
    whole: Collection[int], meetings: Iterable[Meeting], persons: Collection[int]
) -> Mapping[int, Sequence[Membership]]:
    """The memberships by body: all of the bodies in `whole`, else of officers and `persons`."""
    others = {one.body_id for one in meetings} - set(whole)
    needed = Membership.role.in_(OFFICERS) | Membership.person_id.in_(persons)
    rows = db.session.scalars(
        select(Membership)
        .where(
            Membership.body_id.in_(whole) | (Membership.body_id.in_(others) & needed),
        )
        .order_by(Membership.id)
    )
    found: dict[int, list[Membership]] = defaultdict(list)
    for membership in rows:
        found[membership.body_id].append(membership)
    return found


def speakers(tasks: Iterable[Task], today: dt.date) -> dict[int, list[int]]:
    """Who speaks for each organisation that has been asked to name a person."""
    asked = {task.accountable for task in tasks if task.acceptance is Acceptance.NAMING} - {None}
    return {
        actor.id: [person.id for person in speakers_of(actor, today)]
        for actor in asked
        if actor is not None
    }


def declined(meeting_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who does not come: by the person's own word, or taken off the list by the office."""
    if not meeting_ids:
        return frozenset()
    said_no = select(Attendee.meeting_id, Attendee.person_id).where(
        Attendee.meeting_id.in_(meeting_ids), Attendee.partstat == PartStat.DECLINED
    )
    off = select(Uninvited.meeting_id, Uninvited.person_id).where(
        Uninvited.meeting_id.in_(meeting_ids)
    )
    rows = db.session.execute(said_no.union(off))
    return frozenset((meeting_id, person_id) for meeting_id, person_id in rows)


def owing(meetings: Iterable[Meeting]) -> dict[tuple[int, int], dt.datetime]:
    """Who has not answered an invitation that is out, and since when the person is on the list."""
    asking = [one.id for one in meetings if one.state is MeetingState.INVITED]
    if not asking:
        return {}
    rows = db.session.execute(
        select(Attendee.meeting_id, Attendee.person_id, Attendee.created_at)
        .where(Attendee.meeting_id.in_(asking), Attendee.partstat == PartStat.NEEDS_ACTION)
        .order_by(Attendee.id)
    )
    return {(meeting_id, person_id): since for meeting_id, person_id, since in rows}


def waiting_polls(
    found: Sequence[DatePoll], today: dt.date
) -> list[tuple[DatePoll, frozenset[int]]]:
    """Each poll with the people who are asked and have not answered."""
    answered = polls.answered_in([poll.id for poll in found])
    return [
        (
            poll,
            frozenset(
                person.id
                for person in polls.people_asked(poll.meeting, today)
                if (poll.id, person.id) not in answered
            ),
        )
        for poll in found
    ]


def minutes_out(meeting_ids: Collection[int]) -> frozenset[int]:
    """The meetings whose minutes have left the writer's desk."""
    return frozenset(
        db.session.scalars(
            select(Minutes.meeting_id).where(
                Minutes.meeting_id.in_(meeting_ids), Minutes.state != MinutesState.DRAFT
            )
        )
    )


def deadlines_met(meeting_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """The deadlines that a committee's report has met already, by meeting and key."""
    rows = db.session.execute(
        select(Report.meeting_id, Report.state).where(Report.meeting_id.in_(meeting_ids), KEPT)
    )
    return frozenset((one, key) for one, state in rows if one is not None for key in MET[state])


def with_agenda(meeting_ids: Collection[int]) -> frozenset[int]:
    """The meetings with at least one item that stands."""
    return frozenset(
        db.session.scalars(
            select(AgendaItem.meeting_id)
            .where(
                AgendaItem.meeting_id.in_(meeting_ids), AgendaItem.withdrawn.is_(False), STANDING
            )
            .distinct()
        )
    )


def unassigned(plan: Plan, task_ids: Sequence[int], today: dt.date) -> frozenset[int]:
    """The tasks among these that no active person does."""
    return frozenset(
        task_id
        for some in chunks(task_ids)
        for task_id in db.session.scalars(
            select(Task.id).where(Task.id.in_(some), handovers.without_person(plan.id, today))
        )
    )


def reported(plan: Plan, task_ids: Sequence[int]) -> dict[int, dt.date]:
    """The local day on which each task was last reported on."""
    return {
        task_id: local_day(at, plan)
        for some in chunks(task_ids)
        for task_id, at in db.session.execute(
            select(TaskReport.task_id, func.max(TaskReport.reported_at))
            .where(TaskReport.task_id.in_(some))
            .group_by(TaskReport.task_id)
        )
    }
