"""The agenda before the meeting, as people click it together."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.agenda_tasks import AgendaTask
from app.models.groups import Body, MembershipRole
from app.models.meetings import AgendaItem, Cycle, Meeting, Phase
from app.models.plans import Plan
from app.queries import meetings as queries
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


class World:
    """A group with chair and member, its kickoff on 29 March 2017, 14:00 to 16:30."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan)
        self.cycle: Cycle = make_cycle(self.plan)
        self.meeting: Meeting = make_meeting(self.cycle, self.body, place="Saal")
        self.office = make_office(self.plan)
        self.chair = make_account(self.plan, "Vorsitz Peergroup")
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.stranger = make_account(self.plan, "Vertretung Sportkreis")
        join(self.body, person_of(self.chair), MembershipRole.CHAIR)
        join(self.body, person_of(self.member))
        join(make_body(self.plan, "Andere"), person_of(self.stranger))
        save()

    @property
    def url(self) -> str:
        return f"/sitzungen/{self.meeting.uid}"

    def add(self, title: str, **more: object) -> AgendaItem:
        draft = ItemDraft(title=title, **more)  # type: ignore[arg-type]
        item = meetings.add_item(self.meeting, draft, by=None, now=NOW)
        save()
        return item


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


def numbers(world: World) -> list[str]:
    db.session.expire_all()
    return [item.number for item in queries.agenda(world.meeting)]


def test_the_template_is_shown_before_it_is_taken(client: FlaskClient, world: World) -> None:
    sign_in(client, world.chair)

    before = text_of(client, world.url)
    after = client.post(f"{world.url}/tagesordnung/vorlage", follow_redirects=True).text

    assert "Vorlage: Auftakt mit 10 TOP" in before
    assert "Verabschiedung der Methoden" in before
    assert "10 Tagesordnungspunkte sind aufgenommen." in after
    assert "Vorlage übernehmen" not in after
    assert numbers(world) == [str(n) for n in range(1, 11)]


def test_what_is_missing_of_the_template_is_still_offered(
    client: FlaskClient, world: World
) -> None:
    world.add("Begrüßung")
    sign_in(client, world.office)

    page = text_of(client, world.url)

    assert "Aus der Vorlage fehlen 9 TOP" in page


