"""Laws of date polls on objects that are never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.polls import (
    Offer,
    asked,
    day_hints,
    option_hints,
    proposals,
    tallies,
)
from app.domain.religious_days import religious_hints
from app.models.groups import Body, BodyForm, Membership, MembershipRole, Reinvitation
from app.models.meetings import (
    Cycle,
    DatePoll,
    DatePrecision,
    Meeting,
    Phase,
    PollChoice,
    PollOption,
)
from app.models.people import Actor, ActorKind
from app.models.plans import Plan

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
TWO, FOUR = dt.time(14), dt.time(16)
YES, MAYBE, NO = PollChoice


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def july() -> Meeting:
    plan = Plan(slug="plan", title="Plan", county="Landkreis", office_name="Büro", created_at=NOW)
    plan.holiday_region = "BW"
    body = Body(plan=plan, slug="peergroup", name="Peergroup", form=BodyForm.PEER_GROUP,
                created_at=NOW)  # fmt: skip
    return meeting(Cycle(plan=plan, year=2017), body, month_on=day("2017-07-01"))


def meeting(cycle: Cycle, body: Body, **more: object) -> Meeting:
    precision = DatePrecision.DAY if "held_on" in more else DatePrecision.MONTH
    return Meeting(
        cycle=cycle, body=body, phase=Phase.WORKING, position=1, title="Arbeitstreffen",
        precision=precision, created_at=NOW, changed_at=NOW, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def poll_of(july: Meeting, *days: str) -> DatePoll:
    poll = DatePoll(meeting=july, answer_by=day("2017-05-12"), opened_at=NOW)
    for number, text in enumerate(days, start=1):
        option = PollOption(poll=poll, position=number, held_on=day(text), begins=TWO)
        option.id = number
    return poll


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("2017-07-12", []),
        ("2017-07-15", ["Samstag"]),
        ("2017-06-15", ["Feiertag: Fronleichnam", "Schulferien: Himmelfahrts-/Pfingstferien"]),
        ("2017-08-02", ["Schulferien: Sommerferien"]),
        ("2017-09-04", ["Schulferien: Sommerferien", "Opferfest (kann um einen Tag abweichen)"]),
        ("2017-09-20", ["Rosch ha-Schana (beginnt am Abend)"]),
        ("2017-09-22", ["Rosch ha-Schana"]),
        ("2017-03-21", ["Nevruz"]),
        ("2027-02-16", ["Hizir-Lokmasi"]),
        ("2026-04-10", ["Schulferien: Oster-/Frühjahrsferien", "Orthodoxes Osterfest"]),
        ("2027-06-15", ["Aschura (kann um einen Tag abweichen)"]),
        ("2026-09-21", ["Jom Kippur"]),
        ("2027-03-10", ["Fest des Fastenbrechens (kann um einen Tag abweichen)"]),
    ],
)
def test_a_day_says_what_speaks_against_it(text: str, hints: list[str]) -> None:
    assert day_hints(day(text), "BW") == hints


def test_two_religions_may_share_a_day() -> None:
    assert religious_hints(day("2017-09-30")) == [
        "Jom Kippur",
        "Aschura (kann um einen Tag abweichen)",
    ]


def test_days_that_speak_against_themselves_are_not_proposed() -> None:
    september = proposals(day("2017-09-01"), 2, "BW", TODAY)
    march = proposals(day("2017-03-01"), 2, "BW", day("2017-03-15"))

    assert september == [day("2017-09-13"), day("2017-09-27")]
    assert march == [day("2017-03-22"), day("2017-03-29")]


def test_clashes_name_the_group_and_never_the_title(july: Meeting) -> None:
    other = Body(plan=july.body.plan, slug="ausschuss", name="Ausschuss", form=BodyForm.COMMITTEE,
                 created_at=NOW)  # fmt: skip
    others = [
        meeting(july.cycle, other, held_on=day("2017-07-12"), begins=dt.time(15), ends=FOUR),
        meeting(july.cycle, other, held_on=day("2017-07-12"), begins=FOUR),
        meeting(july.cycle, other, held_on=day("2017-07-12")),
        meeting(july.cycle, other, held_on=day("2017-07-13"), begins=TWO),
    ]
    offer = Offer(held_on=day("2017-07-12"), begins=TWO, ends=FOUR)

    assert option_hints(july, offer, others) == [
        "Gleichzeitig: Ausschuss, 15:00–16:00 Uhr",
        "Am selben Tag: Ausschuss, 16:00 Uhr",
        "Am selben Tag: Ausschuss",
    ]


def test_a_day_in_another_month_is_pointed_out(july: Meeting) -> None:
    offer = Offer(held_on=day("2017-06-28"), begins=TWO)

    assert option_hints(july, offer, []) == ["Nicht im Juli 2017"]


def test_the_best_day_is_the_one_most_can_come_to_and_then_like_to(july: Meeting) -> None:
    poll = poll_of(july, "2017-07-05", "2017-07-12", "2017-07-19")
    said = [(1, YES), (1, NO), (2, YES), (2, MAYBE), (3, MAYBE), (3, MAYBE)]

    found = tallies(poll, said)

    assert [(one.yes, one.if_need_be, one.no) for one in found] == [(1, 0, 1), (1, 1, 0), (0, 2, 0)]
    assert [one.best for one in found] == [False, True, False]


@pytest.mark.parametrize("said", [[], [(1, NO), (2, NO)]])
def test_no_day_is_best_when_nobody_can_come(
    july: Meeting, said: list[tuple[int, PollChoice]]
) -> None:
    poll = poll_of(july, "2017-07-05", "2017-07-12")

    assert [one.best for one in tallies(poll, said)] == [False, False]


def test_guests_former_members_and_those_who_want_no_more_are_not_asked(july: Meeting) -> None:
    def member(name: str, **more: object) -> Membership:
        who = Actor(plan_id=1, kind=ActorKind.PERSON, name=name, created_at=NOW)
        given = {"from_on": day("2017-01-01")} | more
        return Membership(body=july.body, person=who, created_at=NOW, **given)  # type: ignore[arg-type]

    members = [
        member("Mitglied"),
        member("Gast", role=MembershipRole.GUEST),
        member("Früher", until_on=day("2017-02-20")),
        member("Später", from_on=day("2017-03-01")),
        member("Abgesagt", reinvitation=Reinvitation.DECLINED),
    ]

    assert [person.name for person in asked(members, TODAY)] == ["Mitglied"]
