"""Targets on the web: seen by all in the plan, kept by the office, measured over time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts import Account
from app.models.meetings import Agreement, AgreementKind
from app.models.plans import Goal
from app.models.targets import Resources, Target, TargetValue
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
    person_of,
    save,
    sign_in,
)

GOAL = "/plaene/integrationsplan/ziele/7.1"


@dataclass
class World:
    goal: Goal
    target: Target
    agreement: Agreement
    office: Account
    member: Account

    @property
    def place(self) -> str:
        return f"{GOAL}/zielsetzungen/{self.target.uid}"


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    cycle, body = make_cycle(plan), make_body(plan)
    agreement = Agreement(
        cycle=cycle,
        meeting=make_meeting(cycle, body),
        number=7,
        kind=AgreementKind.TARGET,
        text="Zwölf Kurse im Jahr",
        created_at=CREATED,
    )
    target = Target(
        goal=goal, agreement=agreement, title="Mehr Kurse", unit="Kurse", created_at=CREATED
    )
    save(goal, agreement, target)
    office, member = make_office(plan), make_account(plan)
    join(body, person_of(member))
    save()
    return World(goal, target, agreement, office, member)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def post(client: FlaskClient, address: str, **data: Any) -> tuple[int, str]:
    answer = client.post(address, data=data, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(TargetValue)) or 0


def test_not_yet_verifiable_stands_wherever_the_target_does(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    meeting = world.agreement.meeting

    for place in (
        world.place,
        GOAL,
        f"/vereinbarungen/{world.agreement.uid}",
        f"/sitzungen/{meeting.uid}",
    ):
        text = page(client, place)
        assert "Noch nicht überprüfbar" in text
        assert "Es fehlt: Indikator, Ausgangswert" in text
        assert f"{world.place}/bearbeiten" in text


def test_a_member_reads_a_target_and_changes_nothing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)

    text = page(client, world.place)

    assert "V 2017-07, Auftakt am 29. März 2017" in text
    assert "ob Geld und Personal reichen, ist noch offen" in text
    assert "/bearbeiten" not in text
    for deed in ("bearbeiten", "werte/neu", "werte/1/berichtigen"):
        page(client, f"{world.place}/{deed}", 404)
    page(client, f"{GOAL}/zielsetzungen/neu", 404)


def test_the_office_completes_a_target(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    _status, text = post(
        client,
        f"{world.place}/bearbeiten",
        version=world.target.version,
        title="Mehr Kurse",
        kind="output",
        indicator="Zahl der Kurse",
        unit="Kurse",
        baseline_value="2,5",
        baseline_on="20.02.2017",
        target_value="1.200",
        target_on="31.12.2018",
        agreement=str(world.agreement.id),
        resources="yes",
        data_source="Kursliste",
        evidence="Jahresbericht",
    )
    assert "Bitte schreiben Sie 1200 oder 1,200." in text
    _status, text = post(
        client,
        f"{world.place}/bearbeiten",
        version=world.target.version,
        title="Mehr Kurse",
        kind="output",
        indicator="Zahl der Kurse",
        unit="Kurse",
        baseline_value="2,5",
        baseline_on="20.02.2017",
        target_value="1.200,5",
        target_on="31.12.2018",
        agreement=str(world.agreement.id),
        resources="yes",
        data_source="Kursliste",
        evidence="Jahresbericht",
    )

    assert "Überprüfbar" in text
    assert "2,5 Kurse am 20. Februar 2017" in text
    assert "1.200,5 Kurse bis 31. Dezember 2018" in text
    assert world.target.resources is Resources.YES
    assert 'value="2,5"' in page(client, f"{world.place}/bearbeiten")


def test_values_make_a_line_with_its_table(world: World, client: FlaskClient) -> None:
    world.target.baseline_value, world.target.baseline_on = 2.0, dt.date(2017, 1, 1)
    save()
    sign_in(client, world.office)

    assert '<svg class="wv-chart__drawing"' not in page(client, world.place)
    status, text = post(
        client, f"{world.place}/werte/neu", value="12,5", measured_on="20.02.2017", source="Liste"
    )

    assert status == 200
    assert '<svg class="wv-chart__drawing"' in text
    assert "Gemessen: 2 Werte, zuletzt 12,5 Kurse am 20. Februar 2017" in text
    assert "Mo., 20.02.2017" in text
    value = world.target.values[-1]
    status, text = post(
        client,
        f"{world.place}/werte/{value.id}/berichtigen",
        value="",
        measured_on="20.02.2017",
        source="Liste",
        reason="Doppelt gezählt",
    )
    assert status == 200
    assert "gestrichen" in text
    assert "vorher: 12,5 Kurse am Mo., 20.02.2017. Grund: Doppelt gezählt" in text
    assert "Geschaeftsstelle" in text
    status, text = post(
        client,
        f"{world.place}/werte/{value.id}/berichtigen",
        value="3",
        measured_on="20.02.2017",
        source="Liste",
        reason="Noch einmal",
    )
    assert "Dieser Wert ist schon berichtigt." in text
    assert rows() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "1.5e308"}, "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."),
        ({"value": "9" * 30}, "Sie ist größer als eine Billion."),
        ({"value": "zwölf"}, "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."),
        ({"value": "nan"}, "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."),
        ({"value": "1_0"}, "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."),
        ({"value": ""}, "Bitte geben Sie den gemessenen Wert ein."),
        ({"measured_on": "20.02.1917"}, "Bitte prüfen Sie das Jahr 1917."),
        ({"measured_on": "20.02.2018"}, "Das Datum liegt in der Zukunft."),
        ({"source": ""}, "Bitte nennen Sie, woher der Wert stammt."),
    ],
)
def test_what_cannot_be_measured_gets_a_sentence_and_changes_nothing(
    world: World, client: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    given = {"value": "12,5", "measured_on": "20.02.2017", "source": "Liste"}

    status, text = post(client, f"{world.place}/werte/neu", **(given | wrong))

    assert status == 422
    assert sentence in text
    assert rows() == 0


def test_a_target_and_its_values_are_found_only_in_their_place(
    world: World, client: FlaskClient
) -> None:
    make_goal(world.goal.field, 2, "Räume finden")
    value = TargetValue(
        target=world.target,
        measured_on=dt.date(2017, 2, 1),
        value=3.0,
        source="Liste",
        author_id=None,
        created_at=CREATED,
    )
    save(value)
    make_goal(make_field(make_plan("anderer")))
    save()
    sign_in(client, world.office)

    page(client, f"{world.place}/werte/{value.id}/berichtigen")
    for place in (
        f"/plaene/integrationsplan/ziele/7.2/zielsetzungen/{world.target.uid}",
        f"/plaene/anderer/ziele/7.1/zielsetzungen/{world.target.uid}",
        f"{world.place}/werte/{value.id + 1}/berichtigen",
    ):
        page(client, place, 404)


def test_an_agreement_of_another_plan_is_refused(world: World, client: FlaskClient) -> None:
    plan = make_plan("anderer")
    cycle = make_cycle(plan)
    foreign = Agreement(
        cycle=cycle,
        meeting=make_meeting(cycle, make_body(plan, "Fremde Gruppe")),
        number=1,
        kind=AgreementKind.TARGET,
        text="Fremd",
        created_at=CREATED,
    )
    save(foreign)
    sign_in(client, world.office)

    status, text = post(
        client,
        f"{GOAL}/zielsetzungen/neu",
        title="Mehr Kurse",
        kind="output",
        resources="open",
        agreement=str(foreign.id),
    )

    assert status == 422
    assert "Bitte wählen Sie einen Eintrag aus der Liste." in text
    assert "Fremd" not in text