def test_members_neither_see_nor_take_the_template(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    assert "Vorlage" not in text_of(client, world.url)
    for deed in ("vorlage", "nummern"):
        assert client.post(f"{world.url}/tagesordnung/{deed}").status_code == 404
    assert numbers(world) == []


def test_an_item_of_the_template_is_taken_back_by_a_click(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.chair)
    client.post(f"{world.url}/tagesordnung/vorlage", data={"top": "actors"})

    page = client.post(f"{world.url}/tagesordnung/1/entfernen", follow_redirects=True).text

    assert "TOP 1 ist entfernt." in page
    assert numbers(world) == []


def test_a_removed_item_is_nowhere_until_it_is_brought_back(
    client: FlaskClient, world: World
) -> None:
    for title in ("Begrüßung", "Sprachkurse", "Termine"):
        world.add(title, minutes_planned=20)
    item = queries.agenda(world.meeting)[1]
    undo = f"/tagesordnung/{item.uid}/wiederherstellen"
    sign_in(client, world.chair)
    before = text_of(client, world.url)

    client.post(f"{world.url}/tagesordnung/2/entfernen")
    page, planned = text_of(client, world.url), "60 Minuten"
    gone = client.get(f"{world.url}/tagesordnung/2").status_code
    sign_in(client, world.member)
    seen, refused = text_of(client, world.url), client.post(undo).status_code
    sign_in(client, world.chair)
    back = client.post(undo, follow_redirects=True).text

    assert planned in before and planned not in page
    assert "Entfernt: TOP 2: Sprachkurse" in page
    assert f'action="{undo}"' in page
    assert ("Sprachkurse" in seen, refused, gone) == (False, 404, 404)
    assert "TOP 2 steht wieder auf der Tagesordnung." in back
    assert numbers(world) == ["1", "2", "3"]
    assert text_of(client, world.url) == before


def test_after_dispatch_an_item_is_withdrawn_and_taken_up_again(
    client: FlaskClient, world: World
) -> None:
    world.add("Themen")
    world.meeting.invited_at = NOW
    save()
    sign_in(client, world.chair)

    refused = client.post(f"{world.url}/tagesordnung/1/entfernen")
    gone = client.post(f"{world.url}/tagesordnung/1/absetzen", follow_redirects=True).text
    back = client.post(f"{world.url}/tagesordnung/1/wieder-aufnehmen", follow_redirects=True).text

    assert refused.status_code == 422
    assert "schon verschickt" in refused.text
    assert "abgesetzt" in gone
    assert "TOP 1 steht wieder auf der Tagesordnung." in back
    assert numbers(world) == ["1"]


def test_an_agenda_longer_than_the_meeting_warns_who_leads(
    client: FlaskClient, world: World
) -> None:
    world.add("Themen", minutes_planned=100)
    sign_in(client, world.chair)
    fits = text_of(client, world.url)
    world.add("Methoden", minutes_planned=60)
    world.add("Ohne Dauer")

    page = text_of(client, world.url)
    sign_in(client, world.member)
    for_member = text_of(client, world.url)

    assert "Geplant sind 100 Minuten. Die Sitzung dauert 150 Minuten." in fits
    assert "länger als die Sitzung" not in fits
    assert "Die Tagesordnung ist länger als die Sitzung." in page
    assert "Geplant sind 160 Minuten." in page
    assert "Ein TOP hat noch keine Dauer." in page
    assert "15:40 Uhr" in page
    assert "länger als die Sitzung" not in for_member
    assert "Geplant sind 160 Minuten." in for_member


def item_form(**more: str) -> dict[str, str]:
    return {"title": "Themen", "kind": "discussion", "presenter": "", "number": ""} | more


def test_the_form_of_an_item_keeps_number_mark_and_tasks(client: FlaskClient, world: World) -> None:
    task = make_task(world.plan, "Räume klären", meeting=world.meeting)
    save()
    sign_in(client, world.chair)

    form = text_of(client, f"{world.url}/tagesordnung/neu")
    client.post(
        f"{world.url}/tagesordnung/neu",
        data=item_form(number="3.1", public="y", tasks=str(task.id)),
    )
    page = text_of(client, world.url)
    again = text_of(client, f"{world.url}/tagesordnung/3.1")

    assert "Räume klären (fällig Fr., 15.09.2017)" in form
    item = db.session.scalars(select(AgendaItem)).one()
    assert (item.number, item.public) == ("3.1", True)
    assert [row.task_id for row in db.session.scalars(select(AgendaTask))] == [task.id]
    assert "öffentlich" in page
    assert f'<a href="/aufgaben/{task.uid}">Räume klären</a>' in page
    assert 'value="3.1"' in again
    assert re.search(r'<input[^>]*checked[^>]*id="public"', again)


def test_an_item_is_internal_unless_marked(client: FlaskClient, world: World) -> None:
    item = world.add("Themen", public=True)
    sign_in(client, world.chair)

    client.post(
        f"{world.url}/tagesordnung/1", data=item_form(version=str(item.version), number="5 a")
    )
    page = text_of(client, world.url)

    assert "intern" in page
    assert "öffentlich" not in page
    assert numbers(world) == ["5 a"]
    assert client.get(f"{world.url}/tagesordnung/5 a").status_code == 200


def test_a_number_that_is_taken_is_refused_at_its_field(client: FlaskClient, world: World) -> None:
    world.add("Eins")
    sign_in(client, world.chair)

    answer = client.post(f"{world.url}/tagesordnung/neu", data=item_form(number="1"))

    assert answer.status_code == 422
    assert "TOP 1 gibt es schon." in answer.text
    assert numbers(world) == ["1"]


def test_numbers_out_of_order_can_be_counted_anew(client: FlaskClient, world: World) -> None:
    world.add("Eins", number="4")
    sign_in(client, world.chair)
    offered = text_of(client, world.url)

    client.post(f"{world.url}/tagesordnung/nummern")
    page = text_of(client, world.url)

    assert "Nummern der Reihe nach vergeben" in offered
    assert "Nummern der Reihe nach vergeben" not in page
    assert numbers(world) == ["1"]


def test_tasks_a_member_may_not_see_do_not_stand_on_the_agenda(
    client: FlaskClient, world: World
) -> None:
    other = make_body(world.plan, "Dritte")
    elsewhere = make_meeting(world.cycle, other, dt.date(2017, 5, 3), phase=Phase.WORKING)
    task = make_task(world.plan, "Vertrauliche Aufgabe", meeting=elsewhere)
    world.add("Stand", tasks=[task])
    sign_in(client, world.member)
    for_member = text_of(client, world.url)
    sign_in(client, world.office)

    assert "Vertrauliche Aufgabe" not in for_member
    assert "Vertrauliche Aufgabe" in text_of(client, world.url)


def order_of(client: FlaskClient, world: World) -> list[str]:
    """The items' uids as the page tells them to its script."""
    return re.findall(r'data-uid="([^"]+)"', text_of(client, world.url))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_who_leads_puts_the_agenda_into_order_and_a_stale_order_is_refused(
    client: FlaskClient, world: World, accept: str
) -> None:
    for title in ("Eins", "Zwei", "Drei"):
        world.add(title)
    sign_in(client, world.chair)
    seen = order_of(client, world)
    sent = {"seen": ",".join(seen), "order": ",".join([seen[2], *seen[:2]])}

    def send(**fields: str) -> tuple[int, str]:
        answer = client.post(
            f"{world.url}/tagesordnung/reihenfolge", data=fields, headers={"Accept": accept}
        )
        return answer.status_code, answer.json["sentence"] if answer.status_code == 422 and (
            answer.is_json
        ) else answer.text

    first, _ = send(**sent)
    second, sentence = send(**sent)
    nonsense, _ = send(seen="1,2,3", order="3,2,1")

    assert (first, second, nonsense) == (200 if "json" in accept else 302, 422, 422)
    assert "Die Tagesordnung wurde inzwischen geändert." in sentence
    assert numbers(world) == ["3", "1", "2"]


def test_members_neither_drag_nor_send_an_order(client: FlaskClient, world: World) -> None:
    for title in ("Eins", "Zwei"):
        world.add(title)
    sign_in(client, world.chair)
    seen = order_of(client, world)
    leading = text_of(client, world.url)
    sign_in(client, world.member)
    reading = text_of(client, world.url)

    answer = client.post(
        f"{world.url}/tagesordnung/reihenfolge",
        data={"seen": ",".join(seen), "order": ",".join(reversed(seen))},
    )

    assert answer.status_code == 404
    assert "data-reorders" in leading
    assert "reorder.js" in leading
    assert "data-reorders" not in reading
    assert "<script" not in reading
    assert numbers(world) == ["1", "2"]
