"""Status rounds on both databases: one letter a person, no answer lost, the freeze is verbatim."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.domain.errors import RuleBroken
from app.domain.rounds import Figures, GoalAnswer, RoundDraft, Standing, TaskAnswer, standing
from app.extensions import db, transaction
from app.models.audit import AuditEntry
from app.models.groups import MembershipRole
from app.models.meetings import Phase
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.rounds import (
    Channel,
    Occasion,
    Outcome,
    RoundAnswer,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
    Verdict,
)
from app.models.tasks import Task, TaskReport, TaskState
from app.queries import round_reach
from app.queries import rounds as queries
from app.queries.accounts import account_by_email
from app.queries.viewers import viewer_of
from app.services import outbox, rounds
from app.services.outbox import sending
from app.services.outbox.kinds import NotWanted, draft
from app.services.outbox.preview import foresee
from app.services.rounds.answering import Speaker
from tests.conftest import StepClock
from tests.makers import (
    CREATED,
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

OCTOBER_16 = dt.date(2017, 10, 16)
AFTER_THE_ROUND = dt.date(2017, 12, 15)
SIGNED = Speaker(channel=Channel.SIGNED)
DRAFT = RoundDraft(occasion=Occasion.COMMITTEE, reporting_on=OCTOBER_16, answer_by=OCTOBER_16)
SETTING = sending.Desk(
    host="127.0.0.1",
    base_url="http://127.0.0.1:8000",
    mail_from="geschaeftsstelle@example.org",
    timezone="Europe/Berlin",
    secret="a key for tests only",
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def assess(goal: Goal, said: str, category: Category, percent: int | None, **more: object) -> None:
    db.session.add(
        Assessment(
            goal=goal,
            reporting_on=dt.date(2017, 2, 20),
            status_raw=said,
            category=category,
            percent=percent,
            source=AssessmentSource.IMPORTED,
            created_at=CREATED,
            **more,  # type: ignore[arg-type]
        )
    )


@pytest.fixture
def plan(app: Flask, clock: StepClock) -> Plan:
    """Two people with goals and tasks, an organisation one of them speaks for, one unreachable."""
    clock.set(at("2017-09-25T09:00+02:00"))
    plan = make_plan()
    make_office(plan)
    field = make_field(plan)
    first = person_of(make_account(plan, "Vertretung A"))
    second = make_person(plan, "Vertretung B", email="b@example.org")
    silent = make_actor(plan, "Verein ohne Adresse", ActorKind.ASSOCIATION)
    spoken_for = make_actor(plan, "Caritas", ActorKind.PROVIDER)
    spoken_for.contact = first
    for position, (actor, said, category, percent) in enumerate(
        [
            (first, "Umsetzung 40 %", Category.IN_PROGRESS, 40),
            (first, "hat begonnen", Category.STARTED, None),
            (second, "Umsetzung 10 %", Category.IN_PROGRESS, 10),
            (silent, "noch nicht", Category.NOT_STARTED, None),
            (spoken_for, "", Category.UNKNOWN, None),
        ],
        start=1,
    ):
        goal = make_goal(field, position, f"Ziel {position}")
        goal.responsible = actor
        assess(goal, said, category, percent)
    make_task(plan, "Austausch vorbereiten", first, AFTER_THE_ROUND)
    make_task(plan, "Bedarf erheben", second, AFTER_THE_ROUND)
    make_task(plan, "Schon fertig", second, state=TaskState.DONE)
    save()
    return plan


@pytest.fixture
def opened(plan: Plan, clock: StepClock) -> StatusRound:
    found = rounds.open_round(plan, DRAFT, by=None, now=clock())
    db.session.commit()
    return reread(found)


def reread(round_: StatusRound) -> StatusRound:
    found = queries.by_uid(round_.uid)
    assert found is not None
    return found


def item(round_: StatusRound, name: str) -> RoundItem:
    return next(i for request in round_.requests for i in request.items if name in i.title)


def request_of(round_: StatusRound, name: str) -> RoundRequest:
    return next(request for request in round_.requests if request.actor.name == name)


def letters(kind: str) -> list[str]:
    rows = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == kind).order_by(OutboxLetter.address)
    )
    return [row.address for row in rows]


def let_letters_leave() -> None:
    """What waits is on its way, as after the dispatcher's next minute."""
    db.session.execute(update(OutboxLetter).values(state=LetterState.SENT))
    db.session.commit()


