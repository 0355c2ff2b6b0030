"""The pages of groups and memberships."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body, BodyForm, Membership, Reinvitation
from app.models.outbox import OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
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
    sign_in,
)
from tests.web.cost import queries_of


class World:
    """A plan with one group of ours, one external body, a member, somebody else, the office."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan, purpose="Begleitet den Plan.")
        self.external: Body = make_body(
            self.plan,
            "Bündnis Wohnen",
            BodyForm.EXISTING_BODY,
            external=True,
            in_portfolio_since=dt.date(2017, 3, 29),
        )
        self.external.slug = "buendnis-wohnen"
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.other = make_account(self.plan, "Vertretung Caritas")
        self.membership: Membership = join(self.body, person_of(self.member))
        save()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


def test_my_groups_come_first_and_foreign_ones_not_at_all(
    client: FlaskClient, world: World
) -> None:
    make_body(world.plan, "Fremde Gruppe")
    save()
    sign_in(client, world.member)

    page = text_of(client, "/gruppen")

    assert page.index("Meine Gruppen") < page.index("Peergroup") < page.index("Bündnis Wohnen")
    assert "im Portfolio seit 29. März 2017" in page
    assert "Fremde Gruppe" not in page
    assert client.get("/gruppen/fremde-gruppe").status_code == 404


def test_members_see_each_other_without_addresses(client: FlaskClient, world: World) -> None:
    organisation = make_actor(world.plan, "Frauenverein")
    world.membership.on_behalf_of = organisation
    save()
    sign_in(client, world.member)
    for_member = text_of(client, "/gruppen/peergroup")
    sign_in(client, world.office)
    for_office = text_of(client, "/gruppen/peergroup")

    assert "Vertretung Frauenverein" in for_member
    assert "Frauenverein</td>" in for_member.replace("\n", "")
    assert "vertretung.frauenverein@example.org" not in for_member
    assert "vertretung.frauenverein@example.org" in for_office


def test_a_group_shows_goals_meetings_and_the_tasks_one_may_see(
    client: FlaskClient, world: World
) -> None:
    goal = make_goal(make_field(world.plan), title="Wohnraum finden")
    world.external.goals = [goal]
    meeting = make_meeting(make_cycle(world.plan), world.external, title="Herbsttreffen")
    make_task(world.plan, "Vertrauliche Aufgabe", meeting=meeting)
    save()
    sign_in(client, world.other)
    page = text_of(client, "/gruppen/buendnis-wohnen")

    assert "Ziel 7.1: Wohnraum finden" in page
    assert "Herbsttreffen" in page
    assert "durch das Gremium selbst" in page
    assert "Vertrauliche Aufgabe" not in page


def test_others_find_neither_group_nor_forms(client: FlaskClient, world: World) -> None:
    forms = ("bearbeiten", "mitglieder/neu", f"mitglieder/{world.membership.id}")
    sign_in(client, world.other)
    assert client.get("/gruppen/peergroup").status_code == 404
    sign_in(client, world.member)

    assert client.get("/gruppen/neu").status_code == 404
    for form in forms:
        assert client.get(f"/gruppen/peergroup/{form}").status_code == 404, form


def test_nobody_signed_in_is_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    for url in ("/gruppen", "/gruppen/peergroup", "/gruppen/gibt-es-nicht"):
        assert "/anmelden" in client.get(url).headers["Location"]


GROUP = {
    "name": "Runder Tisch",
    "form": "workshop",
    "form_note": "",
    "in_portfolio_since": "",
    "parent": "",
    "dissolved_on": "",
}


