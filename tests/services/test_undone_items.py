"""An item that was removed from an agenda is nowhere, and comes back as before for thirty days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.proposals import TopicDraft
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.agenda_tasks import AgendaTask
from app.models.audit import AuditEntry
from app.models.meetings import (
    AgendaFile,
    AgendaItem,
    AgreementKind,
    Meeting,
    TopicProposal,
    TopicState,
    agenda_item_goal,
)
from app.models.plans import Plan
from app.queries import feeds, minutes, origins
from app.queries import meetings as queries
from app.queries.reminders import facts
from app.queries.viewers import viewer_of
from app.services import meetings, proposals, tasks
from app.services import minutes as minutes_verbs
from app.services.files import Upload
from app.services.meetings import ItemDraft
from tests.makers import (
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
)
from tests.services.test_undone_removals import DAY, LAST_DAY, NOW, rows

HELD = dt.datetime(2017, 5, 10, 15, tzinfo=dt.UTC)
TASKS = AgendaTask.__table__
AGENDA = (AgendaItem, AgendaFile, TopicProposal)


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


@pytest.fixture
def meeting(plan: Plan) -> Meeting:
    """A meeting with three items, each about a goal and a task; the second came of a topic."""
    meeting = make_meeting(make_cycle(plan), make_body(plan), DAY)
    goal, task = make_goal(make_field(plan)), make_task(plan)
    save()
    said: dict[str, Any] = {"goals": [goal], "tasks": [task], "minutes_planned": 20}
    wish = TopicDraft(title="Sprachkurse", reason="Es fehlen Plätze.")
    topic = proposals.propose(meeting, wish, proposer=None, by=None, now=NOW)
    meetings.add_item(meeting, ItemDraft(title="Begrüßung", **said), by=None, now=NOW)
    second = proposals.take(topic, meeting, by=None, now=NOW)
    meetings.edit_item(second, ItemDraft(title="Sprachkurse", **said), by=None, now=NOW)
    meetings.add_item(meeting, ItemDraft(title="Termine", **said), by=None, now=NOW)
    for item in queries.agenda(meeting):
        upload = Upload(name="eins.txt", content=b"Zahlen")
        (paper,) = meetings.add_papers(item, [upload], public=True, by=None, now=NOW)
        meetings.remove_paper(paper, by=None, now=NOW)
    save()
    return meeting


def links() -> list[tuple[Any, ...]]:
    """The goals and tasks of items, by their ids."""
    found = (db.session.execute(sa.select(table)) for table in (agenda_item_goal, TASKS))
    return [tuple(row) for rows in found for row in rows]


def standing(meeting: Meeting) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in queries.agenda(meeting)]


def item_of(meeting: Meeting, number: str) -> AgendaItem:
    item = queries.agenda_item(meeting.uid, number)
    assert item is not None
    return item


def remove(meeting: Meeting, number: str) -> AgendaItem:
    """Take the item of this number off the agenda."""
    item = item_of(meeting, number)
    meetings.remove_item(item, by=None, now=NOW)
    save()
    return item


def the_topic() -> TopicProposal:
    return db.session.scalars(sa.select(TopicProposal)).one()


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_an_item_is_as_before_with_all_that_hangs_on_it(meeting: Meeting, number: str) -> None:
    before, linked = rows(*AGENDA), links()

    item = remove(meeting, number)
    assert [one for one, _title in standing(meeting)] == [one for one in "123" if one != number]
    assert rows(*AGENDA) != before
    meetings.restore_item(item, by=None, now=LAST_DAY)
    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert (rows(*AGENDA), links()) == (before, linked)
    assert meetings.forget_items() == 0
    trail = sa.select(AuditEntry.changes).order_by(AuditEntry.id)
    changes = db.session.scalars(trail).all()[-2:]
    assert changes == [{"item": [number, None]}, {"item": [None, number]}]


def test_a_removed_item_is_nowhere(plan: Plan, meeting: Meeting) -> None:
    """Its number is free, and its topic waits for any agenda."""
    item, topic = item_of(meeting, "2"), the_topic()
    item.presenter = make_person(plan)
    paper = queries.removed_files_of(item)[0]
    viewer = viewer_of(make_office(plan).id, NOW.date())
    save()
    assert item.id in queries.tasks_by_item(viewer, meeting)
    assert item.presenter in minutes.people_of(meeting)

    remove(meeting, "2")

    assert queries.agenda_item(meeting.uid, "2") is None
    assert origins.agenda_item(plan, item.uid) is None
    assert queries.known_file_by_uid(paper.uid) is None
    assert item.id not in queries.tasks_by_item(viewer, meeting)
    assert item.presenter not in minutes.people_of(meeting)
    assert (topic.state, topic.item) == (TopicState.WAITING, None)
    for number in ("1", "3"):
        remove(meeting, number)
    assert facts.with_agenda([meeting.id]) == frozenset()
    assert [row.agenda for _id, _mark, row in feeds.fresh_meetings([meeting.id])] == [()]
    assert len(queries.removed_items_of(meeting)) == 3
    assert meetings.add_item(meeting, ItemDraft(title="Neu"), by=None, now=NOW).number == "1"


HANGS: dict[str, Callable[[AgendaItem], object]] = {
    "a paper": lambda item: meetings.add_papers(
        item, [Upload(name="a.txt", content=b"A")], public=True, by=None, now=NOW
    ),
    "an old paper": lambda item: meetings.restore_paper(
        queries.removed_files_of(item)[0], by=None, now=NOW
    ),
    "an agreement": lambda item: meetings.record_agreement(
        item.meeting,
        kind=AgreementKind.AGREEMENT,
        text="A",
        agenda_item=item,
        by=None,
        now=NOW,
    ),
    "a task": lambda item: tasks.create_task(
        item.meeting.plan,
        TaskDraft(title="A", due_on=DAY, goals=item.goals),
        agenda_item=item,
        by=None,
        now=NOW,
    ),
    "a text": lambda item: minutes_verbs.save_text(item, "A", parent_id=None, by=None, now=HELD),
}


@pytest.mark.parametrize("what", HANGS)
def test_nothing_is_hung_on_an_item_that_somebody_removed(meeting: Meeting, what: str) -> None:
    item = remove(meeting, "2")

    with pytest.raises(RuleBroken, match="inzwischen entfernt"):
        HANGS[what](item)


def test_an_item_whose_number_is_taken_is_counted_in(meeting: Meeting) -> None:
    item = remove(meeting, "2")
    meetings.count_anew(meeting, by=None, now=NOW)
    assert standing(meeting) == [("1", "Begrüßung"), ("2", "Termine")]

    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert standing(meeting) == [("1", "Begrüßung"), ("2", "Sprachkurse"), ("3", "Termine")]


def test_numbers_that_were_sent_stay_and_the_item_gets_the_next(meeting: Meeting) -> None:
    item = remove(meeting, "2")
    meetings.count_anew(meeting, by=None, now=NOW)
    meeting.invited_at = NOW

    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert standing(meeting) == [("1", "Begrüßung"), ("3", "Sprachkurse"), ("2", "Termine")]


def test_an_item_whose_place_is_taken_comes_before_what_stands_there(meeting: Meeting) -> None:
    item = remove(meeting, "3")
    meetings.add_item(meeting, ItemDraft(title="Neu", number="4"), by=None, now=NOW)

    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert [title for _number, title in standing(meeting)][2:] == ["Termine", "Neu"]


def test_a_line_of_the_template_comes_back_beside_its_like(plan: Plan) -> None:
    meeting = make_meeting(make_cycle(plan), make_body(plan), DAY)
    save()
    (item,) = meetings.take_template(meeting, by=None, now=NOW, only="welcome")
    remove(meeting, item.number)
    (again,) = meetings.take_template(meeting, by=None, now=NOW, only="welcome")

    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert [one.template_key for one in queries.agenda(meeting)] == [None, "welcome"]
    assert (item.number, again.number) == ("1", "2")


def test_a_topic_that_went_to_another_agenda_stays_there(meeting: Meeting) -> None:
    topic, item = the_topic(), remove(meeting, "2")
    other = make_meeting(meeting.cycle, meeting.body, dt.date(2017, 7, 12), position=2)
    save()
    elsewhere = proposals.take(topic, other, by=None, now=NOW)

    meetings.restore_item(item, by=None, now=LAST_DAY)

    assert (topic.item, topic.state) == (elsewhere, TopicState.TAKEN)
    assert standing(meeting)[1] == ("2", "Sprachkurse")


def test_a_withdrawn_item_comes_back_withdrawn_and_its_topic_waits_on(meeting: Meeting) -> None:
    meetings.withdraw_item(item_of(meeting, "2"), by=None, now=NOW)
    before = rows(*AGENDA)

    meetings.restore_item(remove(meeting, "2"), by=None, now=LAST_DAY)

    assert rows(*AGENDA) == before


def test_items_go_for_good_with_all_that_hung_on_them(meeting: Meeting) -> None:
    for number in ("1", "2", "3"):
        remove(meeting, number)

    assert meetings.forget_items() == 3

    assert rows(AgendaItem, AgendaFile) == {"agenda_item": [], "agenda_file": []}
    assert links() == []
    assert the_topic().item_id is None
