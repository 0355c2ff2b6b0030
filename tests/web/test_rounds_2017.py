"""The year 2017 through a whole status round: 40 actors, 34 goals, all tasks, on both databases."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain.rounds import is_asked_goal, is_asked_task
from app.extensions import db
from app.models.accounts import Account
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import Assessment, AssessmentSource, Category, FieldOfAction, Goal, Plan
from app.models.rounds import Channel, Outcome, RoundItem, RoundRequest, StatusRound
from app.models.tasks import Task, TaskReport, TaskState
from app.queries import rounds as queries
from app.services import demo, outbox
from app.services.outbox.drafts import Setting
from app.services.outbox.kinds import NotWanted, draft
from app.services.outbox.preview import foresee
from tests.conftest import StepClock
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.both_databases
OCTOBER_16 = dt.date(2017, 10, 16)
JANUARY = dt.datetime(2017, 1, 9, 8, tzinfo=dt.UTC)
OPENING = dt.datetime(2017, 9, 25, 7, 0, tzinfo=dt.UTC)
WEEK_BEFORE = dt.datetime(2017, 10, 9, 7, 0, tzinfo=dt.UTC)
DAY_BEFORE = dt.datetime(2017, 10, 15, 7, 0, tzinfo=dt.UTC)
CLOSING = dt.datetime(2017, 10, 17, 7, 0, tzinfo=dt.UTC)
SILENT = 5
Frozen = tuple[str, str, int | None]


@dataclass
class Expected:
    """What the script said to whom, kept apart from the product."""

    goals: dict[int, Frozen] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)


@pytest.fixture
def plan(app: Flask, clock: StepClock) -> Plan:
    """The demo's 2017 with forty actors who share its goals and tasks, and ten who have none."""
    clock.set(JANUARY)
    plan = demo.load_demo(now=JANUARY, year=2017)
    actors = [
        make_person(plan, f"Stelle {number:02}", email=f"stelle{number:02}@example.org")
        for number in range(40)
    ]
    for number in range(10):
        make_person(plan, f"Ohne Auftrag {number}", email=f"ohne{number}@example.org")
    for place, goal in enumerate(goals_of(plan)):
        goal.responsible = actors[place]
    tasks = db.session.scalars(
        select(Task).where(Task.plan_id == plan.id, Task.fixes_meeting_id.is_(None))
    ).all()
    for place, task in enumerate(tasks):
        task.accountable = actors[(34 + place) % 40]
    db.session.flush()
    finish_off(plan)
    db.session.commit()
    return plan


def goals_of(plan: Plan) -> list[Goal]:
    return list(
        db.session.scalars(
            select(Goal)
            .join(Goal.field)
            .where(FieldOfAction.plan_id == plan.id)
            .order_by(FieldOfAction.number, Goal.position)
        )
    )


def finish_off(plan: Plan) -> None:
    """Whoever holds only a finished goal gets a task, so that all forty have something to say."""
    has_task = set(db.session.scalars(select(Task.accountable_id).where(Task.plan_id == plan.id)))
    for goal in goals_of(plan):
        if not is_asked_goal(goal, OCTOBER_16) and goal.responsible_id not in has_task:
            assert goal.responsible is not None
            db.session.add(
                Task(
                    plan=plan,
                    title=f"Nachlese zu {goal.key}",
                    accountable=goal.responsible,
                    goals=[goal],
                    created_at=JANUARY,
                    changed_at=JANUARY,
                )
            )
    db.session.flush()


def write_due(clock: StepClock) -> list[tuple[str, str, str]]:
    """What a dispatcher would send now: kind, address, text; then the letters count as sent."""
    setting = Setting(
        base_url="http://127.0.0.1:8000",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        secret="a key for tests only",
        now=clock(),
    )
    written = []
    due = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.state == LetterState.DUE, OutboxLetter.kind.startswith("round"))
        .order_by(OutboxLetter.id)
    ).all()
    for letter in due:
        try:
            words = draft(letter, setting).words()
        except NotWanted:
            letter.state = LetterState.CANCELLED
            continue
        letter.state = LetterState.SENT
        written.append((letter.kind, letter.address, words.text))
    db.session.commit()
    return written