def plan_at(text: str) -> None:
    outbox.plan_reminders(host="127.0.0.1", now=at(text))
    db.session.commit()


def test_it_asks_only_those_who_have_something_to_say(plan: Plan, clock: StepClock) -> None:
    found = round_reach.candidates(plan, OCTOBER_16, clock())

    assert [(one.actor.name, len(one.goals), len(one.tasks)) for one in found] == [
        ("Caritas", 1, 0),
        ("Verein ohne Adresse", 1, 0),
        ("Vertretung A", 2, 1),
        ("Vertretung B", 1, 1),
    ]
    assert [one.recipient.address if one.recipient else None for one in found] == [
        "vertretung.a@example.org",
        None,
        "vertretung.a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize(
    ("category", "duty", "resubmit_on", "asked"),
    [
        (Category.DONE, False, None, False),
        (Category.DONE, True, None, True),
        (Category.DONE, False, OCTOBER_16, True),
        (Category.DONE, False, dt.date(2017, 10, 17), False),
        (Category.NOT_FEASIBLE, False, None, False),
    ],
)
def test_what_is_over_is_asked_no_more_until_its_resubmission_date(
    plan: Plan,
    clock: StepClock,
    category: Category,
    duty: bool,
    resubmit_on: dt.date | None,
    asked: bool,
) -> None:
    goal = make_goal(plan.fields[0], 9, "Ziel 9")
    goal.responsible = make_person(plan, "Vertretung C", email="c@example.org")
    goal.resubmit_on = resubmit_on
    assess(goal, "so ist es", category, None, ongoing_duty=duty)
    save()

    found = round_reach.candidates(plan, OCTOBER_16, clock())

    assert ("Vertretung C" in [one.actor.name for one in found]) is asked


def test_who_cannot_be_reached_is_written_to_through_a_deputy(plan: Plan, clock: StepClock) -> None:
    absent = make_person(plan, "Ohne Adresse")
    deputy = make_person(plan, "Stellvertretung", email="deputy@example.org")
    join(make_body(plan), absent, deputy=deputy)
    make_task(plan, "Bericht schreiben", absent)
    save()

    found = {one.actor.name: one for one in round_reach.candidates(plan, OCTOBER_16, clock())}

    recipient = found["Ohne Adresse"].recipient
    assert recipient is not None and recipient.address == "deputy@example.org"


def test_a_postponed_task_is_asked_about_again_once_its_day_has_come(
    plan: Plan, clock: StepClock
) -> None:
    kim = make_person(plan, "Kim", email="kim@example.org")
    for title, day in (("Wieder da", OCTOBER_16), ("Ruht noch", dt.date(2017, 10, 17))):
        task = make_task(plan, title, kim, state=TaskState.POSTPONED)
        task.state_reason, task.resubmit_on = "Personalwechsel", day
    save()

    asked = round_reach.candidates(plan, OCTOBER_16, clock())

    mine = next(one for one in asked if one.actor is kim)
    assert [task.title for task in mine.tasks] == ["Wieder da"]


def test_a_group_without_contact_is_written_to_through_its_chair(
    plan: Plan, clock: StepClock
) -> None:
    group = make_actor(plan, "AG Sprache", ActorKind.GROUP)
    chair = make_person(plan, "Vorsitz", email="vorsitz@example.org")
    join(make_body(plan, "AG Sprache"), chair, MembershipRole.CHAIR)
    make_task(plan, "Sprachkarte erstellen", group)
    save()

    asked = round_reach.candidates(plan, OCTOBER_16, clock())

    found = next(one for one in asked if one.actor is group)
    assert found.recipient is not None
    assert found.recipient.actor_id == chair.id


