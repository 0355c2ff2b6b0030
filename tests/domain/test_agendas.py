"""Laws of agendas on objects never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import agendas as law
from app.domain.errors import RuleBroken
from app.models.groups import Body, BodyForm
from app.models.meetings import AgendaItem, AgendaKind, Cycle, DatePrecision, Meeting, Phase
from app.models.plans import Plan

CREATED = dt.datetime(2017, 1, 2, 8, tzinfo=dt.UTC)


def meeting_of(phase: Phase = Phase.KICKOFF, ends: dt.time | None = dt.time(16, 30)) -> Meeting:
    plan = Plan(slug="plan", title="Plan", created_at=CREATED)
    body = Body(plan=plan, slug="peergroup", name="P", form=BodyForm.PEER_GROUP, created_at=CREATED)
    return Meeting(
        cycle=Cycle(plan=plan, year=2017),
        body=body,
        phase=phase,
        position=1,
        title="Auftakt",
        precision=DatePrecision.DAY,
        held_on=dt.date(2017, 3, 29),
        begins=dt.time(14, 0),
        ends=ends,
        created_at=CREATED,
        changed_at=CREATED,
    )


def item(meeting: Meeting, number: str, title: str = "Etwas", **more: object) -> AgendaItem:
    made = AgendaItem(
        meeting=meeting,
        number=number,
        position=int(number[0]),
        title=title,
        kind=AgendaKind.DISCUSSION,
        **more,  # type: ignore[arg-type]
    )
    made.id = made.position
    return made


def test_the_kickoff_has_three_clarifications_and_three_adoptions_of_their_own() -> None:
    titles = [one.title for one in law.TEMPLATES[Phase.KICKOFF]]

    assert titles == [
        "Begrüßung",
        "Stand der Bilanz",
        "Weitere Akteure, Institutionen und Organisationen",
        "Themen, die zeitnah bearbeitet werden",
        "Arbeitsformen",
        "Verabschiedung der Themenfelder",
        "Verabschiedung der Methoden",
        "Verabschiedung der Vereinbarungen",
        "Termine",
        "Verschiedenes",
    ]
    adopted = [one for one in law.TEMPLATES[Phase.KICKOFF] if one.title.startswith("Verab")]
    assert {one.kind for one in adopted} == {AgendaKind.AGREEMENT}


def test_a_working_meeting_looks_back_first_and_agrees_on_work_at_the_end() -> None:
    assert [one.title for one in law.TEMPLATES[Phase.WORKING]] == [
        "Begrüßung",
        "Protokoll der letzten Sitzung",
        "Stand der Arbeitsaufträge",
        "Ausarbeitung der vereinbarten Themen",
        "Arbeitsaufträge und überprüfbare Zielsetzungen",
        "Termine",
        "Verschiedenes",
    ]


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_template_whose_keys_are_unique(phase: Phase) -> None:
    keys = [one.key for one in law.TEMPLATES[phase]]

    assert len(set(keys)) == len(keys) > 0


def test_templates_fit_into_the_usual_two_and_a_half_hours() -> None:
    for phase, template in law.TEMPLATES.items():
        assert sum(one.minutes for one in template) <= 150, phase


def test_only_what_is_not_there_is_missing_also_under_a_title_of_ones_own() -> None:
    meeting = meeting_of(Phase.OTHER)
    items = [
        item(meeting, "1", "begrüßung"),
        item(meeting, "2", "Anders genannt", template_key="dates", withdrawn=True),
    ]

    assert [one.key for one in law.missing(meeting, items)] == ["minutes", "tasks", "other"]


def test_a_line_of_the_template_goes_before_those_that_follow_it() -> None:
    meeting = meeting_of(Phase.WORKING)
    items = [item(meeting, "1"), item(meeting, "2", template_key="dates"), item(meeting, "3")]

    assert law.place_for("tasks", meeting, items) == 1
    assert law.place_for("other", meeting, items) == 3


def test_numbers_go_on_after_the_highest() -> None:
    assert law.next_number([]) == "1"
    assert law.next_number(["1", "10", "2"]) == "11"
    assert law.next_number(["1", "3.1", "5 a"]) == "6"


@pytest.mark.parametrize(
    ("typed", "kept"), [("3.1", "3.1"), (" 5  a ", "5 a"), ("12", "12"), ("Z-2", "Z-2")]
)
def test_a_number_is_text(typed: str, kept: str) -> None:
    assert law.check_number(typed, ["1", "2"]) == kept


@pytest.mark.parametrize("typed", ["", "neu", "3/1", ".1", "1" * 11, "5?", "#1", "-1"])
def test_what_no_address_could_name_is_no_number(typed: str) -> None:
    with pytest.raises(RuleBroken, match="höchstens zehn Zeichen") as broken:
        law.check_number(typed, [])
    assert broken.value.field == "number"


def test_a_number_stands_once_in_a_meeting() -> None:
    with pytest.raises(RuleBroken, match="TOP 5 A gibt es schon"):
        law.check_number("5 A", ["4", "5 a"])


def test_planned_minutes_are_summed_without_what_was_withdrawn() -> None:
    meeting = meeting_of()
    items = [
        item(meeting, "1", minutes_planned=100),
        item(meeting, "2", minutes_planned=50, withdrawn=True),
        item(meeting, "3"),
    ]

    span = law.span_of(meeting, items)

    assert (span.planned, span.unplanned, span.available) == (100, 1, 150)
    assert not span.too_long


def test_more_than_the_meeting_has_is_too_long() -> None:
    meeting = meeting_of()

    assert not law.span_of(meeting, [item(meeting, "1", minutes_planned=150)]).too_long
    assert law.span_of(meeting, [item(meeting, "1", minutes_planned=151)]).too_long
    open_end = meeting_of(ends=None)
    assert not law.span_of(open_end, [item(open_end, "1", minutes_planned=600)]).too_long


def test_items_begin_one_after_the_other_until_one_has_no_time() -> None:
    meeting = meeting_of()
    items = [
        item(meeting, "1", minutes_planned=10),
        item(meeting, "2", minutes_planned=30, withdrawn=True),
        item(meeting, "3", minutes_planned=25),
        item(meeting, "4"),
        item(meeting, "5", minutes_planned=5),
    ]

    assert law.starts(meeting, items) == {
        1: dt.time(14, 0),
        3: dt.time(14, 10),
        4: dt.time(14, 35),
    }


def test_no_item_begins_after_midnight_or_without_a_beginning() -> None:
    meeting = meeting_of()
    late = [item(meeting, "1", minutes_planned=600), item(meeting, "2", minutes_planned=5)]
    assert law.starts(meeting, late) == {1: dt.time(14, 0)}
    meeting.begins = None
    assert law.starts(meeting, late) == {}


def test_what_was_sent_or_carries_something_is_withdrawn_and_not_removed() -> None:
    meeting = meeting_of()
    one = item(meeting, "1")

    law.check_remove(one, rests=False)
    with pytest.raises(RuleBroken, match="hängen schon"):
        law.check_remove(one, rests=True)
    meeting.invited_at = CREATED
    with pytest.raises(RuleBroken, match="schon verschickt"):
        law.check_remove(one, rests=False)
    with pytest.raises(RuleBroken, match="schon verschickt"):
        law.check_count_anew(meeting)
