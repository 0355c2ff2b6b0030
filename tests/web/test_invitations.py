"""Sending an invitation on its page, and answering over a signed link."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain import signed_links
from app.domain.meetings import When
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.groups import MembershipRole
from app.models.meetings import Attendee, Meeting, MeetingState, PartStat
from app.models.outbox import OutboxLetter
from app.models.people import Actor
from app.services import invitations, meetings
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
    sign_in,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
ANSWER_BY = dt.date(2017, 3, 22)


class World:
    """A kickoff with a chair, a member with a deputy, and a person without account."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.body = make_body(self.plan)
        self.office = make_office(self.plan)
        self.chair = make_account(self.plan, "Vorsitz", email="vorsitz@example.org")
        self.member = make_account(self.plan, "Vertretung Frauenverein", email="f@example.org")
        self.deputy = make_person(self.plan, "Stellvertretung", email="stell@example.org")
        self.person = make_person(self.plan, "Ohne Konto", email="ohne@example.org")
        self.mute = make_person(self.plan, "Ohne Adresse")
        join(self.body, person_of(self.chair), MembershipRole.CHAIR)
        join(self.body, person_of(self.member), deputy=self.deputy)
        join(self.body, self.person)
        join(self.body, self.mute)
        self.meeting: Meeting = make_meeting(make_cycle(self.plan), self.body, place="Saal")
        save(self.meeting)
        meetings.invite_members(self.meeting, by=None, now=NOW)
        save()

    @property
    def page(self) -> str:
        return f"/sitzungen/{self.meeting.uid}"

    def link(self, app: Flask, person: Actor | None = None, purpose: str = "answer") -> str:
        ids = {"meeting": self.meeting.id, "person": (person or self.person).id}
        return f"/r/{signed_links.make(app.config['SECRET_KEY'], purpose, **ids)}"

    def send(self) -> None:
        invitations.send(self.meeting, answer_by=ANSWER_BY, by=None, now=NOW)
        save()

    def attendee(self, person: Actor | None = None) -> Attendee:
        db.session.rollback()
        return db.session.scalars(
            select(Attendee).where(
                Attendee.meeting_id == self.meeting.id,
                Attendee.person_id == (person or self.person).id,
            )
        ).one()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def letters() -> list[OutboxLetter]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))


@pytest.mark.parametrize("who", ["office", "chair"])
def test_whoever_leads_sees_who_will_be_written_to_and_sends(
    world: World, client: FlaskClient, who: str
) -> None:
    sign_in(client, getattr(world, who))
    assert b"Die Einladung ist noch nicht versendet." in client.get(world.page).data

    page = client.get(f"{world.page}/einladung").text
    assert "Die Einladung geht an 3 Personen. Jetzt versenden?" in page
    assert "<li>Ohne Konto</li>" in page
    assert page.index("bitte auf anderem Weg einladen") < page.index("<li>Ohne Adresse</li>")

    answer = client.post(
        f"{world.page}/einladung",
        data={"answer_by": "22.03.2017", "version": world.meeting.version},
        follow_redirects=True,
    )

    assert "Die Einladung geht an 3 Personen." in answer.text
    assert "Einladung versendet am Dienstag, 21. Februar 2017." in answer.text
    assert "Antworten sind bis Mittwoch, 22. März 2017 erbeten." in answer.text
    assert "Per E-Mail nicht zu erreichen: Ohne Adresse." in answer.text
    assert len(letters()) == 3
    assert world.meeting.state is MeetingState.INVITED


def test_members_neither_see_nor_send_it(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)

    assert "Einladung versenden" not in client.get(world.page).text
    assert client.get(f"{world.page}/einladung").status_code == 404
    assert client.post(f"{world.page}/einladung").status_code == 404
    assert letters() == []


def test_looking_at_the_page_sends_nothing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    for _ in range(3):
        client.get(f"{world.page}/einladung")

    assert letters() == []