def test_opening_writes_one_letter_a_person_and_none_to_the_unreachable(
    opened: StatusRound,
) -> None:
    assert letters("round_request") == ["b@example.org", "vertretung.a@example.org"]
    assert request_of(opened, "Verein ohne Adresse").recipient is None
    assert [request.actor.name for request in opened.requests] == [
        "Caritas",
        "Verein ohne Adresse",
        "Vertretung A",
        "Vertretung B",
    ]


def test_the_letter_names_what_is_asked_and_leads_to_a_personal_page(
    opened: StatusRound, clock: StepClock
) -> None:
    words = written("round_request", "vertretung.a@example.org", clock)

    assert words.subject == "Bitte um Zuarbeit bis 16. Oktober: Bericht an den Ausschuss"
    assert "Es geht um 3 Ziele und eine Aufgabe, auch für: Caritas." in words.text
    assert "- Austausch vorbereiten" in words.text
    assert "http://127.0.0.1:8000/r/" in words.text


def written(kind: str, address: str, clock: StepClock):  # type: ignore[no-untyped-def]
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == kind, OutboxLetter.address == address)
    ).one()
    return draft(letter, SETTING.setting(clock())).words()


def test_only_one_round_runs_and_a_date_is_asked_for_once(
    opened: StatusRound, clock: StepClock
) -> None:
    with pytest.raises(RuleBroken, match="läuft schon"):
        rounds.open_round(opened.plan, DRAFT, by=None, now=clock())

    rounds.close(opened, by=None, now=at("2017-10-17T09:00+02:00"))
    with pytest.raises(RuleBroken, match="gibt es schon eine Abfrage"):
        rounds.open_round(opened.plan, DRAFT, by=None, now=at("2017-10-16T10:00+02:00"))


def test_nobody_is_asked_for_a_day_that_is_past(plan: Plan) -> None:
    with pytest.raises(RuleBroken, match="Vergangenheit"):
        rounds.open_round(plan, DRAFT, by=None, now=at("2026-11-24T09:00+01:00"))

    assert letters("round_request") == []


def test_a_plan_without_anybody_accountable_has_nobody_to_ask(app: Flask, clock: StepClock) -> None:
    clock.set(at("2017-09-25T09:00+02:00"))
    plan = make_plan()
    save()

    with pytest.raises(RuleBroken, match="niemand zu fragen"):
        rounds.open_round(plan, DRAFT, by=None, now=clock())


def test_an_answer_follows_the_last_and_overwrites_none(
    opened: StatusRound, clock: StepClock
) -> None:
    goal = item(opened, "Ziel 1")
    for said in ("Ein Kurs läuft", "Ein Kurs läuft", "Zwei Kurse laufen"):
        given = GoalAnswer(category=Category.IN_PROGRESS, percent=40, said=said)
        rounds.answer_goal(goal, given, of=SIGNED, now=clock())
    db.session.commit()

    said = [answer.said for answer in item(reread(opened), "Ziel 1").answers]
    assert said == ["Ein Kurs läuft", "Zwei Kurse laufen"]


