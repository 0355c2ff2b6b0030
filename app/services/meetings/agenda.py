"""The agenda of our own meetings: items are added, edited, moved and withdrawn, never lost."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm.attributes import flag_modified

from app.domain import agendas as law
from app.domain import meetings as meeting_law
from app.domain import minutes as minutes_law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.agenda_tasks import AgendaTask
from app.models.calendar_marks import mark_meeting
from app.models.meetings import AgendaItem, AgendaKind, Meeting, TopicState
from app.models.people import Actor
from app.models.plans import Goal
from app.models.tasks import Task
from app.queries import meetings as queries
from app.queries import minutes
from app.services.meetings import log


@dataclass(frozen=True, kw_only=True)
class ItemDraft:
    """What is said of an item; without a number it keeps its own, or gets the next."""

    title: str
    number: str | None = None
    kind: AgendaKind = AgendaKind.DISCUSSION
    description: str | None = None
    minutes_planned: int | None = None
    presenter: Actor | None = None
    public: bool = False
    goals: Sequence[Goal] = ()
    tasks: Sequence[Task] = ()


def add_item(
    meeting: Meeting,
    draft: ItemDraft,
    *,
    by: int | None,
    now: dt.datetime,
    template_key: str | None = None,
) -> AgendaItem:
    """A new item at the end, with its own or the next number. Raises RuleBroken."""
    _check(meeting, draft)
    lock(meeting)
    items = queries.agenda(meeting)
    numbers = [item.number for item in items]
    item = AgendaItem(
        meeting=meeting,
        number=law.check_number(draft.number or law.next_number(numbers), numbers),
        position=max((item.position for item in items), default=0) + 1,
        title=draft.title.strip(),
        kind=draft.kind,
        template_key=template_key,
    )
    db.session.add(item)
    _write(item, draft)
    log.note("agenda.add", meeting, by=by, now=now, changes={"item": [None, item.number]})
    return item


def edit_item(item: AgendaItem, draft: ItemDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what is said of the item, its number only if another is named. Raises RuleBroken."""
    _check(item.meeting, draft)
    before = item.number
    if draft.number and draft.number != before:
        lock(item.meeting)
        others = [one.number for one in queries.agenda(item.meeting) if one is not item]
        item.number = law.check_number(draft.number, others)
    _write(item, draft)
    changes = {"item": [before, item.number]}
    log.note("agenda.edit", item.meeting, by=by, now=now, changes=changes)


def withdraw_item(item: AgendaItem, *, by: int | None, now: dt.datetime) -> None:
    """Take the item off the agenda; it stays to be seen, its topic goes back to the backlog."""
    check_open(item.meeting)
    if item.withdrawn:
        return
    item.withdrawn = True
    if topic := queries.topic_on(item):
        topic.state = TopicState.WAITING
    db.session.flush()
    changes = {"item": [item.number, item.number]}
    log.note("agenda.withdraw", item.meeting, by=by, now=now, changes=changes)


def reinstate_item(item: AgendaItem, *, by: int | None, now: dt.datetime) -> None:
    """Put a withdrawn item back on the agenda, where it stood."""
    check_open(item.meeting)
    if not item.withdrawn:
        return
    item.withdrawn = False
    if topic := queries.topic_on(item):
        topic.state = TopicState.TAKEN
    db.session.flush()
    changes = {"item": [item.number, item.number]}
    log.note("agenda.reinstate", item.meeting, by=by, now=now, changes=changes)


def move_item(item: AgendaItem, *, up: bool, by: int | None, now: dt.datetime) -> None:
    """Let the item change places with its neighbour; at the end of the list nothing happens."""
    check_open(item.meeting)
    lock(item.meeting)
    items = queries.agenda(item.meeting)
    place = items.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    arrange(items)
    changes = {"item": [item.number, item.number], "position": [place + 1, other + 1]}
    log.note("agenda.move", item.meeting, by=by, now=now, changes=changes)


def reorder_items(
    meeting: Meeting,
    order: Sequence[uuid.UUID],
    *,
    seen: Sequence[uuid.UUID],
    by: int | None,
    now: dt.datetime,
) -> None:
    """Put all items into `order`, given that they stand as their mover had `seen` them.

    Both name the items by uid, withdrawn ones among them. Raises RuleBroken.
    """
    check_open(meeting)
    lock(meeting)
    items = queries.agenda(meeting)
    law.check_order([item.uid for item in items], seen=seen, wanted=order)
    before = [item.number for item in items]
    items.sort(key=lambda item: order.index(item.uid))
    arrange(items)
    changes = {"order": [before, [item.number for item in items]]}
    log.note("agenda.reorder", meeting, by=by, now=now, changes=changes)


def arrange(items: Sequence[AgendaItem]) -> None:
    """Count the positions anew; a bare UPDATE, for a place is nothing that is said of an item."""
    places = {item.id: position for position, item in enumerate(items, start=1)}
    db.session.execute(
        update(AgendaItem)
        .where(AgendaItem.id.in_(places))
        .values(position=case(places, value=AgendaItem.id))
        .execution_options(synchronize_session=False)
    )
    for item in items:
        db.session.expire(item, ["position"])
    mark_meeting(db.session(), items[0].meeting)


def _check(meeting: Meeting, draft: ItemDraft) -> None:
    check_open(meeting)
    meeting_law.check_own(meeting)
    if not draft.title.strip():
        raise RuleBroken(_("Bitte nennen Sie, worum es geht."), field="title")
    if draft.minutes_planned is not None and not 1 <= draft.minutes_planned <= 600:
        raise RuleBroken(
            _("Bitte geben Sie eine Dauer von 1 bis 600 Minuten ein."), field="minutes_planned"
        )
    if draft.presenter is not None and draft.presenter.plan_id != meeting.plan.id:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="presenter")
    if any(goal.field.plan is not meeting.plan for goal in draft.goals):
        raise RuleBroken(_("Bitte wählen Sie Ziele dieses Plans."), field="goals")
    if any(task.plan_id != meeting.plan.id for task in draft.tasks):
        raise RuleBroken(_("Bitte wählen Sie Aufgaben dieses Plans."), field="tasks")


def check_open(meeting: Meeting) -> None:
    """The agenda stands in the minutes: with them, and with the year, it is closed."""
    meeting_law.check_cycle_open(meeting.cycle)
    minutes_law.check_unlocked(minutes.of_meeting(meeting))


def _write(item: AgendaItem, draft: ItemDraft) -> None:
    """Put the draft into the row; other goals or tasks alone make a new version of it, too."""
    linked = {goal.id for goal in item.goals}
    item.title = draft.title.strip()
    item.kind = draft.kind
    item.description = (draft.description or "").strip() or None
    item.minutes_planned = draft.minutes_planned
    item.presenter = draft.presenter
    item.public = draft.public
    item.goals = list(draft.goals)
    db.session.flush()
    if _link_tasks(item, draft.tasks) or linked != {goal.id for goal in item.goals}:
        flag_modified(item, "title")
        db.session.flush()


def _link_tasks(item: AgendaItem, tasks: Sequence[Task]) -> bool:
    """Whether the tasks to be discussed have changed."""
    before = set(queries.tasks_at(item))
    if before == set(tasks):
        return False
    db.session.execute(delete(AgendaTask).where(AgendaTask.agenda_item_id == item.id))
    for task in dict.fromkeys(tasks):
        db.session.add(AgendaTask(agenda_item=item, task=task))
    db.session.flush()
    return True


def lock(meeting: Meeting) -> None:
    """Two who add or move at the same time wait for each other, or numbers would collide."""
    db.session.execute(
        select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True)
    )
