"""The pages of minutes: who writes and reads them, what two writers see, what they cost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock as the_clock
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import (
    AgendaItem,
    Agreement,
    Attendance,
    Attendee,
    CommitteeResult,
    Meeting,
    Minutes,
    MinutesNote,
    MinutesRevision,
    MinutesState,
    Outcome,
)
from app.models.plans import Plan
from app.models.tasks import Task
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
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

BEFORE = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
DURING = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
DRAFTED = dt.datetime(2017, 4, 5, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)


class World:
    """A kickoff with two items on its day: office, chair, minute-taker, member, stranger."""

    def __init__(self, clock: StepClock) -> None:
        self.clock = clock
        self.plan: Plan = make_plan()
        self.goal = make_goal(make_field(self.plan))
        self.body: Body = make_body(self.plan)
        self.cycle = make_cycle(self.plan)
        self.meeting: Meeting = make_meeting(self.cycle, self.body)
        self.july = make_meeting(
            self.cycle, self.body, dt.date(2017, 7, 12), position=2, title="Zweites Treffen"
        )
        self.office = make_office(self.plan)
        self.chair = make_account(self.plan, "Vorsitz Peergroup")
        self.taker = make_account(self.plan, "Schriftfuehrung Peergroup")
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.stranger = make_account(self.plan, "Vertretung Caritas")
        join(self.body, person_of(self.chair), MembershipRole.CHAIR)
        join(self.body, person_of(self.taker), MembershipRole.MINUTE_TAKER)
        join(self.body, person_of(self.member))
        save()
        self.item, self.other = (
            meetings.add_item(
                self.meeting, ItemDraft(title=title, goals=[self.goal]), by=None, now=BEFORE
            )
            for title in ("Themenfelder", "Methoden")
        )
        meetings.invite_members(self.meeting, by=None, now=BEFORE)
        save()
        self.url = f"/sitzungen/{self.meeting.uid}"
        clock.set(DURING)

    @property
    def take(self) -> str:
        return f"{self.url}/protokoll"

    def revisions(self, item: AgendaItem) -> list[MinutesRevision]:
        db.session.expire_all()
        return list(
            db.session.scalars(
                select(MinutesRevision)
                .where(MinutesRevision.agenda_item_id == item.id)
                .order_by(MinutesRevision.id)
            )
        )


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


def fields_of(page: str, item: AgendaItem) -> dict[str, str]:
    """What a browser would send of the item's form as it stands on the page."""
    form = BeautifulSoup(page, "html.parser").find(
        "form", action=re.compile(rf"/protokoll/top/{item.number}$")
    )
    assert form is not None
    sent = {i["name"]: i.get("value", "") for i in form.find_all("input")}
    return sent | {t["name"]: t.text.strip() for t in form.find_all("textarea")}


def save_text(client: FlaskClient, world: World, body: str, page: str | None = None) -> int:
    """Type `body` into the first item's form, as it stands on `page` or now, and save."""
    sent = fields_of(page or text_of(client, world.take), world.item)
    sent[f"top{world.item.id}-body"] = body
    return client.post(f"{world.take}/top/{world.item.number}", data=sent).status_code