def test_a_tasks_answer_is_a_report_of_the_task(opened: StatusRound, clock: StepClock) -> None:
    given = TaskAnswer(state=TaskState.WAITING, said="Die Stadt prüft noch", percent=20)

    rounds.answer_task(item(opened, "Bedarf erheben"), given, of=SIGNED, now=clock())
    db.session.commit()

    report = db.session.scalars(select(TaskReport)).one()
    assert (report.state, report.percent, report.text) == (
        TaskState.WAITING,
        20,
        "Die Stadt prüft noch",
    )
    assert report.on_behalf_of is not None and report.on_behalf_of.name == "Vertretung B"
    assert report.task.state is TaskState.WAITING


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (GoalAnswer(category=Category.IN_PROGRESS, percent=140, said="viel"), "percent"),
        (GoalAnswer(category=Category.STARTED, percent=5, said="etwas"), "percent"),
        (GoalAnswer(category=Category.IN_PROGRESS, percent=5, said=" "), "said"),
        (GoalAnswer(category=Category.IN_PROGRESS, percent=5, said="x" * 4001), "said"),
        (GoalAnswer(category=Category.NOT_FEASIBLE, said="geht nicht"), "standing"),
    ],
)
def test_an_unlawful_answer_changes_nothing(
    opened: StatusRound, clock: StepClock, given: GoalAnswer, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        rounds.answer_goal(item(opened, "Ziel 1"), given, of=SIGNED, now=clock())

    assert broken.value.field == field
    assert db.session.scalar(select(func.count()).select_from(RoundAnswer)) == 0


def test_unchanged_needs_something_that_was_said(opened: StatusRound, clock: StepClock) -> None:
    rounds.say_unchanged(item(opened, "Ziel 1"), of=SIGNED, now=clock())
    with pytest.raises(RuleBroken, match="noch nichts gesagt"):
        rounds.say_unchanged(item(opened, "Ziel 5"), of=SIGNED, now=clock())

    answer = item(opened, "Ziel 1").answer
    assert answer is not None
    assert (answer.said, answer.percent, answer.nothing_new) == ("Umsetzung 40 %", 40, True)


def test_a_request_is_delivered_when_all_is_answered_or_somebody_says_so(
    opened: StatusRound, clock: StepClock
) -> None:
    second, first = request_of(opened, "Vertretung B"), request_of(opened, "Vertretung A")
    assert standing(second) is Standing.MISSING

    rounds.say_unchanged(item(opened, "Ziel 3"), of=SIGNED, now=clock())
    assert standing(second) is Standing.PARTLY

    rounds.say_unchanged(item(opened, "Bedarf erheben"), of=SIGNED, now=clock())
    rounds.deliver([first], of=SIGNED, now=clock())
    assert standing(second) is Standing.DELIVERED
    assert standing(first) is Standing.DELIVERED


def test_a_task_handed_over_meanwhile_is_waited_for_no_more(
    opened: StatusRound, clock: StepClock
) -> None:
    rounds.say_unchanged(item(opened, "Ziel 3"), of=SIGNED, now=clock())
    task = db.session.scalars(select(Task).where(Task.title == "Bedarf erheben")).one()
    task.accountable = None
    db.session.commit()

    now = reread(opened)
    assert standing(request_of(now, "Vertretung B")) is Standing.DELIVERED
    with pytest.raises(RuleBroken, match="in anderen Händen"):
        rounds.say_unchanged(item(now, "Bedarf erheben"), of=SIGNED, now=clock())


def test_the_person_an_organisation_has_named_is_asked_about_its_task(
    plan: Plan, clock: StepClock
) -> None:
    caritas = db.session.scalars(select(Actor).where(Actor.name == "Caritas")).one()
    named = make_person(plan, "Benannte Person", email="benannt@example.org")
    task = make_task(plan, "Sprachkurs planen", caritas)
    task.person = named
    unnamed = make_task(plan, "Noch niemand benannt", caritas)
    save()

    opened = reread(rounds.open_round(plan, DRAFT, by=None, now=clock()))

    asked = request_of(opened, "Benannte Person")
    assert [one.title for one in asked.items] == ["Sprachkurs planen"]
    assert asked.recipient is named
    assert "benannt@example.org" in letters("round_request")
    kept = [one.title for one in request_of(opened, "Caritas").items]
    assert kept == ["7.5 Ziel 5", unnamed.title]
    rounds.say_unchanged(asked.items[0], of=SIGNED, now=clock())
    task.person = None  # handed back: the question is no longer this person's
    db.session.commit()
    with pytest.raises(RuleBroken, match="in anderen Händen"):
        rounds.say_unchanged(item(reread(opened), "Sprachkurs"), of=SIGNED, now=clock())


def test_the_office_reminds_only_the_missing_once_a_click(
    opened: StatusRound, clock: StepClock
) -> None:
    let_letters_leave()
    rounds.deliver([request_of(opened, "Vertretung B")], of=SIGNED, now=clock())

    sent = rounds.remind(opened, seen=None, by=None, now=clock())
    again = rounds.remind(opened, seen=None, by=None, now=clock())
    db.session.commit()

    assert (sent, again) == (1, 0)
    assert letters("round_reminder") == ["vertretung.a@example.org"]
    words = written("round_reminder", "vertretung.a@example.org", clock)
    assert (
        "zu 3 Zielen" not in words.text and "haben wir noch nichts von Ihnen gehört" in words.text
    )


def test_more_time_is_told_to_the_missing_alone_and_never_less(
    opened: StatusRound, clock: StepClock
) -> None:
    let_letters_leave()
    rounds.deliver([request_of(opened, "Vertretung B")], of=SIGNED, now=clock())
    day = dt.date(2017, 10, 30)

    sent = rounds.extend(reread(opened), day, by=None, now=clock())
    again = rounds.extend(reread(opened), day, by=None, now=clock())

    assert (sent, again) == (1, 0)
    assert letters("round_extension") == ["vertretung.a@example.org"]
    words = written("round_extension", "vertretung.a@example.org", clock)
    assert "Bis Montag, 30. Oktober 2017" in words.text
    for refused in (OCTOBER_16, dt.date(2018, 3, 1)):
        with pytest.raises(RuleBroken, match="Bitte wählen Sie einen"):
            rounds.extend(reread(opened), refused, by=None, now=clock())
    assert reread(opened).answer_by == day
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "round.extend")).one()
    assert entry.changes == {"answer_by": ["2017-10-16", "2017-10-30"], "letters": [0, 1]}