def answer_all(client: FlaskClient, letter: str, name: str, expected: Expected) -> None:
    """Open the letter's page and answer every item through it, some "unchanged", then "done"."""
    match = re.search(r"http://127\.0\.0\.1:8000(/r/\S+)", letter)
    assert match is not None
    answer_page(client, match[1], name, expected)


def answer_page(client: FlaskClient, page: str, name: str, expected: Expected) -> None:
    shown = client.get(page).get_data(as_text=True)
    db.session.rollback()  # each request has a transaction of its own, as in real life
    numbers = [int(number) for number in re.findall(r'id="punkt-(\d+)"', shown)]
    assert numbers, f"{name} has nothing to say on {page}"
    for number in numbers:
        item = db.session.get(RoundItem, number)
        assert item is not None and item.request.actor.name == name
        say(client, page, item, expected)
    assert client.post(page, data={"deed": "done"}).status_code == 302


def say(client: FlaskClient, page: str, item: RoundItem, expected: Expected) -> None:
    """Every third goal is unchanged, the others go on by ten percent; tasks are in progress."""
    here, latest = f"{page}?punkt={item.id}", item.goal.latest if item.goal else None
    if latest is not None and item.id % 3 == 0 and latest.category is not Category.UNKNOWN:
        assert client.post(here, data={"deed": "same"}).status_code == 302
        expected.goals[latest.goal_id] = (latest.status_raw, latest.category, latest.percent)
        return
    said = f"Stand im Oktober zu Punkt {item.id}: „ganz wörtlich“"
    if item.goal is not None:
        percent = min(90, (latest.percent or 0) + 10) if latest else 10
        expected.goals[item.goal.id] = (said, Category.IN_PROGRESS, percent)
        standing = Category.IN_PROGRESS.value
    else:
        assert item.task is not None
        percent, standing = 50, TaskState.WAITING.value
        expected.tasks[item.task.id] = said
    data = {"standing": standing, "percent": str(percent), "said": said}
    given = {f"p{item.id}-{key}": value for key, value in data.items()}
    assert client.post(here, data=given).status_code == 302


def round_letters() -> Counter[str]:
    rows = db.session.execute(
        select(OutboxLetter.kind, func.count().label("letters"))
        .where(OutboxLetter.kind.startswith("round"), OutboxLetter.state == LetterState.SENT)
        .group_by(OutboxLetter.kind)
    )
    return Counter({row.kind: row.letters for row in rows})


