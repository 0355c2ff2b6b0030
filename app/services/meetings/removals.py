"""Items that vanish from an agenda, and come back until their time is over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, select

from app.domain import agendas as law
from app.extensions import db
from app.models.agenda_tasks import AgendaTask
from app.models.meetings import (
    AgendaFile,
    AgendaItem,
    ItemOutcome,
    TopicProposal,
    TopicState,
    agenda_item_goal,
)
from app.queries import meetings as queries
from app.services import writing
from app.services.meetings import log
from app.services.meetings.agenda import arrange, check_open, lock
from app.services.meetings.templates import number_anew


def remove_item(item: AgendaItem, *, by: int | None, now: dt.datetime) -> None:
    """Let an item vanish that nobody was sent and on which nothing rests. Raises RuleBroken.

    Until its time is over it can come back; its topic waits meanwhile for any agenda.
    """
    check_open(item.meeting)
    _take(item)
    if item.removed_at is not None:
        return
    law.check_remove(item, rests=queries.rests_on(item))
    item.removed_at, item.removed_by_id = now, by
    if topic := queries.topic_on(item):
        topic.state = TopicState.WAITING
    db.session.flush()
    _forget_loaded(topic)
    changes = {"item": [item.number, None]}
    log.note("agenda.remove", item.meeting, by=by, now=now, changes=changes)


def restore_item(item: AgendaItem, *, by: int | None, now: dt.datetime) -> None:
    """Bring a removed item back as it was, before what took its place. Raises RuleBroken.

    A number that stands by now is not taken from anybody; numbers of a draft that run
    1, 2, 3 … run so again afterwards. A topic that went elsewhere meanwhile stays there.
    """
    check_open(item.meeting)
    _take(item)
    if item.removed_at is None:
        return
    others = queries.agenda(item.meeting)
    counts = _settle_number(item, others)
    if item.template_key in {one.template_key for one in others}:
        item.template_key = None
    item.removed_at = item.removed_by_id = None
    topic = _topic_of_old(item)
    db.session.flush()
    _forget_loaded(topic)
    items = [*others]
    items.insert(law.place_after_removal(item, others), item)
    arrange(items)
    if counts:
        number_anew(items)
    changes = {"item": [None, item.number]}
    log.note("agenda.restore", item.meeting, by=by, now=now, changes=changes)


def forget_items(*conditions: ColumnElement[bool]) -> int:
    """Removed items go for good, with all that hung on them; how many."""
    gone = (AgendaItem.removed_at.is_not(None), *conditions)
    ids = select(AgendaItem.id).where(*gone)
    writing.remove(AgendaFile, AgendaFile.agenda_item_id.in_(ids))
    writing.remove(AgendaTask, AgendaTask.agenda_item_id.in_(ids))
    linked = agenda_item_goal.c.agenda_item_id.in_(ids)
    db.session.execute(delete(agenda_item_goal).where(linked))
    for topic in db.session.scalars(select(TopicProposal).where(TopicProposal.item_id.in_(ids))):
        topic.item_id = None
    db.session.flush()
    return writing.remove(AgendaItem, *gone)


def _take(item: AgendaItem) -> None:
    """Wait for whoever works on the agenda or hangs something on the item, and see what is left."""
    lock(item.meeting)
    db.session.execute(select(AgendaItem.id).where(AgendaItem.id == item.id).with_for_update())
    db.session.refresh(item)


def _settle_number(item: AgendaItem, others: list[AgendaItem]) -> bool:
    """Give the item a number that is free; whether all are to be counted anew."""
    numbers = [one.number for one in others]
    if item.number.casefold() not in {number.casefold() for number in numbers}:
        return False
    item.number = law.next_number(numbers)
    return law.is_draft(item.meeting) and law.in_sequence(others)


def _topic_of_old(item: AgendaItem) -> TopicProposal | None:
    """The item's topic, back on the agenda unless the item was withdrawn or postponed before."""
    topic = queries.topic_on(item)
    stood = not item.withdrawn and item.outcome is not ItemOutcome.POSTPONED
    if topic is not None and topic.state is TopicState.WAITING and stood:
        topic.state = TopicState.TAKEN
    elif topic is not None and topic.state is not TopicState.WAITING:
        topic.item_id = None  # it was decided upon otherwise meanwhile
    return topic


def _forget_loaded(topic: TopicProposal | None) -> None:
    """Where a topic stands depends on the item's row, which the topic does not notice."""
    if topic is not None:
        db.session.expire(topic, ["item"])