def test_whoever_has_had_no_letter_yet_gets_one_with_the_later_day_and_no_second(
    opened: StatusRound, clock: StepClock
) -> None:
    first = db.session.scalars(select(OutboxLetter).where(OutboxLetter.address.startswith("b@")))
    first.one().state = LetterState.SENT
    db.session.commit()

    sent = rounds.extend(reread(opened), dt.date(2017, 10, 30), by=None, now=clock())
    reminded = rounds.remind(opened, seen=opened.reminded_at, by=None, now=clock())
    db.session.commit()

    assert (sent, reminded) == (1, 0)  # B has had one, and now the second waits; A has had none
    assert letters("round_extension") == ["b@example.org"]
    words = written("round_request", "vertretung.a@example.org", clock)
    assert "bis Montag, 30. Oktober 2017" in words.text
    waiting = db.session.scalars(
        select(OutboxLetter.useful_until).where(OutboxLetter.state == LetterState.DUE)
    )
    assert {f"{until:%d.%m. %H:%M}" for until in waiting if until} == {"30.10. 23:00"}


def test_the_clock_reminds_a_week_and_a_day_before_the_end(
    opened: StatusRound, clock: StepClock
) -> None:
    plan_at("2017-10-08T09:00+02:00")
    assert letters("round_due_reminder") == []

    plan_at("2017-10-09T09:00+02:00")
    plan_at("2017-10-09T09:01+02:00")
    assert letters("round_due_reminder") == ["b@example.org", "vertretung.a@example.org"]

    rounds.deliver([request_of(reread(opened), "Vertretung B")], of=SIGNED, now=clock())
    db.session.commit()
    plan_at("2017-10-15T09:00+02:00")
    assert letters("round_due_reminder") == [
        "b@example.org",
        "vertretung.a@example.org",
        "vertretung.a@example.org",
    ]


def test_the_clock_does_not_repeat_what_the_office_wrote_yesterday(opened: StatusRound) -> None:
    plan_at("2017-10-08T08:00+02:00")
    let_letters_leave()
    rounds.remind(opened, seen=None, by=None, now=at("2017-10-08T09:00+02:00"))
    db.session.commit()

    plan_at("2017-10-09T09:00+02:00")

    assert letters("round_due_reminder") == []