def test_the_office_makes_and_edits_a_group(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)

    text_of(client, "/gruppen/neu")
    made = client.post("/gruppen/neu", data=GROUP)
    body = db.session.scalars(select(Body).where(Body.slug == "runder-tisch")).one()
    edited = client.post(
        "/gruppen/runder-tisch/bearbeiten",
        data=GROUP | {"rhythm": "jedes Halbjahr", "version": str(body.version)},
    )
    db.session.expire_all()

    assert made.headers["Location"] == "/gruppen/runder-tisch"
    assert edited.status_code == 302
    assert (body.form, body.rhythm) == (BodyForm.WORKSHOP, "jedes Halbjahr")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Bitte geben Sie der Gruppe einen Namen."),
        ({"name": "Peergroup"}, "gibt es in diesem Plan schon"),
        ({"form": "other"}, "Bitte nennen Sie die Arbeitsform"),
        ({"form": "partei"}, "aus der Liste"),
        ({"parent": "99999"}, "aus der Liste"),
        ({"in_portfolio_since": "29.3."}, "zum Beispiel 19.07.2017"),
    ],
)
def test_a_bad_group_comes_back_and_nothing_is_made(
    client: FlaskClient, world: World, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post("/gruppen/neu", data=GROUP | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(db.session.scalars(select(Body)).all()) == 2


def test_two_editors_of_a_group_see_both_versions(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    version = str(world.external.version)
    world.external.rhythm = "monatlich"
    save()

    answer = client.post(
        "/gruppen/buendnis-wohnen/bearbeiten",
        data=GROUP | {"rhythm": "jährlich", "version": version},
    )

    assert answer.status_code == 409
    assert "monatlich" in answer.text
    assert "jährlich" in answer.text
    assert "Bestehendes Gremium" in answer.text
    db.session.expire_all()
    assert world.external.rhythm == "monatlich"


MEMBER = {
    "person": "",
    "new_name": "",
    "new_email": "",
    "role": "member",
    "on_behalf_of": "",
    "deputy": "",
    "from_on": "29.03.2017",
    "until_on": "",
    "reinvitation": "not_needed",
}


def test_a_new_person_joins_and_is_invited_in_one_step(client: FlaskClient, world: World) -> None:
    organisation = make_actor(world.plan, "Sportkreis", ActorKind.ASSOCIATION)
    save()
    sign_in(client, world.office)

    answer = client.post(
        "/gruppen/peergroup/mitglieder/neu",
        data=MEMBER
        | {
            "new_name": "Vertretung Sportkreis",
            "new_email": "Sport@Example.org",
            "on_behalf_of": str(organisation.id),
            "from_on": "21.02.2017",
            "invite": "y",
        },
        follow_redirects=True,
    )

    assert "Das Mitglied ist aufgenommen." in answer.text
    assert "Die Einladung ist unterwegs." in answer.text
    person = db.session.scalars(select(Actor).where(Actor.email == "sport@example.org")).one()
    assert person.organisation is organisation
    assert db.session.scalars(select(Account).where(Account.email == person.email)).one()
    assert db.session.scalars(select(OutboxLetter.kind)).all() == ["invitation_to_group"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte wählen Sie eine Person oder geben Sie den Namen"),
        ({"new_name": "Neu", "new_email": "keine"}, "keine gültige E-Mail-Adresse"),
        ({"new_name": "Neu", "invite": "y"}, "keine E-Mail-Adresse eingetragen"),
        ({"new_name": "Neu", "until_on": "28.03.2017"}, "Das Ende liegt vor dem Beginn"),
        ({"new_name": "Neu", "from_on": ""}, "zum Beispiel 19.07.2017"),
        ({"person": "99999"}, "aus der Liste"),
    ],
)
def test_a_bad_membership_comes_back_and_leaves_no_half(
    client: FlaskClient, world: World, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    before = len(db.session.scalars(select(Actor)).all())
    db.session.rollback()

    answer = client.post("/gruppen/peergroup/mitglieder/neu", data=MEMBER | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(db.session.scalars(select(Actor)).all()) == before
    assert len(db.session.scalars(select(Membership)).all()) == 1


def test_a_membership_is_edited_and_ended(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    url = f"/gruppen/peergroup/mitglieder/{world.membership.id}"
    text_of(client, url)
    text_of(client, f"{url}/beenden")

    edited = client.post(
        url, data=MEMBER | {"reinvitation": "confirmed", "version": str(world.membership.version)}
    )
    db.session.expire_all()
    version = str(world.membership.version)
    early = client.post(f"{url}/beenden", data={"until_on": "28.03.2017", "version": version})
    ended = client.post(f"{url}/beenden", data={"until_on": "30.06.2017", "version": version})
    db.session.expire_all()

    assert (edited.status_code, early.status_code, ended.status_code) == (302, 422, 302)
    assert world.membership.reinvitation is Reinvitation.CONFIRMED
    assert world.membership.until_on == dt.date(2017, 6, 30)


def test_former_members_stay_in_the_history(client: FlaskClient, world: World) -> None:
    join(
        world.body,
        make_person(world.plan, "Früheres Mitglied"),
        from_on=dt.date(2010, 1, 1),
        until_on=dt.date(2013, 9, 30),
    )
    save()
    sign_in(client, world.member)

    page = text_of(client, "/gruppen/peergroup")

    assert "1 frühere Mitgliedschaft" in page
    assert "1. Januar 2010 bis 30. September 2013" in page


def test_a_membership_is_not_reached_through_another_group(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.office)

    url = f"/gruppen/buendnis-wohnen/mitglieder/{world.membership.id}"
    assert client.get(url).status_code == 404


def test_pages_cost_the_same_for_one_and_for_many(client: FlaskClient, world: World) -> None:
    field = make_field(world.plan)
    cycle = make_cycle(world.plan)
    world.body.goals = [make_goal(field)]
    world.body.fields = [field]
    make_task(world.plan, accountable=person_of(world.member), meeting=make_meeting(
        cycle, world.body))  # fmt: skip
    save()
    sign_in(client, world.office)
    urls = ("/gruppen", "/gruppen/peergroup")
    few = [queries_of(lambda url=url: text_of(client, url)) for url in urls]

    for number in range(6):
        organisation = make_actor(world.plan, f"Verein {number}")
        person = make_person(world.plan, f"Person {number}", organisation=organisation)
        deputy = make_person(world.plan, f"Stellvertretung {number}")
        join(world.body, person, on_behalf_of=organisation, deputy=deputy)
        make_body(world.plan, f"Gruppe {number}", parent=world.external)
        world.body.goals.append(make_goal(field, position=number + 2))
        meeting = make_meeting(cycle, world.body, position=number + 2)
        make_task(world.plan, accountable=person, meeting=meeting)
    save()

    assert [queries_of(lambda url=url: text_of(client, url)) for url in urls] == few