def publish(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    assert save_text(client, world, "Vier Themenfelder sind beschlossen.") == 302
    world.clock.set(DRAFTED)
    answer = client.post(f"{world.take}/vorlegen", data={"until": "2017-04-12"})
    assert answer.status_code == 302, answer.text


def approve(client: FlaskClient, world: World) -> None:
    publish(client, world)
    world.clock.set(LATER)
    enter(client, world.chair)
    assert client.post(f"{world.take}/freigeben").status_code == 302


@pytest.mark.parametrize(
    ("who", "status"),
    [("office", 200), ("chair", 200), ("taker", 200), ("member", 404), ("stranger", 404)],
)
def test_only_who_takes_the_minutes_finds_the_working_page(
    client: FlaskClient, world: World, who: str, status: int
) -> None:
    enter(client, getattr(world, who))

    assert client.get(world.take).status_code == status
    assert ("Protokoll führen" in client.get(world.url).text) is (status == 200)


@pytest.mark.parametrize(
    "path",
    [
        "top/1", "top/1/vereinbarung", "top/1/aufgabe", "anwesenheit", "gaeste", "vorlegen",
        "freigeben", "vermerk",
    ],
)  # fmt: skip
def test_a_member_cannot_send_what_only_the_minute_taker_may(
    client: FlaskClient, world: World, path: str
) -> None:
    publish(client, world)
    enter(client, world.member)

    assert client.post(f"{world.take}/{path}", data={}).status_code == 404


def test_the_minute_taker_cannot_approve(client: FlaskClient, world: World) -> None:
    publish(client, world)
    world.clock.set(LATER)
    enter(client, world.taker)

    assert client.post(f"{world.take}/freigeben").status_code == 404
    assert "Freigeben kann der Vorsitz oder die Geschäftsstelle" in text_of(client, world.take)


def test_before_the_day_nothing_can_be_written(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    page = text_of(client, world.take)
    world.clock.set(BEFORE)

    assert "erst ab dem Tag der Sitzung" in text_of(client, world.take)
    assert save_text(client, world, "Zu früh", page) == 422
    assert world.revisions(world.item) == []


def test_a_text_is_saved_and_leads_back_to_its_place(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    sent = fields_of(text_of(client, world.take), world.item)
    sent[f"top{world.item.id}-body"] = "Vier Themenfelder"

    answer = client.post(f"{world.take}/top/1", data=sent)
    onward = client.post(f"{world.take}/top/1", data=sent | {"weiter": "aufgabe"})

    assert answer.location == f"{world.take}#top-{world.item.id}"
    assert onward.location == f"{world.take}?top=1&neu=aufgabe#top-{world.item.id}-neu"
    assert [r.body for r in world.revisions(world.item)] == ["Vier Themenfelder"]
    assert "Schriftfuehrung Peergroup" in text_of(client, world.take)


def test_two_writers_of_one_item_both_keep_their_words(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    assert save_text(client, world, "Beschlossen:") == 302
    opened = text_of(client, world.take)
    enter(client, world.chair)
    assert save_text(client, world, "Beschlossen:\nSprache") == 302
    enter(client, world.taker)
    sent = fields_of(opened, world.item)
    sent[f"top{world.item.id}-body"] = "Beschlossen:\nArbeit"

    conflict = client.post(f"{world.take}/top/1", data=sent)
    merged = fields_of(conflict.text, world.item)
    saved = client.post(f"{world.take}/top/1", data=merged)

    assert conflict.status_code == 409
    shown = BeautifulSoup(conflict.text, "html.parser")
    stored, typed = (shown.find(id=i).parent.text for i in ("gespeichert", "ihr-text"))
    assert "Sprache" in stored
    assert "Vorsitz Peergroup" in stored
    assert "Arbeit" in typed
    assert merged[f"top{world.item.id}-body"].splitlines() == ["Beschlossen:", "Sprache", "Arbeit"]
    assert saved.status_code == 302
    bodies = [r.body for r in world.revisions(world.item)]
    assert bodies == [
        "Beschlossen:", "Beschlossen:\nSprache", "Beschlossen:\nSprache\nArbeit",
    ]  # fmt: skip
    assert "Fassung 3" in text_of(client, f"{world.take}/top/1/verlauf")


def test_words_typed_while_the_minutes_were_approved_are_given_back(
    client: FlaskClient, world: World
) -> None:
    publish(client, world)
    page = text_of(client, world.take)
    world.clock.set(LATER)
    enter(client, world.chair)
    client.post(f"{world.take}/freigeben")
    enter(client, world.taker)
    sent = fields_of(page, world.item) | {f"top{world.item.id}-body": "Noch ein Gedanke"}

    answer = client.post(f"{world.take}/top/1", data=sent)

    assert answer.status_code == 422
    assert "freigegeben" in answer.text
    assert "Noch ein Gedanke" in answer.text
    assert len(world.revisions(world.item)) == 1


AS_DATA = {"Accept": "application/json"}


def test_a_page_that_saves_by_itself_is_told_what_the_next_text_follows(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.taker)
    sent = fields_of(text_of(client, world.take), world.item)
    body, parent = (f"top{world.item.id}-{name}" for name in ("body", "parent"))

    first = client.post(f"{world.take}/top/1", data=sent | {body: "Vier"}, headers=AS_DATA)
    follows = sent | {body: "Vier Felder", parent: str(first.json["parent"])}
    second = client.post(f"{world.take}/top/1", data=follows, headers=AS_DATA)

    assert first.json["sentence"] == "Gespeichert um 15:00 Uhr."
    assert first.headers["Cache-Control"] == "no-store"
    assert [r.body for r in world.revisions(world.item)] == ["Vier", "Vier Felder"]
    assert second.json["parent"] == world.revisions(world.item)[-1].id
    assert "ist gespeichert" not in text_of(client, world.take)  # nothing to be told later


def test_a_page_that_was_overtaken_gets_the_other_text_as_data(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.chair)
    opened = fields_of(text_of(client, world.take), world.item)
    save_text(client, world, "Vom Vorsitz")
    enter(client, world.taker)
    sent = opened | {f"top{world.item.id}-body": "Von der Schriftführung"}

    answer = client.post(f"{world.take}/top/1", data=sent, headers=AS_DATA)

    assert answer.status_code == 409
    assert answer.json["body"] == "Vom Vorsitz"
    assert answer.json["sentence"] == (
        "Ein anderer Text liegt vor. Gespeichert am 29. März 2017, 15:00 Uhr, Vorsitz Peergroup. "
        "Ihr Text steht noch hier und ist nicht gespeichert."
    )
    assert [r.body for r in world.revisions(world.item)] == ["Vom Vorsitz"]


def test_the_history_shows_one_version_a_sitting_and_the_states_between_on_demand(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.taker)
    for body in ("Vier", "Vier Felder", "Vier Themenfelder"):
        save_text(client, world, body)
        world.clock.advance(minutes=4)
    enter(client, world.chair)
    save_text(client, world, "Fünf Themenfelder")
    history = f"{world.take}/top/1/verlauf"

    short, whole = text_of(client, history), text_of(client, f"{history}?alle=ja")

    def versions(page: str) -> list[str]:
        return re.findall(r"((?:Vier|Fünf)[^<]*)</p>", page)

    assert versions(short) == ["Fünf Themenfelder", "Vier Themenfelder"]
    assert "Auch die 2 Zwischenstände zeigen" in short
    assert versions(whole) == [
        "Fünf Themenfelder", "Vier Themenfelder", "Vier Felder", "Vier",
    ]  # fmt: skip


def test_data_is_refused_like_a_page(client: FlaskClient, world: World) -> None:
    def status(**values: str) -> int:
        sent = {f"top{world.item.id}-{name}": value for name, value in values.items()}
        answer = client.post(f"{world.take}/top/1", data=sent, headers=AS_DATA)
        return answer.status_code

    signed_out = status(body="Text")
    enter(client, world.member)
    not_entitled = status(body="Text")
    enter(client, world.taker)
    too_long = status(body="x" * 20_001)
    huge = status(body="x" * 21_000_000)
    world.clock.set(BEFORE)
    enter(client, world.taker)
    too_early = client.post(f"{world.take}/top/1", data={}, headers=AS_DATA)

    assert (signed_out, not_entitled, too_long, huge) == (302, 404, 422, 413)
    assert too_early.json["sentence"] == (
        "Das Protokoll kann erst ab dem Tag der Sitzung geführt werden. "
        "Ihr Text steht noch hier und ist nicht gespeichert."
    )
    assert world.revisions(world.item) == []


def test_data_needs_the_same_token_as_a_form(app: Flask, client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    sent = fields_of(text_of(client, world.take), world.item)
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(f"{world.take}/top/1", data=sent, headers=AS_DATA)

    assert answer.status_code == 400
    assert answer.json == {
        "sentence": "Bitte laden Sie die Seite neu und senden Sie das Formular noch einmal ab."
    }


def line(world: World, account: Account, **values: str) -> dict[str, str]:
    person = person_of(account).id
    given = {"attendance": "open", "seen": "open|||"} | values
    return {f"p{person}-{name}": value for name, value in given.items()}


def attendance_of(world: World, account: Account) -> Attendee:
    db.session.expire_all()
    return db.session.scalars(
        select(Attendee).where(
            Attendee.meeting_id == world.meeting.id, Attendee.person_id == person_of(account).id
        )
    ).one()


def test_attendance_is_entered_with_exceptions_first_and_the_rest_as_present(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.taker)
    stand_in = make_person(world.plan, "Stellvertretung Frauenverein")
    save()
    sent = (
        line(world, world.chair, attendance="present", present_from="14:30", present_until="")
        | line(world, world.member, attendance="represented", represented_by=str(stand_in.id))
        | line(world, world.taker)
        | {"liste-rest_present": "y"}
    )

    answer = client.post(f"{world.take}/anwesenheit", data=sent)

    assert answer.location == f"{world.take}#anwesenheit"
    assert attendance_of(world, world.chair).present_from == dt.time(14, 30)
    assert attendance_of(world, world.member).represented_by is stand_in
    assert attendance_of(world, world.taker).attendance is Attendance.PRESENT


def test_times_can_be_taken_back(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    timed = line(world, world.chair, attendance="present", present_from="14:30")
    client.post(f"{world.take}/anwesenheit", data=timed)
    cleared = line(
        world, world.chair, attendance="present", present_from="", seen="present|14:30||"
    )

    answer = client.post(f"{world.take}/anwesenheit", data=cleared)

    assert answer.status_code == 302
    assert attendance_of(world, world.chair).present_from is None


def test_a_line_that_somebody_else_changed_is_asked_about(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.taker)
    client.post(f"{world.take}/anwesenheit", data=line(world, world.member, attendance="excused"))

    clash = client.post(
        f"{world.take}/anwesenheit", data=line(world, world.member, attendance="absent")
    )
    again = client.post(
        f"{world.take}/anwesenheit",
        data=line(world, world.member, attendance="absent", seen="excused|||"),
    )

    assert clash.status_code == 409
    assert "Vertretung Frauenverein: entschuldigt" in clash.text
    assert again.status_code == 302
    assert attendance_of(world, world.member).attendance is Attendance.ABSENT


def test_a_stand_in_must_be_named(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)

    answer = client.post(
        f"{world.take}/anwesenheit", data=line(world, world.member, attendance="represented")
    )

    assert answer.status_code == 422
    assert "wer die Vertretung übernommen hat" in answer.text


def test_a_guest_comes_on_the_list_once(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    guest = {"gast-person": str(person_of(world.stranger).id)}

    first = client.post(f"{world.take}/gaeste", data=guest)
    second = client.post(f"{world.take}/gaeste", data=guest)

    assert first.status_code == 302
    assert second.status_code == 422
    assert attendance_of(world, world.stranger).attendance is Attendance.PRESENT


def test_agreements_and_tasks_are_made_at_their_item(client: FlaskClient, world: World) -> None:
    enter(client, world.taker)
    form = text_of(client, f"{world.take}?top=1&neu=vereinbarung")
    agreed = client.post(
        f"{world.take}/top/1/vereinbarung",
        data={"neu-kind": "task", "neu-text": "Austausch vorbereiten", "neu-based_on": ""},
    )
    agreement = db.session.scalars(select(Agreement)).one()
    spot = text_of(client, f"{world.take}?top=1&neu=aufgabe")
    task = {
        "neu-title": "Ort finden",
        "neu-accountable": str(person_of(world.member).id),
        "neu-due_meeting": str(world.july.id),
        "neu-agreement": str(agreement.id),
        "neu-goals": str(world.goal.id),
    }
    handed = client.post(f"{world.take}/top/1/aufgabe", data=task)
    refused = client.post(f"{world.take}/top/1/aufgabe", data=task | {"neu-goals": []})
    group = {"neu-title": "Raum suchen", "neu-accountable": f"gruppe-{world.july.body_id}"}
    client.post(f"{world.take}/top/1/aufgabe", data=task | group)

    assert "Vereinbarung festhalten" in form
    assert "nächste Sitzung – Zweites Treffen" in spot
    assert agreed.location == handed.location == f"{world.take}#top-{world.item.id}"
    assert refused.status_code == 422
    assert "Bitte ordnen Sie mindestens ein Ziel zu." in refused.text
    made = db.session.scalars(select(Task).where(Task.title == "Ort finden")).one()
    assert (made.agreement, made.agenda_item) == (agreement, world.item)
    assert made.due_on == dt.date(2017, 7, 12)
    taken = db.session.scalars(select(Task).where(Task.title == "Raum suchen")).one()
    assert taken.accountable is not None and taken.accountable.name == world.july.body.name
    assert "V 2017-01" in text_of(client, world.take)


def test_members_read_published_minutes_and_object_until_the_last_day(
    client: FlaskClient, world: World
) -> None:
    read = f"{world.take}/lesen"
    enter(client, world.taker)
    save_text(client, world, "Vier Themenfelder sind beschlossen.")
    enter(client, world.member)
    hidden = client.get(read).status_code
    publish(client, world)
    enter(client, world.member)
    page = text_of(client, read)
    sent = client.post(f"{world.take}/rueckmeldung", data={"text": "Es sind fünf."})
    empty = client.post(f"{world.take}/rueckmeldung", data={"text": " "})
    own = text_of(client, read)
    enter(client, world.chair)
    seen = text_of(client, read)
    enter(client, world.stranger)
    stranger = client.get(read).status_code
    other = make_account(world.plan, "Vertretung Diakonie")
    join(world.body, person_of(other))
    save()
    enter(client, other)
    others = text_of(client, read)
    world.clock.set(LATER)
    enter(client, world.member)
    late = client.post(f"{world.take}/rueckmeldung", data={"text": "Zu spät."})

    assert (hidden, stranger) == (404, 404)
    assert "Vier Themenfelder sind beschlossen." in page
    assert "Mittwoch, 12. April 2017" in page
    assert (sent.status_code, empty.status_code, late.status_code) == (302, 422, 422)
    assert "Es sind fünf." in own
    assert "Es sind fünf." in seen
    assert "Es sind fünf." not in others
    assert db.session.scalars(select(MinutesNote.text)).all() == ["Es sind fünf."]


def test_approval_waits_for_the_last_day_and_then_locks(client: FlaskClient, world: World) -> None:
    publish(client, world)
    enter(client, world.chair)
    early = client.post(f"{world.take}/freigeben")
    approve_at = text_of(client, world.take)
    world.clock.set(LATER)
    done = client.post(f"{world.take}/freigeben")
    note = client.post(f"{world.take}/vermerk", data={"text": "TOP 1: Es sind fünf."})
    enter(client, world.member)
    page = text_of(client, f"{world.take}/lesen")

    assert early.status_code == 422
    assert "Danach kann das Protokoll freigegeben werden" in approve_at
    assert (done.status_code, note.status_code) == (302, 302)
    assert db.session.scalars(select(Minutes)).one().state is MinutesState.APPROVED
    assert "Mittwoch, 19. April 2017" in page
    assert "TOP 1: Es sind fünf." in page
    assert "Rückmeldung senden" not in page


def test_the_annex_lists_open_tasks_the_reader_may_see(client: FlaskClient, world: World) -> None:
    make_task(world.plan, "Offen für die Gruppe", meeting=world.meeting, goals=[world.goal])
    foreign = make_body(world.plan, "Andere Gruppe")
    elsewhere = make_meeting(world.cycle, foreign, dt.date(2017, 3, 1), position=9)
    make_task(world.plan, "Offen anderswo", meeting=elsewhere)
    publish(client, world)
    enter(client, world.member)
    member = text_of(client, f"{world.take}/lesen")
    enter(client, world.office)
    office = text_of(client, f"{world.take}/lesen")

    assert "Offen für die Gruppe" in member
    assert "Offen anderswo" not in member
    assert "Offen anderswo" in office


def committee_of(world: World) -> Meeting:
    body = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make_meeting(
        world.cycle, body, dt.date(2017, 3, 27), position=4, external=True, title="Vorstellung"
    )
    save()
    return meeting


def test_the_office_enters_what_the_committee_did(client: FlaskClient, world: World) -> None:
    url = f"/sitzungen/{committee_of(world).uid}"
    sent = {"outcome": "resolved", "votes_for": "21", "paper_number": "84/2017", "version": ""}
    enter(client, world.chair)
    refused = client.get(f"{url}/ergebnis").status_code
    enter(client, world.office)
    form = text_of(client, f"{url}/ergebnis")
    wrong = client.post(f"{url}/ergebnis", data=sent | {"votes_for": "-3"})
    done = client.post(f"{url}/ergebnis", data=sent)
    stale = client.post(f"{url}/ergebnis", data=sent | {"outcome": "postponed"})
    enter(client, world.member)
    page = text_of(client, url)

    assert refused == 404
    assert "Ergebnis eintragen" in form
    assert (wrong.status_code, done.status_code, stale.status_code) == (422, 302, 409)
    assert db.session.scalars(select(CommitteeResult)).one().outcome is Outcome.RESOLVED
    assert "Beschlossen" in page
    assert "84/2017" in page
    assert "21 Ja" in page


def test_own_meetings_have_no_committee_result(client: FlaskClient, world: World) -> None:
    enter(client, world.office)

    assert client.get(f"{world.url}/ergebnis").status_code == 404
    assert client.get(f"/sitzungen/{committee_of(world).uid}/protokoll").status_code == 404


def test_a_long_agenda_with_many_open_tasks_costs_at_most_25_queries(
    client: FlaskClient, world: World
) -> None:
    enter(client, world.taker)
    save_text(client, world, "Vier Themenfelder")
    items = [
        meetings.add_item(
            world.meeting, ItemDraft(title=f"Punkt {n}", goals=[world.goal]), by=None, now=BEFORE
        )
        for n in range(58)
    ]
    for n in range(200):
        make_task(
            world.plan, f"Aufgabe {n}", person_of(world.member), meeting=world.meeting,
            agenda_item=items[n % 58], goals=[world.goal],
        )  # fmt: skip
    for n in range(20):
        join(world.body, make_person(world.plan, f"Mitglied {n}"))
    save()
    meetings.invite_members(world.meeting, by=None, now=BEFORE)
    for item in items:
        revision = MinutesRevision(
            agenda_item=item, body="Text", author_id=world.taker.id, written_at=DURING
        )
        db.session.add(revision)
    save()

    take = world.take
    db.session.expire_all()
    many = queries_of(lambda: text_of(client, take))
    db.session.expire_all()
    reading = queries_of(lambda: text_of(client, f"{take}/lesen"))

    assert many <= 25
    assert reading <= 25