def test_a_reminder_does_not_go_to_whoever_has_delivered_meanwhile(
    opened: StatusRound, clock: StepClock
) -> None:
    plan_at("2017-10-09T09:00+02:00")
    rounds.deliver([request_of(reread(opened), "Vertretung B")], of=SIGNED, now=clock())
    db.session.commit()

    for kind, code in (("round_due_reminder", "outdated"), ("round_request", "answered")):
        with pytest.raises(NotWanted) as unwanted:
            written(kind, "b@example.org", clock)
        assert unwanted.value.code == code


def test_the_clocks_reminder_says_how_much_is_left(opened: StatusRound, clock: StepClock) -> None:
    plan_at("2017-10-09T09:00+02:00")

    words = written("round_due_reminder", "b@example.org", clock)

    assert words.subject == "Noch offen: Zuarbeit bis 16. Oktober: Bericht"
    assert "2 Punkte sind offen." in words.text
    assert "http://127.0.0.1:8000/r/" in words.text


def test_the_preview_shows_the_rounds_reminders(opened: StatusRound, clock: StepClock) -> None:
    setting = SETTING.setting(clock())

    found = foresee(opened.plan, dt.date(2017, 10, 1), OCTOBER_16, setting)

    seen = [(f"{one.at:%d.%m. %H:%M}", one.to, one.subject) for one in found]
    subject = "Noch offen: Zuarbeit bis 16. Oktober: Bericht"
    assert [row for row in seen if row[1] == "b@example.org"] == [
        ("09.10. 09:00", "b@example.org", subject),
        ("13.10. 09:00", "b@example.org", subject),  # the day before is a Sunday
    ]


def test_changed_figures_wait_for_the_office_and_words_alone_do_not(
    opened: StatusRound, clock: StepClock
) -> None:
    say(opened, "Ziel 1", Category.IN_PROGRESS, 60, clock)
    say(opened, "Ziel 3", Category.IN_PROGRESS, 10, clock)
    october = at("2017-10-17T09:00+02:00")

    with pytest.raises(RuleBroken, match="Eine Antwort ist noch nicht geprüft"):
        rounds.close(opened, by=None, now=october)
    assert rounds.accept_words(opened, by=None, now=october) == 1
    decide(opened, "Ziel 1", Verdict.ACCEPTED)
    assert rounds.close(opened, by=None, now=october) == 2


def say(
    round_: StatusRound, name: str, category: Category, percent: int | None, clock: StepClock
) -> None:
    given = GoalAnswer(category=category, percent=percent, said=f"Neues zu {name}")
    rounds.answer_goal(item(round_, name), given, of=SIGNED, now=clock())
    db.session.commit()


def decide(round_: StatusRound, name: str, verdict: Verdict, **more: object) -> None:
    answer = item(round_, name).answer
    assert answer is not None
    rounds.decide(answer, verdict, by=None, now=at("2017-10-10T09:00+02:00"), **more)  # type: ignore[arg-type]
    db.session.commit()


def test_closing_freezes_exactly_what_counts(opened: StatusRound, clock: StepClock) -> None:
    say(opened, "Ziel 1", Category.IN_PROGRESS, 60, clock)
    decide(opened, "Ziel 1", Verdict.ACCEPTED)
    say(opened, "Ziel 2", Category.DONE, 100, clock)
    figures = Figures(category=Category.IN_PROGRESS, percent=90)
    decide(opened, "Ziel 2", Verdict.CHANGED, figures=figures, reason="Ein Teil fehlt noch.")
    rounds.say_unchanged(item(opened, "Ziel 3"), of=SIGNED, now=clock())
    say(opened, "Ziel 5", Category.STARTED, None, clock)

    frozen = rounds.close(opened, anyway=True, by=None, now=at("2017-10-17T09:00+02:00"))
    db.session.commit()

    rows = db.session.scalars(
        select(Assessment).where(Assessment.reporting_on == OCTOBER_16).order_by(Assessment.goal_id)
    ).all()
    assert frozen == 3
    assert [(r.goal.title, r.status_raw, r.category.value, r.percent) for r in rows] == [
        ("Ziel 1", "Neues zu Ziel 1", "in_progress", 60),
        ("Ziel 2", "Neues zu Ziel 2", "in_progress", 90),
        ("Ziel 3", "Umsetzung 10 %", "in_progress", 10),
    ]
    assert all(row.source is AssessmentSource.REPORTED for row in rows)
    assert rows[1].reason == (
        "Abfrage zum 16. Oktober 2017, Antwort von Vertretung A. "
        "Von der Geschäftsstelle geändert: Ein Teil fehlt noch."
    )
    now = reread(opened)
    assert {
        i.title[4:]: i.outcome for request in now.requests for i in request.items if i.goal
    } == {
        "Ziel 1": Outcome.TAKEN,
        "Ziel 2": Outcome.TAKEN,
        "Ziel 3": Outcome.TAKEN,
        "Ziel 4": Outcome.NO_ANSWER,
        "Ziel 5": Outcome.UNCHECKED,
    }
    silent = item(now, "Ziel 4").goal
    assert silent is not None and silent.latest is not None
    assert silent.latest.status_raw == "noch nicht"


