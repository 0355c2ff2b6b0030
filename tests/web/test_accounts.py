"""The own account, and the office's list of accounts."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, UserSession
from app.models.plans import Plan
from app.queries import accounts as queries
from app.services import accounts
from tests.conftest import START
from tests.makers import make_account, make_office, make_person, make_plan, save, sign_in

GOOD = "drei Enten im Regen"


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


@pytest.fixture
def office(plan: Plan, client: FlaskClient) -> Account:
    """The coordination office, signed in."""
    account = make_office(plan)
    save(account)
    sign_in(client, account)
    return account


@pytest.fixture
def member(plan: Plan) -> Account:
    account = make_account(plan)
    save(account)
    return account


def fresh(account: Account) -> Account:
    db.session.rollback()
    db.session.expire_all()
    return account


# ------------------------------------------------------------------------------ my account


def test_i_see_my_address_my_role_and_my_browsers(client: FlaskClient, member: Account) -> None:
    sign_in(client, member)
    accounts.begin_session(member, now=START)
    save()

    text = client.get("/konto").get_data(as_text=True)

    assert member.email in text
    assert "Mitglied" in text
    assert "dieser Browser" in text
    assert "ein anderer Browser" in text
    assert "Dienstag, 21. Februar 2017" in text


def test_i_set_a_password_and_stay_signed_in_here_only(
    app: Flask, client: FlaskClient, member: Account
) -> None:
    other = app.test_client()
    sign_in(client, member)
    sign_in(other, member)

    answer = client.post("/konto/passwort", data={"password": GOOD, "again": GOOD})

    assert answer.location == "/konto"
    assert accounts.check_password(member.email, GOOD) is not None
    assert client.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"password": GOOD, "again": "anders"}, "verschieden"),
        ({"password": "kurz", "again": "kurz"}, "mindestens 10 Zeichen"),
        ({"password": "", "again": ""}, "neues Passwort ein"),
        ({"old": "geraten", "password": GOOD, "again": GOOD}, "bisherige Passwort stimmt nicht"),
    ],
)
def test_a_wrong_entry_comes_back_with_a_sentence(
    client: FlaskClient, member: Account, given: dict[str, str], says: str
) -> None:
    if "old" in given:
        accounts.set_password(member, "fünf Enten im Regen")
        save()
    before = member.password_hash
    sign_in(client, member)

    answer = client.post("/konto/passwort", data=given)

    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert fresh(member).password_hash == before


def test_an_open_browser_is_no_place_to_try_old_passwords(
    client: FlaskClient, member: Account
) -> None:
    accounts.set_password(member, GOOD)
    save()
    sign_in(client, member)
    guess = {"password": "sieben Enten", "again": "sieben Enten"}

    tries = [
        client.post("/konto/passwort", data=guess | {"old": f"geraten {number}"}).status_code
        for number in range(11)
    ]

    assert tries == [422] * 10 + [429]


def test_i_sign_out_everywhere_else(app: Flask, client: FlaskClient, member: Account) -> None:
    other = app.test_client()
    sign_in(other, member)
    sign_in(client, member)

    client.post("/konto/ueberall-abmelden")

    assert client.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


def test_i_switch_to_another_plan_of_mine_only(client: FlaskClient, member: Account) -> None:
    second, foreign = make_plan("zweiter", "Zweiter Plan"), make_plan("fremd", "Fremder Plan")
    accounts.grant(member, second, PlanRole.READER, now=START)
    save(foreign)
    sign_in(client, member)

    assert client.post("/plan-wechseln", data={"plan": "fremd"}).status_code == 404
    assert client.post("/plan-wechseln", data={"plan": "gibtesnicht"}).status_code == 404
    answer = client.post("/plan-wechseln", data={"plan": "zweiter", "next": "//boese.example"})

    db.session.rollback()
    assert answer.location == "/"
    assert db.session.scalars(select(UserSession.plan_id)).all() == [second.id]


# ------------------------------------------------------------------------------- the office


def test_the_office_sees_the_accounts_of_its_plan_only(
    client: FlaskClient, office: Account, member: Account
) -> None:
    make_account(make_plan("zweiter", "Zweiter Plan"), "Fremde Vertretung")
    save()

    text = client.get("/verwaltung/konten").get_data(as_text=True)

    assert member.email in text
    assert "Fremde Vertretung" not in text


@pytest.mark.parametrize("role", [PlanRole.MEMBER, PlanRole.READER])
def test_nobody_else_finds_the_office_s_pages(
    client: FlaskClient, plan: Plan, member: Account, role: PlanRole
) -> None:
    other = make_account(plan, "Andere", role)
    save()
    sign_in(client, other)
    at = f"/verwaltung/konten/{member.uid}"

    answers = [
        client.get("/verwaltung/konten").status_code,
        client.get("/verwaltung/konten/neu").status_code,
        client.post("/verwaltung/konten/neu", data={"name": "X"}).status_code,
        client.get(at).status_code,
        client.post(at, data={"role": "coordinator"}).status_code,
        client.post(f"{at}/sperren").status_code,
        client.post(f"{at}/entsperren").status_code,
        client.post(f"{at}/zugang-entziehen").status_code,
    ]

    assert answers == [404] * 8
    assert fresh(member).active


def test_an_office_does_not_reach_into_another_plan(client: FlaskClient, office: Account) -> None:
    stranger = make_account(make_plan("zweiter", "Zweiter Plan"), "Fremde Vertretung")
    save()

    assert client.get(f"/verwaltung/konten/{stranger.uid}").status_code == 404
    assert client.post(f"/verwaltung/konten/{stranger.uid}/sperren").status_code == 404
    assert fresh(stranger).active


def test_the_office_makes_an_account_for_a_person(
    client: FlaskClient, plan: Plan, office: Account
) -> None:
    person = make_person(plan, "Vertretung Moschee")
    save()

    answer = client.post(
        "/verwaltung/konten/neu",
        data={
            "name": "Vertretung Moschee",
            "email": "Moschee@Example.org",
            "role": "member",
            "actor": str(person.uid),
        },
    )

    made = queries.account_by_email("moschee@example.org")
    assert answer.location == "/verwaltung/konten"
    assert made is not None
    assert [(entry.role, entry.actor) for entry in made.accesses] == [(PlanRole.MEMBER, person)]


def test_a_known_address_of_another_plan_gets_access_here_and_keeps_its_name(
    client: FlaskClient, plan: Plan, office: Account
) -> None:
    stranger = make_account(make_plan("zweiter", "Zweiter Plan"), "Fremde Vertretung")
    save()

    client.post(
        "/verwaltung/konten/neu",
        data={"name": "Anders", "email": stranger.email, "role": "reader", "actor": ""},
    )

    assert fresh(stranger).name == "Fremde Vertretung"
    assert {entry.plan.slug for entry in stranger.accesses} == {"integrationsplan", "zweiter"}


def test_an_address_that_is_here_already_is_said_at_its_field(
    client: FlaskClient, office: Account, member: Account
) -> None:
    answer = client.post(
        "/verwaltung/konten/neu",
        data={"name": "Doppelt", "email": member.email, "role": "member", "actor": ""},
    )

    assert answer.status_code == 422
    assert "hier schon ein Konto" in answer.get_data(as_text=True)


def change(client: FlaskClient, account: Account, **fields: str) -> int:
    given = {
        "name": account.name,
        "email": account.email,
        "role": account.accesses[0].role.value,
        "actor": "",
        "version": str(account.version),
    }
    return client.post(f"/verwaltung/konten/{account.uid}", data=given | fields).status_code


def test_a_changed_role_counts_at_the_next_request(
    app: Flask, client: FlaskClient, office: Account, member: Account
) -> None:
    other = app.test_client()
    sign_in(other, member)
    assert other.get("/verwaltung/konten").status_code == 404

    assert change(client, member, role="coordinator") == 302

    assert other.get("/verwaltung/konten").status_code == 200


def test_the_last_coordinator_cannot_be_demoted(client: FlaskClient, office: Account) -> None:
    assert change(client, office, role="member") == 422
    access = db.session.scalars(
        select(PlanAccess).where(PlanAccess.account_id == fresh(office).id)
    ).one()
    assert access.role is PlanRole.COORDINATOR


def test_two_who_edit_one_account_do_not_overwrite_each_other(
    client: FlaskClient, office: Account, member: Account
) -> None:
    assert change(client, member, name="Erste Fassung") == 302

    assert change(client, fresh(member), name="Zweite Fassung", version="1") == 409
    assert fresh(member).name == "Erste Fassung"


def test_a_locked_account_is_out_at_once_and_may_come_back(
    app: Flask, client: FlaskClient, office: Account, member: Account
) -> None:
    other = app.test_client()
    sign_in(other, member)

    client.post(f"/verwaltung/konten/{member.uid}/sperren")
    assert other.get("/konto").status_code == 302
    assert not fresh(member).active

    client.post(f"/verwaltung/konten/{member.uid}/entsperren")
    assert fresh(member).active


def test_an_account_of_two_plans_is_not_locked_by_one_office(
    client: FlaskClient, office: Account, member: Account
) -> None:
    accounts.grant(member, make_plan("zweiter", "Zweiter Plan"), PlanRole.MEMBER, now=START)
    save()

    answer = client.post(f"/verwaltung/konten/{member.uid}/sperren")

    assert answer.status_code == 422
    assert fresh(member).active
    client.post(f"/verwaltung/konten/{member.uid}/zugang-entziehen")
    assert [entry.plan.slug for entry in fresh(member).accesses] == ["zweiter"]
