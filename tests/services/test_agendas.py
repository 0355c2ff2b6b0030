"""Agendas on real databases: templates taken once, numbers by hand, items that go and come back."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.extensions import db, transaction
from app.models.audit import AuditEntry
from app.models.meetings import AgendaItem, Meeting, Phase
from app.models.plans import Plan
from app.queries import meetings as queries
from app.services import meetings, minutes
from app.services.meetings import ItemDraft
from tests.makers import make_body, make_cycle, make_meeting, make_plan, make_task, save

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


@pytest.fixture
def meeting(plan: Plan) -> Meeting:
    made = make_meeting(make_cycle(plan), make_body(plan), phase=Phase.WORKING)
    save()
    return made


def add(meeting: Meeting, title: str, **more: object) -> AgendaItem:
    draft = ItemDraft(title=title, **more)  # type: ignore[arg-type]
    return meetings.add_item(meeting, draft, by=None, now=NOW)


def agenda(meeting: Meeting) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in queries.agenda(meeting)]


def test_an_empty_agenda_takes_the_whole_template(meeting: Meeting) -> None:
    meetings.take_template(meeting, by=None, now=NOW)

    assert agenda(meeting) == [
        ("1", "Begrüßung"),
        ("2", "Protokoll der letzten Sitzung"),
        ("3", "Stand der Arbeitsaufträge"),
        ("4", "Ausarbeitung der vereinbarten Themen"),
        ("5", "Arbeitsaufträge und überprüfbare Zielsetzungen"),
        ("6", "Termine"),
        ("7", "Verschiedenes"),
    ]


def test_only_missing_lines_are_added_each_at_its_place(meeting: Meeting) -> None:
    meetings.take_template(meeting, by=None, now=NOW, only="dates")
    add(meeting, "Bericht der Vereine")

    meetings.take_template(meeting, by=None, now=NOW)

    titles = [title for _number, title in agenda(meeting)]
    assert titles.index("Arbeitsaufträge und überprüfbare Zielsetzungen") < titles.index("Termine")
    assert titles[-2:] == ["Bericht der Vereine", "Verschiedenes"]
    assert [number for number, _ in agenda(meeting)] == [str(n) for n in range(1, 9)]
    with pytest.raises(RuleBroken, match="enthält schon alles"):
        meetings.take_template(meeting, by=None, now=NOW)


def test_numbers_that_were_sent_or_written_by_hand_stay_as_they_are(meeting: Meeting) -> None:
    add(meeting, "Bericht", number="5 a")
    meetings.take_template(meeting, by=None, now=NOW, only="welcome")
    by_hand = agenda(meeting)

    assert by_hand == [("5 a", "Bericht"), ("6", "Begrüßung")]


def test_two_who_take_the_template_at_once_take_it_once(app: Flask, meeting: Meeting) -> None:
    meeting_id = meeting.id
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def take() -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    meetings.take_template(
                        db.session.get_one(Meeting, meeting_id), by=None, now=NOW
                    )
                outcomes.append("taken")
            except RuleBroken:
                outcomes.append("refused")
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(2)]
    db.session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "taken"]
    assert len(db.session.scalars(select(AgendaItem.id)).all()) == 7


def test_a_number_may_be_written_by_hand_but_not_twice(meeting: Meeting) -> None:
    first = add(meeting, "Eins", number="3.1")
    second = add(meeting, "Zwei")

    meetings.edit_item(second, ItemDraft(title="Zwei", number="5 a"), by=None, now=NOW)

    assert agenda(meeting) == [("3.1", "Eins"), ("5 a", "Zwei")]
    with pytest.raises(RuleBroken, match=r"TOP 3\.1 gibt es schon"):
        meetings.edit_item(second, ItemDraft(title="Zwei", number="3.1"), by=None, now=NOW)
    meetings.edit_item(first, ItemDraft(title="Eins neu"), by=None, now=NOW)
    assert first.number == "3.1"


def test_a_withdrawn_item_keeps_its_number_for_good(meeting: Meeting) -> None:
    item = add(meeting, "Eins")
    meetings.withdraw_item(item, by=None, now=NOW)

    with pytest.raises(RuleBroken, match="gibt es schon"):
        add(meeting, "Zwei", number="1")
    add(meeting, "Zwei")
    meetings.reinstate_item(item, by=None, now=NOW)

    assert agenda(meeting) == [("1", "Eins"), ("2", "Zwei")]
    assert not item.withdrawn


def test_an_item_that_nobody_was_sent_may_vanish_with_its_links(
    plan: Plan, meeting: Meeting
) -> None:
    task = make_task(plan, meeting=meeting)
    item = add(meeting, "Versehen", tasks=[task])

    meetings.remove_item(item, by=None, now=NOW)
    save()

    assert agenda(meeting) == []
    assert db.session.get(type(task), task.id) is task


def test_an_item_with_a_result_or_after_dispatch_stays(plan: Plan, meeting: Meeting) -> None:
    item = add(meeting, "Themen")
    minutes.save_text(
        item,
        "Besprochen.",
        parent_id=None,
        by=None,
        now=dt.datetime(2017, 3, 29, 15, tzinfo=dt.UTC),
    )

    with pytest.raises(RuleBroken, match="hängen schon"):
        meetings.remove_item(item, by=None, now=NOW)
    other = add(meeting, "Methoden")
    meeting.invited_at = NOW
    with pytest.raises(RuleBroken, match="schon verschickt"):
        meetings.remove_item(other, by=None, now=NOW)
    assert len(agenda(meeting)) == 2


def test_counting_anew_follows_the_order_until_the_agenda_is_sent(meeting: Meeting) -> None:
    add(meeting, "Eins")
    add(meeting, "Zwei", number="7 b")
    second = queries.agenda(meeting)[1]
    meetings.move_item(second, up=True, by=None, now=NOW)

    meetings.count_anew(meeting, by=None, now=NOW)

    assert agenda(meeting) == [("1", "Zwei"), ("2", "Eins")]
    meeting.invited_at = NOW
    with pytest.raises(RuleBroken, match="schon verschickt"):
        meetings.count_anew(meeting, by=None, now=NOW)


def test_other_tasks_alone_make_a_new_version_of_the_item(plan: Plan, meeting: Meeting) -> None:
    task = make_task(plan, meeting=meeting)
    item = add(meeting, "Stand")
    save()
    before = item.version

    meetings.edit_item(item, ItemDraft(title="Stand", tasks=[task]), by=None, now=NOW)
    save()
    linked = item.version
    meetings.edit_item(item, ItemDraft(title="Stand", tasks=[task]), by=None, now=NOW)
    save()

    assert list(queries.tasks_at(item)) == [task]
    assert before < linked == item.version


def test_tasks_of_another_plan_are_refused(meeting: Meeting) -> None:
    foreign = make_task(make_plan("zweiter", "Zweiter"))
    save()

    with pytest.raises(RuleBroken, match="Aufgaben dieses Plans"):
        add(meeting, "Stand", tasks=[foreign])


def uids_of(meeting: Meeting) -> list[uuid.UUID]:
    return [item.uid for item in queries.agenda(meeting)]


def test_the_whole_agenda_is_put_into_an_order_and_nothing_else_of_it_changes(
    meeting: Meeting,
) -> None:
    items = [add(meeting, title) for title in ("Eins", "Zwei", "Drei", "Vier")]
    meetings.withdraw_item(items[1], by=None, now=NOW)
    versions = {item.uid: item.version for item in items}
    one, two, three, four = uids_of(meeting)

    meetings.reorder_items(
        meeting, [four, one, two, three], seen=[one, two, three, four], by=None, now=NOW
    )
    db.session.commit()

    assert agenda(meeting) == [("4", "Vier"), ("1", "Eins"), ("2", "Zwei"), ("3", "Drei")]
    assert [item.position for item in queries.agenda(meeting)] == [1, 2, 3, 4]
    assert {item.uid: item.version for item in items} == versions
    note = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert note is not None
    assert note.changes == {"order": [["1", "2", "3", "4"], ["4", "1", "2", "3"]]}


def test_an_order_made_of_an_agenda_that_has_changed_changes_nothing(meeting: Meeting) -> None:
    for title in ("Eins", "Zwei", "Drei"):
        add(meeting, title)
    one, two, three = seen = uids_of(meeting)
    meetings.move_item(queries.agenda(meeting)[0], up=False, by=None, now=NOW)
    moved = agenda(meeting)

    for wanted in ([three, one, two], [two, one, three]):
        with pytest.raises(RuleBroken, match="inzwischen geändert"):
            meetings.reorder_items(meeting, wanted, seen=seen, by=None, now=NOW)
    for wanted in ([two, one], [two, one, three, three], [two, one, uuid.uuid4()], []):
        with pytest.raises(RuleBroken, match="inzwischen geändert"):
            meetings.reorder_items(meeting, wanted, seen=[two, one, three], by=None, now=NOW)

    assert agenda(meeting) == moved


def test_an_agenda_of_a_closed_year_keeps_its_order(meeting: Meeting) -> None:
    add(meeting, "Eins")
    add(meeting, "Zwei")
    one, two = uids_of(meeting)
    meeting.cycle.closed_on = NOW.date()

    with pytest.raises(RuleBroken):
        meetings.reorder_items(meeting, [two, one], seen=[one, two], by=None, now=NOW)