def test_closing_twice_freezes_once(opened: StatusRound, clock: StepClock) -> None:
    rounds.say_unchanged(item(opened, "Ziel 1"), of=SIGNED, now=clock())
    october = at("2017-10-17T09:00+02:00")

    first = rounds.close(opened, by=None, now=october)
    second = rounds.close(opened, by=None, now=october)
    db.session.commit()

    count = select(func.count()).where(Assessment.reporting_on == OCTOBER_16)
    assert (first, second, db.session.scalar(count)) == (1, 0, 1)


def test_before_the_reporting_date_nothing_is_frozen(opened: StatusRound, clock: StepClock) -> None:
    with pytest.raises(RuleBroken, match=r"erst am 16\. Oktober 2017"):
        rounds.close(opened, by=None, now=clock())


def test_a_question_back_waits_for_a_new_answer(opened: StatusRound, clock: StepClock) -> None:
    say(opened, "Ziel 3", Category.IN_PROGRESS, 80, clock)
    rounds.say_unchanged(item(opened, "Bedarf erheben"), of=SIGNED, now=clock())
    rounds.deliver([request_of(opened, "Vertretung B")], of=SIGNED, now=clock())
    decide(opened, "Ziel 3", Verdict.RETURNED, reason="Sind es wirklich 80 %?")
    assert standing(request_of(reread(opened), "Vertretung B")) is Standing.PARTLY

    say(reread(opened), "Ziel 3", Category.IN_PROGRESS, 80, clock)

    now = reread(opened)
    assert standing(request_of(now, "Vertretung B")) is Standing.DELIVERED
    assert len(item(now, "Ziel 3").answers) == 2


def test_an_older_answer_cannot_be_accepted_over_a_newer(
    opened: StatusRound, clock: StepClock
) -> None:
    say(opened, "Ziel 1", Category.IN_PROGRESS, 60, clock)
    older = item(opened, "Ziel 1").answer
    say(opened, "Ziel 1", Category.IN_PROGRESS, 70, clock)
    assert older is not None

    with pytest.raises(RuleBroken, match="neuere Antwort"):
        rounds.decide(older, Verdict.ACCEPTED, by=None, now=clock())


def test_after_the_end_nothing_can_be_said(opened: StatusRound, clock: StepClock) -> None:
    rounds.withdraw(opened, by=None, now=clock())
    db.session.commit()

    assert opened.state is RoundState.WITHDRAWN
    with pytest.raises(RuleBroken, match="beendet"):
        rounds.say_unchanged(item(opened, "Ziel 1"), of=SIGNED, now=clock())
    with pytest.raises(NotWanted):
        written("round_request", "b@example.org", clock)