def test_the_round_of_2017_freezes_exactly_what_was_answered(
    app: Flask, client: FlaskClient, plan: Plan, clock: StepClock
) -> None:
    expected, visitor = Expected(), app.test_client()
    before = {goal.id: goal.latest for goal in goals_of(plan)}
    asked_goals = {goal.id for goal in goals_of(plan) if is_asked_goal(goal, OCTOBER_16)}
    office = db.session.scalars(
        select(Account).where(Account.email == "geschaeftsstelle@example.org")
    ).one()
    assert len(before) == 34

    # The office sees forty people and opens the round for the committee's reporting date.
    clock.set(OPENING)
    sign_in(client, office, OPENING)
    assert "40 Personen" in client.get("/abfragen/neu").get_data(as_text=True)
    opening = {"reporting_on": "2017-10-16", "answer_by": "2017-10-16"}
    assert client.post("/abfragen/neu", data=opening).status_code == 302
    round_id = db.session.scalars(select(StatusRound.id)).one()

    # One letter each, none to those without anything to say; ten answer at once.
    first = write_due(clock)
    assert [kind for kind, _, _ in first] == ["round_request"] * 40
    assert len({address for _, address, _ in first}) == 40
    assert all(address.startswith("stelle") for _, address, _ in first)
    assert all("Es geht um " in text and "\n- " in text for _, _, text in first)
    for _, address, text in first[:10]:
        answer_all(visitor, text, name_of(address), expected)

    # A week before the end the clock reminds the thirty that are missing; twenty answer.
    clock.set(WEEK_BEFORE)
    assert foreseen(plan, clock) == 60
    outbox.plan_reminders(host="127.0.0.1", now=clock())
    db.session.commit()
    second = write_due(clock)
    assert {address for _, address, _ in second} == {address for _, address, _ in first[10:]}
    assert len(second) == 30
    for _, address, text in second[:20]:
        answer_all(visitor, text, name_of(address), expected)

    # Five say it on the telephone; a day before the end the clock asks the last five.
    for _, address, _ in second[20:25]:
        name = name_of(address)
        asked = db.session.scalars(
            select(RoundRequest).join(RoundRequest.actor).where(Actor.name == name)
        ).one()
        answer_page(client, f"/abfragen/stellen/{asked.uid}", name, expected)
    clock.set(DAY_BEFORE)
    outbox.plan_reminders(host="127.0.0.1", now=clock())
    db.session.commit()
    last = write_due(clock)
    assert {address for _, address, _ in last} == {address for _, address, _ in second[25:]}
    assert round_letters() == {"round_request": 40, "round_due_reminder": 35}

    # The office accepts what changes figures, and closes.
    clock.set(CLOSING)
    sign_in(client, office, CLOSING)
    page = f"/abfragen/{whole(round_id).uid}"
    assert client.post(f"{page}/schliessen").status_code == 422
    checks = client.get(f"{page}/pruefen").get_data(as_text=True)
    db.session.rollback()
    for deed in sorted(set(re.findall(r'action="(/abfragen/antworten/\d+)"', checks))):
        assert client.post(deed, data={"verdict": "accepted"}).status_code == 302
    client.post(f"{page}/worte-uebernehmen")
    assert client.post(f"{page}/schliessen").status_code == 302
    assert client.post(f"{page}/schliessen").status_code == 302

    # Frozen is what was said, no word more; the silent keep what was known of them.
    frozen = db.session.scalars(
        select(Assessment).where(Assessment.reporting_on == OCTOBER_16)
    ).all()
    assert {one.source for one in frozen} == {AssessmentSource.REPORTED}
    assert len(frozen) == len(expected.goals)
    assert {
        one.goal_id: (one.status_raw, one.category, one.percent) for one in frozen
    } == expected.goals
    closed = whole(round_id)
    silent = [one for one in closed.requests if one.channel is None]
    assert len(silent) == SILENT
    assert Counter(one.channel for one in closed.requests) == {
        Channel.SIGNED: 30,
        Channel.PHONE: 5,
        None: SILENT,
    }
    unanswered = [item for one in silent for item in one.items]
    assert {item.outcome for item in unanswered} == {Outcome.NO_ANSWER}
    kept = {item.goal.id: item.goal.latest for item in unanswered if item.goal}
    assert kept == {goal_id: before[goal_id] for goal_id in kept}
    assert set(expected.goals) | set(kept) == asked_goals
    reported = db.session.execute(
        select(TaskReport.task_id, TaskReport.text).where(TaskReport.reported_at >= OPENING)
    )
    assert {one.task_id: one.text for one in reported} == expected.tasks
    shown = client.get(page).get_data(as_text=True)
    assert f"Keine Rückmeldung ({len(unanswered)})" in shown


def name_of(address: str) -> str:
    return f"Stelle {address[6:8]}"


def whole(round_id: int) -> StatusRound:
    found = queries.by_id(round_id)
    assert found is not None
    return found


def foreseen(plan: Plan, clock: StepClock) -> int:
    """How many reminders of the round `reminders preview` shows for the days to come."""
    setting = Setting(
        base_url="http://127.0.0.1:8000",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        secret="a key for tests only",
        now=clock(),
    )
    letters = foresee(plan, WEEK_BEFORE.date(), OCTOBER_16, setting)
    carried = [key for letter in letters for key in letter.carries]
    return sum(key.startswith("round_due_reminder") for key in carried)


def test_with_past_dates_nothing_is_sent(client: FlaskClient, plan: Plan, clock: StepClock) -> None:
    clock.set(dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC))
    office = db.session.scalars(
        select(Account).where(Account.email == "geschaeftsstelle@example.org")
    ).one()
    sign_in(client, office, clock())

    refused = client.post(
        "/abfragen/neu", data={"reporting_on": "2017-10-16", "answer_by": "2017-10-16"}
    )

    assert refused.status_code == 422
    assert db.session.scalar(select(func.count()).where(OutboxLetter.kind.startswith("round"))) == 0
    tasks = db.session.scalars(select(Task).where(Task.plan_id == plan.id)).all()
    assert any(is_asked_task(task, OCTOBER_16) for task in tasks)
