"""The register: every agreement back to its basis and on to its tasks, at a steady price."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock as the_clock
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body, BodyForm
from app.models.meetings import Agreement, AgreementKind, CommitteeResult, Meeting, Outcome
from app.models.plans import Plan
from app.models.targets import Target
from app.models.tasks import Task, TaskState
from app.services import meetings
from tests.conftest import StepClock
from tests.makers import (
    CREATED,
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

NOW = dt.datetime(2017, 7, 20, 9, tzinfo=dt.UTC)


class World:
    """March agreed a topic area, July a method and a target on it; a committee took note."""

    def __init__(self, clock: StepClock) -> None:
        self.plan: Plan = make_plan()
        self.goal = make_goal(make_field(self.plan))
        self.body: Body = make_body(self.plan)
        self.foreign: Body = make_body(self.plan, "Andere Gruppe")
        self.cycle = make_cycle(self.plan)
        self.march: Meeting = make_meeting(self.cycle, self.body)
        self.july = make_meeting(
            self.cycle, self.body, dt.date(2017, 7, 12), position=2, title="Juli-Treffen"
        )
        self.elsewhere = make_meeting(
            self.cycle, self.foreign, dt.date(2017, 5, 3), position=3, title="Nebenan"
        )
        committee = make_body(self.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
        paper = make_meeting(
            self.cycle, committee, dt.date(2017, 7, 17), position=4, external=True,
            title="Vorstellung im Ausschuss",
        )  # fmt: skip
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.stranger = make_account(self.plan, "Vertretung Caritas")
        join(self.body, person_of(self.member))
        save(CommitteeResult(
            meeting=paper, outcome=Outcome.TAKEN_NOTE, paper_number="84/2017", recorded_at=CREATED
        ))  # fmt: skip
        self.basis = self.agree(self.march, AgreementKind.TOPIC_AREA, "Vereine öffnen")
        self.method = self.agree(self.july, AgreementKind.METHOD, "Zwei Workshops", self.basis)
        self.last = self.agree(self.july, AgreementKind.TARGET, "Zehn Vereine", self.method)
        self.hidden = self.agree(self.elsewhere, AgreementKind.METHOD, "Nur nebenan")
        make_task(
            self.plan, "Raum finden", agreement=self.method, meeting=self.july, goals=[self.goal]
        )
        make_task(
            self.plan, "Einladen", agreement=self.method, meeting=self.july, state=TaskState.DONE
        )
        save(
            Target(goal=self.goal, agreement=self.last, title="Offene Vereine", created_at=CREATED)
        )
        clock.set(NOW)

    def agree(
        self, meeting: Meeting, kind: AgreementKind, text: str, basis: Agreement | None = None
    ) -> Agreement:
        made = meetings.record_agreement(
            meeting, kind=kind, text=text, by=None, now=NOW, based_on=basis
        )
        save()
        return made


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    return World(clock)


def enter(client: FlaskClient, account: Account) -> None:
    """Sign in at this moment; a session of February would be over."""
    sign_in(client, account, now=the_clock.now())


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


def test_a_member_finds_the_agreements_of_the_group_and_the_committees_result(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.member)

    page = text_of(client, "/vereinbarungen")

    for word in ("V 2017-01", "V 2017-02", "V 2017-03", "Zur Kenntnis genommen", "84/2017"):
        assert word in page
    assert "1 Aufgabe offen" in page
    assert "1 Aufgabe erledigt" in page
    assert "Nur nebenan" not in page
    enter(client, world.office)
    assert "Nur nebenan" in text_of(client, "/vereinbarungen")


def test_the_register_is_narrowed_by_year_and_kind(client: FlaskClient, world: World) -> None:
    next_year = make_cycle(world.plan, 2018)
    later = make_meeting(next_year, world.body, dt.date(2018, 3, 21), title="Auftakt 2018")
    world.agree(later, AgreementKind.METHOD, "Ein Planspiel")
    enter(client, world.member)

    year = text_of(client, "/vereinbarungen?jahr=2018")
    kind = text_of(client, "/vereinbarungen?jahr=2017&art=method")
    committee = text_of(client, "/vereinbarungen?art=ausschuss")

    assert "Ein Planspiel" in year
    assert "Vereine öffnen" not in year
    assert "Zwei Workshops" in kind
    assert "Zehn Vereine" not in kind
    assert "84/2017" not in kind
    assert "84/2017" in committee
    assert "Zwei Workshops" not in committee
    assert "nichts eingetragen" in text_of(client, "/vereinbarungen?jahr=2018&art=target")
    assert "Zwei Workshops" in text_of(client, "/vereinbarungen?jahr=abc&art=quatsch")


def test_the_register_is_narrowed_by_what_became_of_it(client: FlaskClient, world: World) -> None:
    enter(client, world.office)

    def shown(state: str) -> set[str]:
        page = text_of(client, f"/vereinbarungen?stand={state}")
        texts = ("Vereine öffnen", "Zwei Workshops", "Zehn Vereine", "Nur nebenan")
        return {text for text in texts if text in page}

    assert (shown("none"), shown("not_needed")) == (set(), {"Nur nebenan"})
    assert shown("carried_on") == {"Vereine öffnen", "Zehn Vereine"}
    assert shown("open") == {"Zwei Workshops"}
    task = db.session.scalars(select(Task).where(Task.title == "Raum finden")).one()
    task.due_on = dt.date(2017, 7, 19)
    save()
    assert shown("overdue") == {"Zwei Workshops"}
    assert "1 Aufgabe offen, davon 1 überfällig, 1 Aufgabe erledigt" in text_of(
        client, "/vereinbarungen"
    )
    task.state, task.result, task.done_on = TaskState.DONE, "Der Raum ist da", dt.date(2017, 7, 20)
    save()
    assert (shown("done"), shown("open")) == ({"Zwei Workshops"}, set())


def test_a_committees_result_leads_to_a_task(client: FlaskClient, world: World) -> None:
    enter(client, world.office)
    paper = db.session.scalars(select(Meeting).where(Meeting.external.is_(True))).one()
    way = f"/aufgaben/neu?sitzung={paper.uid}"
    before = text_of(client, "/vereinbarungen?art=ausschuss")
    form = {"title": "Bericht nachreichen", "goals": str(world.goal.id), "state": "open"}

    answer = client.post(way, data=form)

    assert (way in before, answer.status_code) == (True, 302)
    after = text_of(client, "/vereinbarungen?art=ausschuss")
    assert (way in after, "1 Aufgabe offen" in after) == (False, True)


def test_an_agreement_leads_back_to_its_basis_and_on_to_tasks_and_targets(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.member)

    first = text_of(client, f"/vereinbarungen/{world.basis.uid}")
    last = text_of(client, f"/vereinbarungen/{world.last.uid}")
    task = db.session.scalars(select(Task).where(Task.title == "Raum finden")).one()

    assert f"/vereinbarungen/{world.method.uid}" in text_of(client, f"/aufgaben/{task.uid}")
    assert f"/vereinbarungen/{world.basis.uid}" in text_of(client, f"/sitzungen/{world.march.uid}")
    for uid in (world.method.uid, world.last.uid):  # all that grew from it, and the tasks of that
        assert f"/vereinbarungen/{uid}" in first
    assert "Raum finden" in first
    assert f"/sitzungen/{world.march.uid}" in first
    for uid in (world.method.uid, world.basis.uid):
        assert f"/vereinbarungen/{uid}" in last
    assert "Offene Vereine" in last
    assert "Raum finden" not in last


def test_agreements_of_other_groups_are_not_found(client: FlaskClient, world: World) -> None:
    for account, status in ((world.member, 404), (world.stranger, 404), (world.office, 200)):
        enter(client, account)
        assert client.get(f"/vereinbarungen/{world.hidden.uid}").status_code == status


def test_a_basis_in_a_group_one_cannot_see_has_a_number_and_no_words(
    client: FlaskClient, world: World
) -> None:
    made = world.agree(world.july, AgreementKind.METHOD, "Von nebenan gelernt", world.hidden)
    enter(client, world.member)

    page = text_of(client, f"/vereinbarungen/{made.uid}")
    listed = text_of(client, "/vereinbarungen")

    assert "V 2017-04" in page
    assert "Nur nebenan" not in page + listed
    assert str(world.hidden.uid) not in page + listed


def cost_of(client: FlaskClient, url: str) -> int:
    """The statements of a page that reads everything anew."""
    db.session.expire_all()
    return queries_of(lambda: text_of(client, url))


def test_the_register_costs_the_same_for_few_and_for_many(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.member)
    pages = ["/vereinbarungen", f"/vereinbarungen/{world.basis.uid}"]
    text_of(client, pages[0])
    basis = world.last
    few = [cost_of(client, page) for page in pages]
    for n in range(30):
        basis = world.agree(world.july, AgreementKind.METHOD, f"Schritt {n}", basis)
        make_task(
            world.plan, f"Aufgabe {n}", agreement=basis, meeting=world.july, goals=[world.goal]
        )
    save()
    last = f"/vereinbarungen/{basis.uid}"

    assert [cost_of(client, page) for page in pages] == few
    assert last in text_of(client, pages[1])
