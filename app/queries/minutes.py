"""Reading minutes: their state, the newest text of each item, who was there, what is open."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.domain.access import Viewer
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.groups import Body
from app.models.meetings import (
    STANDING,
    AgendaItem,
    Agreement,
    Attendee,
    CommitteeResult,
    Cycle,
    Meeting,
    Minutes,
    MinutesName,
    MinutesRevision,
    MinutesState,
)
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import Task
from app.queries import visible


def of_meeting(meeting: Meeting) -> Minutes | None:
    """The minutes of the meeting, as soon as anything was saved for them."""
    return db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id))


def by_meeting_uid(uid: uuid.UUID) -> Minutes | None:
    """The minutes with their meeting and notes, by the uid of the meeting."""
    meeting = joinedload(Minutes.meeting)
    return db.session.scalar(
        select(Minutes)
        .join(Minutes.meeting)
        .where(Meeting.uid == uid)
        .options(
            meeting.joinedload(Meeting.body).joinedload(Body.plan),
            meeting.joinedload(Meeting.cycle).joinedload(Cycle.plan),
            meeting.joinedload(Meeting.chair),
            meeting.joinedload(Meeting.minute_taker),
            selectinload(Minutes.notes),
        )
    )


def approved_in(plan: Plan, year: int) -> list[Minutes]:
    """The approved minutes of the year's meetings, deleted ones among them, by day."""
    return list(
        db.session.scalars(
            select(Minutes)
            .join(Minutes.meeting)
            .join(Meeting.cycle)
            .where(
                Minutes.state == MinutesState.APPROVED,
                Cycle.plan_id == plan.id,
                Cycle.year == year,
            )
            .options(contains_eager(Minutes.meeting).joinedload(Meeting.body))
            .order_by(Meeting.held_on, Meeting.id)
        )
    )


def names_in(minutes: Minutes) -> dict[int, str]:
    """What people were called when the minutes were approved, by their ids; nothing before."""
    rows = db.session.execute(
        select(MinutesName.person_id, MinutesName.name).where(MinutesName.minutes_id == minutes.id)
    )
    return {row.person_id: row.name for row in rows}


def heads(meeting: Meeting) -> dict[int, MinutesRevision]:
    """The newest text of each item that has one, by the item's id; one query."""
    following = aliased(MinutesRevision)
    rows = db.session.scalars(
        select(MinutesRevision)
        .join(MinutesRevision.agenda_item)
        .where(
            AgendaItem.meeting_id == meeting.id,
            ~exists().where(following.parent_id == MinutesRevision.id),
        )
    )
    return {row.agenda_item_id: row for row in rows}


def head(item: AgendaItem) -> MinutesRevision | None:
    """The newest text of the item."""
    following = aliased(MinutesRevision)
    return db.session.scalar(
        select(MinutesRevision).where(
            MinutesRevision.agenda_item_id == item.id,
            ~exists().where(following.parent_id == MinutesRevision.id),
        )
    )


def revision(item: AgendaItem, revision_id: int | None) -> MinutesRevision | None:
    """The item's text with this id."""
    return db.session.scalar(
        select(MinutesRevision).where(
            MinutesRevision.id == revision_id, MinutesRevision.agenda_item_id == item.id
        )
    )


def history(item: AgendaItem) -> Sequence[MinutesRevision]:
    """Every text the item ever had, oldest first."""
    return db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.agenda_item_id == item.id)
        .order_by(MinutesRevision.id)
    ).all()


def attendance(meeting: Meeting) -> list[Attendee]:
    """Who was invited or came, by name, with stand-ins."""
    return list(
        db.session.scalars(
            select(Attendee)
            .join(Attendee.person)
            .where(Attendee.meeting_id == meeting.id)
            .options(
                joinedload(Attendee.person),
                joinedload(Attendee.on_behalf_of),
                joinedload(Attendee.represented_by),
            )
            .order_by(Actor.name, Actor.id)
        )
    )


def people_of(meeting: Meeting) -> set[Actor]:
    """Everybody whom the minutes name: who was invited or came, who led, wrote, presented."""
    presenters = db.session.scalars(
        select(Actor)
        .join(AgendaItem, AgendaItem.presenter_id == Actor.id)
        .where(AgendaItem.meeting_id == meeting.id, STANDING)
    )
    named = {meeting.chair, meeting.minute_taker, *presenters}
    for attendee in attendance(meeting):
        named |= {attendee.person, attendee.represented_by}
    return {person for person in named if person is not None}


def open_tasks(viewer: Viewer, plan: Plan) -> list[Task]:
    """The annex "Offene Aufgaben": all that is not closed and the viewer may see, by due date."""
    return _tasks(
        Task.plan_id == plan.id,
        Task.state.not_in(CLOSED),
        Task.fixes_meeting_id.is_(None),
        visible.tasks(viewer, plan),
    )


def tasks_of(viewer: Viewer, meeting: Meeting) -> list[Task]:
    """The tasks handed out at the meeting that the viewer may see, in the order of their making."""
    found = _tasks(Task.meeting_id == meeting.id, visible.tasks(viewer, meeting.plan))
    return sorted(found, key=lambda task: task.id)


def _tasks(*conditions: object) -> list[Task]:
    return list(
        db.session.scalars(
            select(Task)
            .where(*conditions)  # type: ignore[arg-type]
            .options(
                joinedload(Task.accountable),
                joinedload(Task.due_meeting),
                joinedload(Task.meeting),
                joinedload(Task.agreement).joinedload(Agreement.cycle),
            )
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        )
    )


def result_of(meeting: Meeting) -> CommitteeResult | None:
    """What the committee did, once it was entered."""
    return db.session.scalar(
        select(CommitteeResult).where(CommitteeResult.meeting_id == meeting.id)
    )
