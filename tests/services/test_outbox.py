"""Planning, changing and writing letters on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.meetings import Attendee, Meeting, MeetingState, PartStat
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.models.people import ActorKind
from app.models.plans import Plan
from app.models.reminders import ReminderRule, ReminderScope
from app.queries import outbox as queries
from app.services import outbox, tasks
from app.services.outbox import fates, sending
from app.services.outbox.kinds import Setting, draft
from app.services.outbox.preview import foresee
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

HOST = "127.0.0.1"
S = LetterState
DESK = sending.Desk(
    host=HOST,
    base_url="http://127.0.0.1:8000",
    mail_from="geschaeftsstelle@example.org",
    timezone="Europe/Berlin",
    secret="a key for tests only",
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def plan_at(text: str) -> int:
    new = outbox.plan_reminders(host=HOST, now=at(text))
    db.session.commit()
    return new


def states() -> dict[str, int]:
    return dict(Counter(letter.state.value for letter in letters()))


def letters() -> list[OutboxLetter]:
    return list(db.session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))


def fates_of(letter: OutboxLetter) -> list[str | None]:
    return [event.code for event in queries.history(letter.id)]


@pytest.fixture
def plan(app: Flask) -> Plan:
    """An office, a peer group of two, one of them without an account."""
    plan = make_plan()
    make_office(plan)
    body = make_body(plan)
    join(body, person_of(make_account(plan, "Vertretung A")))
    join(body, make_person(plan, "Vertretung B", email="b@example.org"))
    make_meeting(make_cycle(plan), body, place="Großer Sitzungssaal")
    for rule in rules_for_the_office():  # so that only members' letters are counted
        rule.active = False
    save()
    return plan


def rules_for_the_office() -> list[ReminderRule]:
    scopes = [ReminderScope.DEADLINE, ReminderScope.AGENDA, ReminderScope.UNASSIGNED]
    return list(db.session.scalars(select(ReminderRule).where(ReminderRule.scope.in_(scopes))))


@pytest.fixture
def meeting(plan: Plan) -> Meeting:
    return db.session.scalars(select(Meeting)).one()


def test_it_plans_each_threshold_once_however_often_it_runs(plan: Plan) -> None:
    plan_at("2017-03-21T09:00+01:00")

    planned = [
        plan_at(moment)
        for moment in (
            "2017-03-22T08:59+01:00",
            "2017-03-22T09:00+01:00",
            "2017-03-22T09:01+01:00",
            "2017-03-22T08:00+01:00",  # the clock was set back
            "2017-03-22T09:02+01:00",
            "2017-03-28T09:00+02:00",
        )
    ]

    assert planned == [0, 2, 0, 0, 0, 2]
    assert [letter.due_at for letter in letters()] == [
        at("2017-03-22T09:00+01:00"),
        at("2017-03-22T09:00+01:00"),
        at("2017-03-28T09:00+02:00"),
        at("2017-03-28T09:00+02:00"),
    ]


def test_after_a_weeks_silence_it_sends_one_late_letter_and_no_second_stage(plan: Plan) -> None:
    """F-30, F-31: thresholds are crossed, not met to the day."""
    plan_at("2017-03-21T09:00+01:00")

    plan_at("2017-03-28T10:00+02:00")

    assert states() == {"due": 2, "cancelled": 2}
    folded = [letter for letter in letters() if letter.reason == "folded"]
    assert {letter.folded_into_id for letter in folded} == {
        letter.id for letter in letters() if letter.state is S.DUE
    }


def test_what_has_passed_meanwhile_expires_visibly_and_is_not_sent(plan: Plan) -> None:
    plan_at("2017-03-21T09:00+01:00")

    plan_at("2017-03-29T15:00+02:00")

    assert states() == {"expired": 4}


def test_a_world_of_past_dates_made_today_sends_nothing(plan: Plan, meeting: Meeting) -> None:
    now = "2026-11-24T10:00+01:00"
    meeting.created_at = at(now)
    task = make_task(plan, due_on=dt.date(2017, 9, 15))
    task.created_at = at(now)
    save()
    outbox.queue_task_assigned(task, now=at(now))

    assert plan_at(now) == 0
    assert plan_at("2026-11-24T10:01+01:00") == 0
    assert letters() == []


def test_one_person_gets_one_letter_for_everything_of_one_morning(plan: Plan) -> None:
    person = person_of(make_account(plan, "Vertretung C"))
    goal = make_goal(make_field(plan))
    for title in ("Räume anfragen", "Einladung gestalten"):
        task = make_task(plan, title, person, dt.date(2017, 3, 23), goals=[goal])
        task.created_at = at("2017-03-20T09:00+01:00")
    save()
    plan_at("2017-03-21T09:00+01:00")

    plan_at("2017-03-22T09:00+01:00")

    of_person = [letter for letter in letters() if letter.actor_id == person.id]
    assert [letter.state for letter in of_person] == [S.DUE, S.CANCELLED]
    words = draft(of_person[0], setting("2017-03-22T09:00+01:00")).words()
    assert words.subject == "Morgen fällig: Einladung gestalten (+1)"
    assert "Räume anfragen" in words.text
    assert "Ziel 7.1 Netzwerke bestehen" in words.text


def setting(moment: str) -> Setting:
    return DESK.setting(at(moment))


def test_a_cancelled_meeting_takes_its_waiting_letters_along(plan: Plan, meeting: Meeting) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, at("2017-03-22T09:05+01:00")
    save()

    plan_at("2017-03-22T09:06+01:00")

    assert states() == {"cancelled": 2}
    assert fates_of(letters()[0]) == [None, "outdated"]


def test_a_changed_meeting_gets_new_letters_for_those_that_have_not_left(
    plan: Plan, meeting: Meeting
) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    meeting.place, meeting.sequence = "Kleiner Saal", 1
    save()

    plan_at("2017-03-22T09:06+01:00")
    plan_at("2017-03-22T09:07+01:00")

    assert states() == {"cancelled": 2, "due": 2}
    waiting = [letter for letter in letters() if letter.state is S.DUE]
    assert {letter.object_sequence for letter in waiting} == {1}


def test_who_declines_after_planning_gets_no_letter(plan: Plan, meeting: Meeting) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    first = letters()[0]
    person = meeting.body.memberships[0].person
    save(
        Attendee(
            meeting=meeting,
            person=person,
            partstat=PartStat.DECLINED,
            created_at=at("2017-03-22T09:00+01:00"),
        )
    )
    assert first.actor_id == person.id

    lease = sending.claim("w1", DESK, now=at("2017-03-22T09:01+01:00"))
    assert lease is not None
    raw = sending.intend(lease, DESK, now=at("2017-03-22T09:01+01:00"))
    db.session.commit()

    assert raw is None
    assert first.state is S.CANCELLED


def test_a_letter_is_useful_as_long_as_anything_in_it_is(plan: Plan) -> None:
    person = person_of(make_account(plan, "Vertretung C"))
    created = at("2017-03-20T09:00+01:00")
    make_task(plan, "Heute nicht mehr", person, dt.date(2017, 3, 23)).created_at = created
    make_task(plan, "Noch Zeit", person, dt.date(2017, 3, 29)).created_at = created
    save()
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    head = next(letter for letter in letters() if letter.actor_id == person.id)
    assert "Heute nicht mehr" in words_text(head, "2017-03-22T10:00+01:00")

    plan_at("2017-03-24T09:00+01:00")

    assert head.state is S.DUE
    assert "Heute nicht mehr" not in words_text(head, "2017-03-24T10:00+01:00")
    assert "Noch Zeit" in words_text(head, "2017-03-24T10:00+01:00")


def words_text(letter: OutboxLetter, moment: str) -> str:
    words = draft(letter, setting(moment)).words()
    return words.text


def test_a_deed_that_undoes_an_object_cancels_its_letters_even_in_a_dispatchers_hands(
    plan: Plan, meeting: Meeting
) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    now = at("2017-03-22T09:01+01:00")
    lease = sending.claim("w1", DESK, now=now)
    assert lease is not None

    assert outbox.cancel_unsent(meeting.uid, reason="meeting_cancelled", now=now) == 2
    db.session.commit()

    assert sending.intend(lease, DESK, now=now) is None
    assert states() == {"cancelled": 2}


def test_an_older_owner_cannot_write(plan: Plan) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-22T09:00+01:00")
    now = at("2017-03-22T09:01+01:00")
    old = sending.claim("w1", DESK, now=now)
    assert old is not None
    fates.step(old, S.LEASED, S.DUE, now=now, code="test", next_at=now)
    taken = [sending.claim("w2", DESK, now=now) for _ in range(2)]
    db.session.commit()
    new = next(lease for lease in taken if lease and lease.letter_id == old.letter_id)

    assert not fates.step(old, S.LEASED, S.SENDING, now=now)
    assert fates.step(new, S.LEASED, S.SENDING, now=now)


@pytest.mark.parametrize(
    ("from_state", "to_state"), [(S.SENT, S.DUE), (S.DUE, S.SENT), (S.CANCELLED, S.DUE)]
)
def test_an_unlawful_step_is_refused(
    app: Flask, from_state: LetterState, to_state: LetterState
) -> None:
    with pytest.raises(ValueError, match="no letter goes"):
        fates.step(fates.Lease(1, "w", 1), from_state, to_state, now=at("2017-03-22T09:00+01:00"))


def test_a_key_makes_one_letter(plan: Plan) -> None:
    task = make_task(plan, accountable=None)
    save()
    now = at("2017-03-22T09:00+01:00")

    first = outbox.queue_task_assigned(task, now=now)
    second = outbox.queue_task_assigned(task, now=now)

    assert (len(first), len(second)) == (1, 0)


def test_a_new_task_of_an_organisation_reaches_its_people_and_names_it(plan: Plan) -> None:
    body = make_actor(plan, "Träger B", ActorKind.PROVIDER)
    make_person(plan, "Kim Beispiel", email="kim@example.org", organisation=body)
    goal = make_goal(make_field(plan))
    task = make_task(plan, "Räume anfragen", body, goals=[goal])
    save()

    outbox.queue_task_assigned(task, now=at("2017-04-03T09:00+02:00"))

    letter = letters()[0]
    assert letter.address == "kim@example.org"
    words = draft(letter, setting("2017-04-03T09:00+02:00")).words()
    assert words.subject == "Neue Aufgabe: Räume anfragen – bis 15. September"
    assert "für Träger B ist eine neue Aufgabe eingetragen" in words.text
    assert f"http://127.0.0.1:8000/aufgaben/{task.uid}" in words.text


def test_a_welcome_says_how_to_sign_in_only_to_those_who_can(plan: Plan, meeting: Meeting) -> None:
    now = at("2017-02-01T09:00+01:00")
    for membership in meeting.body.memberships:
        outbox.queue_welcome(membership, now=now)

    texts = [words_text(letter, "2017-02-01T09:00+01:00") for letter in letters()]

    assert len(texts) == 2
    assert ["/anmelden" in text for text in texts] == [True, False]


def test_a_sign_in_letter_expires_with_its_link_and_forgets_it(plan: Plan) -> None:
    account = make_account(plan, "Vertretung D")
    now = at("2017-03-22T09:00+01:00")
    until = now + dt.timedelta(minutes=10)
    outbox.queue_sign_in(
        account, url="http://127.0.0.1:8000/anmelden/link/geheim", valid_until=until, now=now
    )
    db.session.commit()
    letter = letters()[0]
    assert "bis 09:10 Uhr" in words_text(letter, "2017-03-22T09:00+01:00")

    outbox.expire(now=until)
    db.session.commit()
    db.session.refresh(letter)

    assert letter.state is S.EXPIRED
    assert letter.payload is None


def test_the_preview_tells_the_whole_cycle_and_writes_nothing(plan: Plan) -> None:
    for rule in rules_for_the_office():
        rule.active = True
    committee = make_body(plan, "Ausschuss", external=True)
    cycle = db.session.scalars(select(Meeting)).one().cycle
    make_meeting(
        cycle, committee, dt.date(2017, 11, 27), external=True, position=4, title="Vorstellung"
    )
    group = db.session.scalars(select(Meeting)).first()
    assert group is not None
    for month in (7, 9):
        make_meeting(
            cycle, group.body, None, dt.date(2017, month, 1), position=month, title="Treffen"
        )
    save()

    seen = foresee(
        plan, dt.date(2017, 3, 1), dt.date(2017, 12, 1), setting("2026-11-24T09:00+01:00")
    )

    told = [(letter.at.isoformat(timespec="minutes"), letter.to, letter.subject) for letter in seen]
    a, b, office = "vertretung.a@example.org", "b@example.org", "geschaeftsstelle@example.org"
    week = "Erinnerung: Peergroup in einer Woche (29. März)"
    eve = "Morgen: Peergroup, 14:00 Uhr, Großer Sitzungssaal"
    assert [line for line in told if line[1] != office] == [
        ("2017-03-22T09:00+01:00", a, week),
        ("2017-03-22T09:00+01:00", b, week),
        ("2017-03-28T09:00+02:00", a, eve),
        ("2017-03-28T09:00+02:00", b, eve),
    ]
    assert [moment for moment, to, _ in told if to == office] == [
        "2017-03-08T09:00+01:00",  # no more topics for the kickoff
        "2017-03-13T09:00+01:00",  # the kickoff has no agenda
        "2017-03-15T09:00+01:00",  # invitation to the kickoff
        "2017-04-05T09:00+02:00",  # minutes, objections, release
        "2017-04-06T09:00+02:00",  # the minutes are late: asked after 1, 7, 14, 21 and 28 days,
        "2017-04-12T09:00+02:00",  # twice in one letter with what is due
        "2017-04-19T09:00+02:00",
        "2017-04-26T09:00+02:00",
        "2017-05-03T09:00+02:00",
        "2017-10-16T09:00+02:00",
        "2017-10-23T09:00+02:00",
        "2017-11-06T09:00+01:00",
        "2017-11-17T09:00+01:00",
        "2017-11-20T09:00+01:00",
        "2017-11-24T09:00+01:00",
    ]
    assert letters() == []


def test_planned_is_the_sum_of_fates_and_every_step_is_noted(plan: Plan) -> None:
    plan_at("2017-03-21T09:00+01:00")
    plan_at("2017-03-28T10:00+02:00")

    everything = letters()
    noted: list[Any] = list(db.session.scalars(select(OutboxEvent.to_state)))

    assert len(everything) == 4
    assert sorted(noted) == sorted(letter.state.value for letter in everything)


def test_an_organisation_is_asked_again_ever_more_rarely_until_it_names_a_person(
    app: Flask,
) -> None:
    plan = make_plan()
    make_office(plan)
    speaker = make_person(plan, "Vorstand", email="vorstand@example.org")
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=speaker)
    goal = make_goal(make_field(plan))
    asked = at("2017-03-01T10:00+01:00")
    draft = TaskDraft(title="Sommerfest", goals=[goal], accountable=club)
    task = tasks.create_task(plan, draft, by=None, now=asked)
    db.session.commit()

    def reminded_by(until: str) -> int:
        now = asked
        while now < at(until):
            now += dt.timedelta(days=1)
            outbox.plan_reminders(host="a", now=now)
        db.session.commit()
        return len(
            db.session.scalars(
                select(OutboxLetter).where(OutboxLetter.kind == "naming_reminder")
            ).all()
        )

    outbox.plan_reminders(host="a", now=asked)
    assert reminded_by("2017-03-09T10:00+01:00") == 1
    assert reminded_by("2017-04-27T10:00+02:00") == 4
    tasks.name_person(task, speaker, by=None, now=at("2017-04-28T10:00+02:00"), says_yes=True)
    assert reminded_by("2017-09-01T10:00+02:00") == 4
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == "naming_reminder")
    ).first()
    assert letter is not None
    assert letter.address == "vorstand@example.org"