def test_an_answer_by_telephone_stands_in_the_log(opened: StatusRound, clock: StepClock) -> None:
    office = account_by_email("geschaeftsstelle@example.org")
    assert office is not None
    of = Speaker(channel=Channel.PHONE, account_id=office.id)

    rounds.say_unchanged(item(opened, "Ziel 4"), of=of, now=clock())
    db.session.commit()

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "round.answer")).one()
    silent = db.session.scalars(select(Actor).where(Actor.name == "Verein ohne Adresse")).one()
    assert (entry.account_id, entry.on_behalf_of_id) == (office.id, silent.id)


def test_what_waits_for_somebody_is_known_to_my_tasks(
    opened: StatusRound, clock: StepClock
) -> None:
    account = account_by_email("vertretung.a@example.org")
    assert account is not None
    viewer = viewer_of(account.id, clock().date())

    waiting = queries.open_requests_for(viewer)

    assert [(one.owed, one.asked) for one in waiting] == [(4, 4)]


def test_rounds_are_offered_for_the_committee_first(plan: Plan) -> None:
    cycle = make_cycle(plan)
    body, committee = make_body(plan), make_body(plan, "Ausschuss", external=True)
    make_meeting(cycle, body, dt.date(2017, 11, 15), phase=Phase.WORKING)
    make_meeting(
        cycle,
        committee,
        dt.date(2017, 11, 27),
        phase=Phase.COMMITTEE,
        external=True,
        begins=None,
        ends=None,
    )
    save()

    found = queries.suggestions(plan, dt.date(2017, 9, 25))

    assert [(one.occasion, one.reporting_on) for one in found] == [
        (Occasion.COMMITTEE, OCTOBER_16),
        (Occasion.WORKING, dt.date(2017, 10, 4)),
        (Occasion.HALF_YEAR, dt.date(2017, 12, 31)),
    ]


def test_a_letter_is_due_at_once_and_useless_after_the_answer_by_day(opened: StatusRound) -> None:
    letter = db.session.scalars(select(OutboxLetter)).first()

    assert letter is not None and letter.state is LetterState.DUE
    assert letter.useful_until == at("2017-10-17T00:00+02:00")


def at_once(app: Flask, deeds: list[Callable[[], object]]) -> list[Exception | None]:
    """Run the deeds in threads that start together; how each of them ended."""
    gate = threading.Barrier(len(deeds))
    ends: list[Exception | None] = [None] * len(deeds)

    def run(place: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deeds[place]()
            except Exception as fault:  # noqa: BLE001 - the test looks at it
                ends[place] = fault
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def test_two_who_open_at_the_same_moment_open_one(app: Flask, plan: Plan, clock: StepClock) -> None:
    plan_id, now = plan.id, clock()
    db.session.rollback()

    def opening() -> None:
        rounds.open_round(db.session.get_one(Plan, plan_id), DRAFT, by=None, now=now)

    ends = at_once(app, [opening, opening])

    assert [type(end) for end in ends].count(RuleBroken) == 1 and ends.count(None) == 1
    assert db.session.scalar(select(func.count(StatusRound.id))) == 1
    assert len(letters("round_request")) == 2


def test_a_double_click_on_close_freezes_once_and_an_answer_beside_it_is_whole(
    app: Flask, opened: StatusRound, clock: StepClock
) -> None:
    rounds.say_unchanged(item(opened, "Ziel 1"), of=SIGNED, now=clock())
    db.session.commit()
    round_id, late, now = opened.id, item(opened, "Ziel 3").id, at("2017-10-17T09:00+02:00")
    db.session.rollback()

    def closing() -> None:
        mine = queries.by_id(round_id)
        assert mine is not None
        rounds.close(mine, by=None, now=now)

    def answering() -> None:
        queries.by_id(round_id)
        rounds.say_unchanged(db.session.get_one(RoundItem, late), of=SIGNED, now=now)

    ends = at_once(app, [closing, closing, answering])

    db.session.expire_all()
    frozen = db.session.scalars(
        select(Assessment).where(Assessment.reporting_on == OCTOBER_16)
    ).all()
    answered = ends[2] is None
    assert ends[:2] == [None, None]
    assert sorted(one.goal.title for one in frozen) == (
        ["Ziel 1", "Ziel 3"] if answered else ["Ziel 1"]
    )
