"""The agenda of our own meetings: items are added, edited, moved and withdrawn, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.domain import meetings as law
from app.domain import minutes as minutes_law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.meetings import AgendaItem, AgendaKind, Meeting
from app.models.people import Actor
from app.models.plans import Goal
from app.queries import meetings as queries
from app.queries import minutes
from app.services.meetings import log


@dataclass(frozen=True, kw_only=True)
class ItemDraft:
    """What is said of an item of the agenda."""

    title: str
    kind: AgendaKind = AgendaKind.DISCUSSION
    description: str | None = None
    minutes_planned: int | None = None
    presenter: Actor | None = None
    goals: Sequence[Goal] = ()


def add_item(meeting: Meeting, draft: ItemDraft, *, by: int | None, now: dt.datetime) -> AgendaItem:
    """A new item at the end, with the next number. Raises RuleBroken."""
    _check(meeting, draft)
    _lock(meeting)
    items = queries.agenda(meeting)
    item = AgendaItem(
        meeting=meeting,
        number=law.next_number([item.number for item in items]),
        position=max((item.position for item in items), default=0) + 1,
        title=draft.title.strip(),
        kind=draft.kind,
    )
    _write(item, draft)
    db.session.add(item)
    db.session.flush()
    log.note("agenda.add", meeting, by=by, now=now, changes={"item": [None, item.number]})
    return item


def edit_item(item: AgendaItem, draft: ItemDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what is said of the item; its number stays. Raises RuleBroken."""
    _check(item.meeting, draft)
    _write(item, draft)
    db.session.flush()
    changes = {"item": [item.number, item.number]}
    log.note("agenda.edit", item.meeting, by=by, now=now, changes=changes)


def withdraw_item(item: AgendaItem, *, by: int | None, now: dt.datetime) -> None:
    """Take the item off the agenda; it stays to be seen and keeps its number."""
    _check_open(item.meeting)
    if item.withdrawn:
        return
    item.withdrawn = True
    db.session.flush()
    changes = {"item": [item.number, item.number]}
    log.note("agenda.withdraw", item.meeting, by=by, now=now, changes=changes)


def move_item(item: AgendaItem, *, up: bool, by: int | None, now: dt.datetime) -> None:
    """Let the item change places with its neighbour; at the end of the list nothing happens."""
    _check_open(item.meeting)
    _lock(item.meeting)
    items = queries.agenda(item.meeting)
    place = items.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    for position, one in enumerate(items, start=1):
        one.position = position
    db.session.flush()
    changes = {"item": [item.number, item.number], "position": [place + 1, other + 1]}
    log.note("agenda.move", item.meeting, by=by, now=now, changes=changes)


def _check(meeting: Meeting, draft: ItemDraft) -> None:
    _check_open(meeting)
    law.check_own(meeting)
    if not draft.title.strip():
        raise RuleBroken("Bitte nennen Sie, worum es geht.", field="title")
    if draft.minutes_planned is not None and not 1 <= draft.minutes_planned <= 600:
        raise RuleBroken(
            "Bitte geben Sie eine Dauer von 1 bis 600 Minuten ein.", field="minutes_planned"
        )
    if draft.presenter is not None and draft.presenter.plan_id != meeting.plan.id:
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="presenter")
    if any(goal.field.plan is not meeting.plan for goal in draft.goals):
        raise RuleBroken("Bitte wählen Sie Ziele dieses Plans.", field="goals")


def _check_open(meeting: Meeting) -> None:
    """The agenda stands in the minutes: with them, and with the year, it is closed."""
    law.check_cycle_open(meeting.cycle)
    minutes_law.check_unlocked(minutes.of_meeting(meeting))


def _write(item: AgendaItem, draft: ItemDraft) -> None:
    item.title = draft.title.strip()
    item.kind = draft.kind
    item.description = (draft.description or "").strip() or None
    item.minutes_planned = draft.minutes_planned
    item.presenter = draft.presenter
    item.goals = list(draft.goals)


def _lock(meeting: Meeting) -> None:
    """Two who add or move at the same time wait for each other, or numbers would collide."""
    db.session.execute(
        select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True)
    )
