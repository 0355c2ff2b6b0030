"""Date polls on both databases: one date, everybody told once, no answer lost."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.domain.meetings import When
from app.domain.polls import Offer
from app.extensions import db, transaction
from app.models.groups import Body, MembershipRole
from app.models.meetings import DatePoll, Meeting, PollAnswer, PollChoice, PollOption
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.tasks import Task, TaskState
from app.queries import polls as queries
from app.services import meetings, outbox, polls
from app.services.meetings import fixing
from app.services.outbox import kinds, sending
from app.services.outbox.preview import foresee
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

JULY_12, JULY_19 = dt.date(2017, 7, 12), dt.date(2017, 7, 19)
TWO = dt.time(14, 0)
OFFERS = [
    Offer(held_on=JULY_12, begins=TWO, ends=dt.time(16, 30)),
    Offer(held_on=JULY_19, begins=TWO),
]
MAY_12 = dt.date(2017, 5, 12)
DESK = sending.Desk(
    host="127.0.0.1",
    base_url="http://127.0.0.1:8000",
    mail_from="geschaeftsstelle@example.org",
    timezone="Europe/Berlin",
    secret="a key for tests only",
)


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """July without a day; members with account, without account, without address, and a guest."""
    plan = make_plan()
    make_office(plan)
    body = make_body(plan)
    join(body, person_of(make_account(plan, "Vertretung A")))
    join(body, make_person(plan, "Vertretung B", email="b@example.org"))
    join(body, make_person(plan, "Vertretung C"))
    join(body, make_person(plan, "Gast", email="gast@example.org"), MembershipRole.GUEST)
    july = make_meeting(
        make_cycle(plan), body, held_on=None, month_on=dt.date(2017, 7, 1), title="Arbeitstreffen"
    )
    save()
    return july


@pytest.fixture
def poll(meeting: Meeting, clock: StepClock) -> DatePoll:
    opened = polls.open_poll(meeting, OFFERS, answer_by=MAY_12, by=None, now=clock())
    db.session.commit()
    return opened


def person(name: str) -> Actor:
    return db.session.scalars(select(Actor).where(Actor.name == name)).one()


def say(poll: DatePoll, name: str, *choices: PollChoice, now: dt.datetime) -> None:
    given = dict(zip([option.id for option in poll.options], choices, strict=True))
    polls.answer(poll, person(name), given, by=None, now=now)
    db.session.commit()


def letters(kind: str) -> list[str]:
    rows = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.kind == kind, OutboxLetter.state != LetterState.EXPIRED)
        .order_by(OutboxLetter.address)
    )
    return [row.address for row in rows]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def plan_at(text: str) -> None:
    outbox.plan_reminders(host="127.0.0.1", now=at(text))
    db.session.commit()


def test_opening_asks_every_member_who_can_be_reached_once(poll: DatePoll) -> None:
    assert letters("poll_invitation") == ["b@example.org", "vertretung.a@example.org"]

    plan_at("2017-02-22T09:00+01:00")
    plan_at("2017-02-23T09:00+01:00")

    assert letters("poll_invitation") == ["b@example.org", "vertretung.a@example.org"]


def test_whoever_joins_the_group_later_is_asked_too(poll: DatePoll) -> None:
    newcomer = make_person(poll.meeting.plan, "Vertretung D", email="d@example.org")
    join(poll.meeting.body, newcomer, from_on=dt.date(2017, 3, 1))
    save()

    plan_at("2017-03-01T09:00+01:00")

    assert "d@example.org" in letters("poll_invitation")


def test_only_one_poll_runs_for_a_meeting(poll: DatePoll, clock: StepClock) -> None:
    with pytest.raises(RuleBroken, match="läuft schon"):
        polls.open_poll(poll.meeting, OFFERS, answer_by=MAY_12, by=None, now=clock())


@pytest.mark.parametrize(
    ("offers", "answer_by", "sentence"),
    [
        ([], MAY_12, "mindestens einen Tag"),
        ([Offer(held_on=dt.date(2017, 2, 1), begins=TWO)], MAY_12, "schon vorbei"),
        ([OFFERS[0], OFFERS[0]], MAY_12, "steht zweimal da"),
        ([Offer(held_on=JULY_12, begins=TWO, ends=TWO)], MAY_12, "Ende"),
        ([Offer(held_on=dt.date(2018, 7, 12), begins=TWO)], MAY_12, "nicht im Jahr 2017"),
        (OFFERS, JULY_12, "vor dem ersten Tag"),
        (OFFERS, dt.date(2017, 2, 1), "Vergangenheit"),
    ],
)
def test_a_poll_that_cannot_be_is_refused_and_changes_nothing(
    meeting: Meeting, clock: StepClock, offers: list[Offer], answer_by: dt.date, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        polls.open_poll(meeting, offers, answer_by=answer_by, by=None, now=clock())
    db.session.rollback()

    assert db.session.scalar(select(func.count(DatePoll.id))) == 0
    assert letters("poll_invitation") == []


def test_neither_a_dated_nor_a_cancelled_nor_an_external_meeting_is_polled(
    meeting: Meeting, clock: StepClock
) -> None:
    cycle = meeting.cycle
    dated = make_meeting(cycle, meeting.body)
    cancelled = make_meeting(cycle, meeting.body, held_on=None)
    committee = make_meeting(cycle, make_body(cycle.plan, "Ausschuss", external=True), held_on=None)
    save()
    meetings.cancel(cancelled, "Zu wenige Themen.", by=None, now=clock())
    db.session.commit()

    for one, sentence in ((dated, "Termin"), (cancelled, "abgesagt"), (committee, "Gremium")):
        with pytest.raises(RuleBroken, match=sentence):
            polls.open_poll(one, OFFERS, answer_by=MAY_12, by=None, now=clock())


def test_an_answer_can_be_changed_and_counts_once(poll: DatePoll, clock: StepClock) -> None:
    say(poll, "Vertretung B", PollChoice.YES, PollChoice.NO, now=clock())
    say(poll, "Vertretung B", PollChoice.IF_NEED_BE, PollChoice.YES, now=clock())

    assert list(queries.answers_by(poll, person("Vertretung B").id).values()) == [
        PollChoice.IF_NEED_BE,
        PollChoice.YES,
    ]
    assert len(queries.answers(poll)) == 2


def test_only_members_answer_and_to_every_day(poll: DatePoll, clock: StepClock) -> None:
    first, second = poll.options

    with pytest.raises(RuleBroken, match="nur Mitglieder"):
        say(poll, "Gast", PollChoice.YES, PollChoice.YES, now=clock())
    with pytest.raises(RuleBroken, match="zu jedem Tag"):
        polls.answer(poll, person("Vertretung B"), {first.id: PollChoice.YES}, by=None, now=clock())
    given = {first.id: PollChoice.YES, second.id: PollChoice.NO, 999: PollChoice.YES}
    with pytest.raises(RuleBroken, match="nicht zur Wahl"):
        polls.answer(poll, person("Vertretung B"), given, by=None, now=clock())
    db.session.rollback()

    assert queries.answers(poll) == []


def test_closing_fixes_the_date_ends_the_task_and_tells_everybody_once(
    meeting: Meeting, clock: StepClock
) -> None:
    fixing.follow(meeting, by=None, now=clock())
    poll = polls.open_poll(meeting, OFFERS, answer_by=MAY_12, by=None, now=clock())
    db.session.commit()
    uid, sequence = meeting.uid, meeting.sequence

    polls.close(poll, poll.options[1], by=None, now=clock())
    db.session.commit()

    assert (meeting.uid, meeting.sequence) == (uid, sequence + 1)
    assert (meeting.held_on, meeting.begins) == (JULY_19, TWO)
    task = db.session.scalars(select(Task).where(Task.fixes_meeting_id == meeting.id)).one()
    assert task.state is TaskState.DONE
    assert letters("poll_closed") == ["b@example.org", "vertretung.a@example.org"]
    with pytest.raises(RuleBroken, match=r"beendet.*19\. Juli 2017"):
        polls.close(poll, poll.options[0], by=None, now=clock())
    with pytest.raises(RuleBroken, match="beendet"):
        say(poll, "Vertretung B", PollChoice.YES, PollChoice.NO, now=clock())


def test_a_poll_can_be_withdrawn_and_opened_anew(poll: DatePoll, clock: StepClock) -> None:
    polls.withdraw(poll, by=None, now=clock())
    db.session.commit()

    assert poll.meeting.held_on is None
    assert len(letters("poll_closed")) == 2
    again = polls.open_poll(poll.meeting, OFFERS, answer_by=MAY_12, by=None, now=clock())
    assert queries.open_of(poll.meeting) is again


def test_a_date_set_by_hand_ends_the_asking(poll: DatePoll, clock: StepClock) -> None:
    when = When(held_on=JULY_12, begins=TWO)
    meetings.set_date(poll.meeting, when, by=None, now=clock())
    db.session.commit()

    with pytest.raises(RuleBroken, match=r"12\. Juli 2017"):
        say(poll, "Vertretung B", PollChoice.YES, PollChoice.NO, now=clock())
    assert queries.open_in(poll.meeting.plan) == []


def test_three_days_before_the_end_those_are_reminded_who_have_not_answered(
    poll: DatePoll, clock: StepClock
) -> None:
    say(poll, "Vertretung A", PollChoice.YES, PollChoice.NO, now=clock())

    plan_at("2017-05-09T08:59+02:00")
    before = letters("poll_reminder")
    for moment in ("2017-05-09T09:00+02:00", "2017-05-09T09:01+02:00", "2017-05-12T08:00+02:00"):
        plan_at(moment)

    assert (before, letters("poll_reminder")) == ([], ["b@example.org"])


def test_nobody_is_reminded_after_the_end_or_of_a_poll_opened_within_the_last_days(
    meeting: Meeting, poll: DatePoll, clock: StepClock
) -> None:
    plan_at("2017-05-13T00:00+02:00")
    late = letters("poll_reminder")
    polls.withdraw(poll, by=None, now=at("2017-05-13T10:00+02:00"))
    now = at("2017-05-13T11:00+02:00")
    polls.open_poll(meeting, OFFERS, answer_by=dt.date(2017, 5, 15), by=None, now=now)
    plan_at("2017-05-14T09:00+02:00")

    assert (late, letters("poll_reminder")) == ([], [])


def test_the_preview_names_the_reminders_the_clock_will_send(poll: DatePoll) -> None:
    setting = DESK.setting(at("2017-05-01T09:00+02:00"))

    seen = foresee(poll.meeting.plan, dt.date(2017, 5, 1), dt.date(2017, 5, 31), setting)

    assert {one.subject for one in seen if one.kind == "poll_reminder"} == {
        "Bitte noch antworten: Peergroup im Juli – bis 12. Mai"
    }
    assert [(one.to, one.at.isoformat()) for one in seen if one.kind == "poll_reminder"] == [
        ("vertretung.a@example.org", "2017-05-09T09:00:00+02:00"),
        ("b@example.org", "2017-05-09T09:00:00+02:00"),
    ]


def words_to(address: str, kind: str, moment: str) -> kinds.Draft:
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == kind, OutboxLetter.address == address)
    ).one()
    return kinds.draft(letter, DESK.setting(at(moment)))


def test_the_letter_asks_in_its_subject_and_carries_the_persons_own_link(poll: DatePoll) -> None:
    words = words_to("b@example.org", "poll_invitation", "2017-02-21T10:00+01:00").words()

    assert words.subject == "Terminabstimmung: Peergroup im Juli – Antwort bis 12. Mai"
    assert "- Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr\n- Mittwoch, 19. Juli 2017" in words.text
    link = DESK.setting(at("2017-02-21T10:00+01:00")).signed_page(
        "poll", poll=poll.id, person=person("Vertretung B").id
    )
    assert link in words.text and link in words.html


def test_who_has_answered_gets_no_waiting_letter(poll: DatePoll, clock: StepClock) -> None:
    say(poll, "Vertretung B", PollChoice.YES, PollChoice.NO, now=clock())

    with pytest.raises(kinds.NotWanted) as refused:
        words_to("b@example.org", "poll_invitation", "2017-02-21T10:00+01:00")

    assert refused.value.code == "answered"


def test_the_last_letter_says_how_it_ended(poll: DatePoll, clock: StepClock) -> None:
    polls.close(poll, poll.options[0], by=None, now=clock())
    db.session.commit()

    words = words_to("b@example.org", "poll_closed", "2017-02-21T10:00+01:00").words()

    assert words.subject == "Termin steht fest: Peergroup am 12. Juli"
    assert "Termin: Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr" in words.text


def at_once(app: Flask, deeds: list[Callable[[], None]]) -> list[BaseException | None]:
    """Do all deeds at the same moment, each in a session of its own; what each one ended with."""
    start = threading.Barrier(len(deeds))
    ends: list[BaseException | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    deed()
            except Exception as fault:  # noqa: BLE001 - the test looks at it
                ends[place] = fault

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_fifty_answers_at_the_same_moment_all_count(
    app: Flask, poll: DatePoll, clock: StepClock
) -> None:
    crowd(poll.meeting.body, 50)
    poll_id, now = poll.id, clock()
    ids = list(db.session.scalars(select(Actor.id).where(Actor.name.like("Mitglied %"))))
    db.session.rollback()

    def answering(person_id: int) -> Callable[[], None]:
        def deed() -> None:
            mine = db.session.get_one(DatePoll, poll_id)
            choice = PollChoice.YES if person_id % 2 else PollChoice.NO
            given = {option.id: choice for option in mine.options}
            who = db.session.get_one(Actor, person_id)
            polls.answer(mine, who, given, by=None, now=now)

        return deed

    ends = at_once(app, [answering(person_id) for person_id in ids])

    assert ends == [None] * 50
    kept = db.session.execute(
        select(PollAnswer.option_id, PollAnswer.choice, func.count(PollAnswer.id)).group_by(
            PollAnswer.option_id, PollAnswer.choice
        )
    ).all()
    assert len(kept) == 4 and {row[2] for row in kept} == {25}


def crowd(body: Body, count: int) -> None:
    for number in range(count):
        join(body, make_person(body.plan, f"Mitglied {number:02}"))
    save()


def test_two_who_close_at_the_same_moment_give_one_date(
    app: Flask, poll: DatePoll, clock: StepClock
) -> None:
    poll_id, meeting_id, now = poll.id, poll.meeting.id, clock()
    options = [option.id for option in poll.options]
    db.session.rollback()

    def closing(option_id: int) -> Callable[[], None]:
        def deed() -> None:
            mine = db.session.get_one(DatePoll, poll_id)
            polls.close(mine, db.session.get_one(PollOption, option_id), by=None, now=now)

        return deed

    ends = at_once(app, [closing(option_id) for option_id in options])

    assert [type(end) for end in ends].count(RuleBroken) == 1 and ends.count(None) == 1
    db.session.expire_all()
    meeting = db.session.get_one(Meeting, meeting_id)
    won = db.session.scalars(select(PollOption).where(PollOption.chosen)).one()
    assert won.id == options[ends.index(None)]
    assert (meeting.held_on, meeting.sequence) == (won.held_on, 1)
    assert len(letters("poll_closed")) == 2


def test_an_answer_beside_a_closing_is_counted_or_refused(
    app: Flask, poll: DatePoll, clock: StepClock
) -> None:
    poll_id, now = poll.id, clock()
    who = person("Vertretung B").id
    db.session.rollback()

    def close() -> None:
        mine = db.session.get_one(DatePoll, poll_id)
        polls.close(mine, mine.options[0], by=None, now=now)

    def answer() -> None:
        mine = db.session.get_one(DatePoll, poll_id)
        given = {option.id: PollChoice.YES for option in mine.options}
        polls.answer(mine, db.session.get_one(Actor, who), given, by=None, now=now)

    closed, answered = at_once(app, [close, answer])

    assert closed is None
    kept = len(queries.answers(db.session.get_one(DatePoll, poll_id)))
    assert (kept == 2 and answered is None) or (kept == 0 and isinstance(answered, RuleBroken))


def test_two_who_open_at_the_same_moment_open_one(
    app: Flask, meeting: Meeting, clock: StepClock
) -> None:
    meeting_id, now = meeting.id, clock()
    db.session.rollback()

    def opening() -> None:
        mine = db.session.get_one(Meeting, meeting_id)
        polls.open_poll(mine, OFFERS, answer_by=MAY_12, by=None, now=now)

    ends = at_once(app, [opening, opening])

    assert [type(end) for end in ends].count(RuleBroken) == 1 and ends.count(None) == 1
    assert db.session.scalar(select(func.count(DatePoll.id))) == 1