@pytest.mark.parametrize(
    ("answer_by", "sentence"),
    [
        ("", "Bitte geben Sie ein Datum ein"),
        ("30.03.2017", "Die Antwortfrist muss vor der Sitzung enden."),
        ("20.02.2017", "Die Antwortfrist liegt in der Vergangenheit."),
    ],
)
def test_a_wrong_answer_by_day_stands_at_its_field(
    world: World, client: FlaskClient, answer_by: str, sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post(
        f"{world.page}/einladung",
        data={"answer_by": answer_by, "version": world.meeting.version},
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert letters() == []


def test_a_meeting_that_has_changed_meanwhile_is_not_invited_to(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)

    answer = client.post(
        f"{world.page}/einladung",
        data={"answer_by": "22.03.2017", "version": world.meeting.version - 1},
    )

    assert answer.status_code == 409
    assert letters() == []


def test_a_cancelled_meeting_says_why_it_cannot_be_invited_to(
    world: World, client: FlaskClient
) -> None:
    meetings.cancel(world.meeting, "Krank.", by=None, now=NOW)
    save()
    sign_in(client, world.office)

    assert "Die Sitzung ist abgesagt." in client.get(f"{world.page}/einladung").text


def test_the_signed_page_says_who_answers_for_what_and_signs_nobody_in(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()

    answer = client.get(world.link(app))

    assert answer.status_code == 200
    for words in ("Ohne Konto", "Auftakt", "Mittwoch, 29. März 2017", "14:00–16:30 Uhr", "Saal"):
        assert words in answer.text
    for label in ("Ich nehme teil", "Vielleicht", "Ich kann nicht", "Vertretung benennen"):
        assert label in answer.text
    assert "Bitte antworten Sie bis Mittwoch, 22. März 2017." in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    client.post(world.link(app), data={"answer": "ACCEPTED"})
    assert client.get("/meine-aufgaben").status_code == 302


def test_looking_at_links_many_times_changes_nothing(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()
    before = (len(letters()), _audit_entries())

    for _ in range(10):
        client.get(world.link(app))
        client.head(world.link(app))
        client.get(world.link(app) + "?answer=DECLINED")

    assert world.attendee().partstat is PartStat.NEEDS_ACTION
    assert (len(letters()), _audit_entries()) == before


def _audit_entries() -> int:
    return db.session.scalar(select(func.count(AuditEntry.id))) or 0


def test_an_answer_by_link_counts_and_can_be_changed_until_the_meeting_begins(
    app: Flask, world: World, client: FlaskClient, clock: StepClock
) -> None:
    world.send()

    answer = client.post(world.link(app), data={"answer": "ACCEPTED"}, follow_redirects=True)
    assert "Ihre Antwort ist gespeichert. Vielen Dank!" in answer.text
    assert "Nimmt teil" in answer.text
    assert world.attendee().partstat is PartStat.ACCEPTED

    clock.set(dt.datetime(2017, 3, 29, 11, 59, tzinfo=dt.UTC))
    client.post(world.link(app), data={"answer": "DECLINED"})
    assert world.attendee().partstat is PartStat.DECLINED

    clock.set(dt.datetime(2017, 3, 29, 12, 0, tzinfo=dt.UTC))
    late = client.post(world.link(app), data={"answer": "ACCEPTED"})
    assert late.status_code == 410
    assert "Die Sitzung hat begonnen oder ist vorbei." in late.text
    assert world.attendee().partstat is PartStat.DECLINED


def test_the_same_answer_twice_is_one_answer(app: Flask, world: World, client: FlaskClient) -> None:
    world.send()

    for _ in range(3):
        client.post(world.link(app), data={"answer": "ACCEPTED"})

    assert world.attendee().partstat is PartStat.ACCEPTED
    assert len(letters()) == 3


def test_an_answer_that_is_none_is_refused(app: Flask, world: World, client: FlaskClient) -> None:
    world.send()

    for said in ({}, {"answer": "NEEDS-ACTION"}, {"answer": "Ja"}):
        assert client.post(world.link(app), data=said).status_code == 422

    assert world.attendee().partstat is PartStat.NEEDS_ACTION


def test_a_link_of_another_kind_or_hand_gets_the_same_page_as_a_forged_one(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()
    good = world.link(app)
    other = world.link(app, world.mute)
    bad = [
        good[:-5] + ("a" if good[-5] != "a" else "b") + good[-4:],
        good[: good.rindex(".")] + other[other.rindex(".") :],
        world.link(app, purpose="unsubscribe"),
        "/r/" + signed_links.make("another key", "answer", meeting=1, person=1),
        "/r/" + signed_links.make(app.config["SECRET_KEY"], "answer", meeting=999, person=1),
    ]

    pages = [client.post(link, data={"answer": "ACCEPTED"}) for link in bad]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert world.attendee().partstat is PartStat.NEEDS_ACTION


def test_each_link_answers_for_its_own_person_only(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()

    client.post(world.link(app), data={"answer": "DECLINED", "person": person_of(world.member).id})

    assert world.attendee().partstat is PartStat.DECLINED
    assert world.attendee(person_of(world.member)).partstat is PartStat.NEEDS_ACTION


def test_links_of_cancelled_undated_and_withdrawn_invitations_say_so(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()
    stranger = make_person(world.plan, "Nicht mehr dabei")
    save(stranger)

    gone = client.get(world.link(app, stranger))
    assert (gone.status_code, "Auftakt" in gone.text) == (410, False)
    assert "Sie stehen nicht mehr auf der Liste" in gone.text

    meetings.set_date(world.meeting, When(month_on=dt.date(2017, 7, 1)), by=None, now=NOW)
    save()
    assert "Der Termin ist wieder offen." in client.get(world.link(app)).text

    meetings.cancel(world.meeting, "Krank.", by=None, now=NOW)
    save()
    assert "Diese Sitzung ist abgesagt." in client.get(world.link(app)).text
    assert client.post(world.link(app), data={"answer": "ACCEPTED"}).status_code == 410


def test_a_known_deputy_is_invited_and_let_off_again(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()
    link = world.link(app, person_of(world.member))
    assert "In der Gruppe ist als Vertretung benannt: Stellvertretung." in client.get(link).text

    client.post(link, data={"answer": "DELEGATED", "comment": "Stellvertretung"})

    assert world.attendee(person_of(world.member)).represented_by is world.deputy
    assert world.attendee(world.deputy).partstat is PartStat.NEEDS_ACTION
    assert [letter.address for letter in letters()][3:] == ["stell@example.org"]

    client.post(link, data={"answer": "ACCEPTED"})

    assert world.attendee(person_of(world.member)).represented_by is None
    assert db.session.scalar(select(func.count(Attendee.id))) == 4
    assert letters()[3].state.value == "cancelled"


def test_a_deputy_whom_nobody_knows_is_kept_by_name(
    app: Flask, world: World, client: FlaskClient
) -> None:
    world.send()

    nameless = client.post(world.link(app), data={"answer": "DELEGATED"})
    assert nameless.status_code == 422
    assert "Bitte nennen Sie, wer für Sie kommt." in nameless.text
    assert world.attendee().partstat is PartStat.NEEDS_ACTION

    client.post(world.link(app), data={"answer": "DELEGATED", "comment": "Kim Beispiel"})
    assert world.attendee().partstat is PartStat.DELEGATED
    shown = client.get(world.link(app)).text
    assert shown.index("Für Sie kommt") < shown.index("Kim Beispiel")


def test_members_name_a_deputy_on_the_meetings_page(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)
    assert "Vertretung benennen" in client.get(world.page).text

    answer = client.post(
        f"{world.page}/antwort",
        data={"answer": "DELEGATED", "comment": "Kim Beispiel"},
        follow_redirects=True,
    )

    assert "Für Sie kommt: Kim Beispiel." in answer.text


@pytest.fixture
def many(app: Flask) -> tuple[World, list[Actor]]:
    world = World()
    people = [make_person(world.plan, f"Person {n}", email=f"p{n}@example.org") for n in range(50)]
    for person in people:
        join(world.body, person)
    save()
    world.send()
    return world, people


@pytest.mark.both_databases
def test_fifty_answers_at_the_same_moment_are_all_counted(
    app: Flask, many: tuple[World, list[Actor]]
) -> None:
    world, people = many
    links = [world.link(app, person) for person in people]
    db.session.commit()
    start = threading.Barrier(10)
    words = ["ACCEPTED", "DECLINED", "TENTATIVE"]

    def answer(place: int) -> list[int]:
        start.wait()
        client = app.test_client()
        return [
            client.post(links[n], data={"answer": words[n % 3]}).status_code
            for n in range(place, 50, 10)
        ]

    with ThreadPoolExecutor(10) as pool:
        codes = [code for found in pool.map(answer, range(10)) for code in found]

    assert codes == [303] * 50
    db.session.rollback()
    said = {
        one.person_id: one.partstat.value
        for one in db.session.scalars(
            select(Attendee).where(Attendee.meeting_id == world.meeting.id)
        )
    }
    assert [said[person.id] for person in people] == [words[n % 3] for n in range(50)]


@pytest.mark.both_databases
def test_of_ten_answers_of_one_person_at_the_same_moment_the_last_holds(
    app: Flask, world: World
) -> None:
    world.send()
    link = world.link(app)
    db.session.commit()
    start = threading.Barrier(10)

    def answer(n: int) -> int:
        start.wait()
        said = {"answer": "ACCEPTED" if n % 2 else "DECLINED"}
        return app.test_client().post(link, data=said).status_code

    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(answer, range(10)))

    assert set(codes) == {303}
    assert world.attendee().partstat in (PartStat.ACCEPTED, PartStat.DECLINED)


@pytest.mark.both_databases
def test_of_two_who_send_at_the_same_moment_one_does(app: Flask, world: World) -> None:
    clients = [app.test_client(), app.test_client()]
    for client, account in zip(clients, (world.office, world.chair), strict=True):
        sign_in(client, account)
    page, said = f"{world.page}/einladung", {"answer_by": "22.03.2017"}
    said["version"] = str(world.meeting.version)
    db.session.commit()
    start = threading.Barrier(2)

    def send(client: FlaskClient) -> int:
        start.wait()
        return client.post(page, data=said).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(send, clients))

    assert codes[0] == 302
    assert codes[1] in (409, 422)
    assert len(letters()) == 3
