"""What a calendar gets at its address, and what people do on the page of their feeds."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import re
import time
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from pypdf import PdfReader
from werkzeug.test import TestResponse

from app import create_app
from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.feeds import Feed, FeedComponent, FeedScope
from app.services import feeds
from app.services.feeds import FeedWishes
from config import Settings
from tests.conftest import StepClock
from tests.ical.readers import complaints, read_by_hand, read_with_vobject
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
    sign_in,
)
from tests.noting import Note
from tests.web.cost import statements

TOKEN_IN_ADDRESS = re.compile(r"/kalender/([A-Za-z0-9_-]{43})/")
UNKNOWN = "A" * 43


class World:
    """A member with a meeting and a deadline, and a group the member must not see."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.member = make_account(self.plan)
        self.other = make_account(self.plan, "Leitung Verein")
        self.body = make_body(self.plan, "Peergroup")
        self.foreign = make_body(self.plan, "Arbeitsgruppe Pflege")
        join(self.body, person_of(self.member))
        join(self.foreign, person_of(self.other))
        self.cycle = make_cycle(self.plan)
        self.meeting = make_meeting(self.cycle, self.body)
        make_meeting(self.cycle, self.foreign, title="Kanarienvogel", position=2)
        make_task(self.plan, "Austausch vorbereiten", accountable=person_of(self.member))
        db.session.commit()

    def subscribe(self, **wishes: object) -> str:
        """The path of a new feed of the member."""
        made, token = feeds.create_feed(
            self.member,
            self.plan,
            FeedWishes(name="Outlook Büro", **wishes),  # type: ignore[arg-type]
            now=dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC),
        )
        db.session.commit()
        path = feeds.address("", made, token)
        db.session.rollback()  # so that the request finds the database free
        return path

    @property
    def feed(self) -> Feed:
        """The member's first one."""
        found = db.session.scalars(db.select(Feed).order_by(Feed.id)).first()
        assert found is not None
        db.session.refresh(found)
        return found


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def assert_quiet(response: TestResponse) -> None:
    """What holds for every answer at a feed's address, whatever it is."""
    assert not response.headers.getlist("Set-Cookie")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "html" not in response.headers.get("Content-Type", "")
    assert b"<html" not in response.data.lower()
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Location" not in response.headers


def test_the_calendar_comes_with_all_its_headers(world: World, client: FlaskClient) -> None:
    response = client.get(world.subscribe())

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert re.fullmatch(r'"[0-9a-f]{64}"', response.headers["ETag"])
    assert response.last_modified == dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC) or (
        response.last_modified == dt.datetime(2017, 1, 2, 8, tzinfo=dt.UTC)
    )
    assert_quiet(response)


def test_readers_that_did_not_write_it_see_the_meeting_at_its_hour(
    world: World, client: FlaskClient
) -> None:
    body = client.get(world.subscribe()).data

    assert complaints(read_by_hand(body)) == []
    assert read_with_vobject(body)[f"sitzung-{world.meeting.uid}@wiedervorlage"] == (
        "Peergroup: Auftakt",
        "2017-03-29T12:00:00+00:00",
        "2017-03-29T14:30:00+00:00",
    )


def test_a_member_sees_the_own_meetings_and_deadlines_not_another_groups(
    world: World, client: FlaskClient
) -> None:
    body = client.get(world.subscribe()).data

    titles = {str(event["SUMMARY"]) for event in Calendar.from_ical(body).events}
    assert titles == {"Peergroup: Auftakt", "Fällig: Austausch vorbereiten"}
    assert b"Kanarienvogel" not in body


def test_an_unchanged_feed_answers_304_with_the_same_tag(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    # Nothing but what guides the copy that is there: its own headers hold on (RFC 9110 15.4.5).
    assert set(again.headers.keys()) == {"ETag", "Cache-Control", "Vary"}
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "private, no-cache"
    assert client.get(path).data == first.data


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', "{}, *"])
def test_a_tag_is_known_in_every_form_clients_and_proxies_give_it(
    world: World, client: FlaskClient, form: str
) -> None:
    path = world.subscribe()
    tag = client.get(path).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": form.format(tag)}).status_code == 304


def test_a_change_gives_a_new_tag_and_the_new_text(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    old = client.get(path).headers["ETag"]
    world.meeting.place = "Großer Sitzungssaal"
    db.session.commit()

    response = client.get(path, headers={"If-None-Match": old})

    assert response.status_code == 200
    assert response.headers["ETag"] != old
    assert "Großer Sitzungssaal" in response.text


def test_the_poll_of_an_unchanged_feed_costs_one_query(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    tag = client.get(path).headers["ETag"]

    with statements() as seen:
        client.get(path, headers={"If-None-Match": tag})

    assert _reads(seen) == 1


def test_a_changed_feed_costs_the_same_queries_for_one_meeting_and_for_fifty(
    world: World, client: FlaskClient
) -> None:
    path = world.subscribe()
    client.get(path)
    with statements() as seen:
        client.get(path)
    assert _reads(seen) == 1  # the finished body is still there
    world.meeting.title = "Auftakt mit Gästen"
    db.session.commit()
    with statements() as seen:
        client.get(path)
    few = _reads(seen)
    for number in range(50):
        make_meeting(world.cycle, world.body, title=f"Treffen {number}", position=number + 3)
    db.session.commit()

    with statements() as seen:
        client.get(path)

    assert _reads(seen) == few <= 14


def _reads(statements: list[str]) -> int:
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in statements)


def test_head_says_what_get_says_without_the_body(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    got = client.get(path)

    head = client.head(path)

    assert head.status_code == 200
    assert head.data == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    assert client.head(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_a_packed_answer_has_its_own_tag_and_the_same_text(
    world: World, client: FlaskClient
) -> None:
    path = world.subscribe()
    plain = client.get(path)

    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = client.get(
        path,
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304
    assert client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("fate", ["unknown", "malformed", "revoked", "renewed", "locked", "left"])
def test_an_address_that_leads_nowhere_is_a_short_404(
    world: World, client: FlaskClient, method: str, fate: str
) -> None:
    path = world.subscribe(scope=FeedScope.GROUP, body=world.body)
    assert client.get(path).status_code == 200
    now = dt.datetime(2017, 2, 21, 10, tzinfo=dt.UTC)
    match fate:
        case "unknown":
            path = f"/kalender/{UNKNOWN}/meine-termine.ics"
        case "malformed":
            path = "/kalender/%00%ff%0d%0a/x.ics"
        case "revoked":
            feeds.revoke(world.feed, now=now)
        case "renewed":
            feeds.renew(world.feed, now=now)
        case "locked":
            world.member.active = False
        case "left":
            world.body.memberships[0].until_on = dt.date(2017, 2, 20)
    db.session.commit()

    response = client.open(path, method=method)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == ("" if method == "HEAD" else polling_gone())
    assert_quiet(response)


def polling_gone() -> str:
    return "Diese Kalenderadresse gibt es nicht oder nicht mehr.\n"


def test_a_signed_in_browser_gets_the_same_and_no_cookie(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    sign_in(client, world.other)

    response = client.get(path)

    assert response.status_code == 200
    assert "Kanarienvogel" not in response.text
    assert_quiet(response)


def test_the_name_at_the_end_does_not_matter(world: World, client: FlaskClient) -> None:
    token = TOKEN_IN_ADDRESS.search(world.subscribe())
    assert token is not None

    assert client.get(f"/kalender/{token[1]}/anders.ics").status_code == 200


def test_without_a_database_it_is_503_and_no_empty_calendar(
    settings: Settings, clock: StepClock, caplog: pytest.LogCaptureFixture
) -> None:
    away = replace(settings, database_url="sqlite:////nirgends/ist/diese/datei.db")
    app = create_app(away, clock=clock)

    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get(f"/kalender/{UNKNOWN}/x.ics")

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "OperationalError" in caplog.text
    assert UNKNOWN not in caplog.text
    assert_quiet(response)


def test_an_entry_that_cannot_be_written_costs_only_itself(
    world: World, client: FlaskClient, caplog: pytest.LogCaptureFixture, record_property: Note
) -> None:
    bad = make_meeting(world.cycle, world.body, title="\x07", position=7)
    bad.body.name = "\x07"
    db.session.commit()

    response = client.get(world.subscribe())

    broken = int(response.status_code != 200)
    record_property("S-18: broken feeds", f"{broken} of 0 feeds")
    titles = {str(found["SUMMARY"]) for found in Calendar.from_ical(response.data).events}
    assert not broken
    assert "Fällig: Austausch vorbereiten" in titles
    assert f"sitzung-{bad.uid}" in caplog.text


def test_the_token_stands_in_no_record_of_the_log(
    world: World, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    path = world.subscribe()
    token = TOKEN_IN_ADDRESS.search(path)
    assert token is not None

    with caplog.at_level(logging.DEBUG):
        client.get(path)
        client.head(path)
        world.member.active = False
        db.session.commit()
        client.get(path)
        logging.getLogger("canary").warning("something was recorded")

    assert "something was recorded" in caplog.text
    assert token[1] not in caplog.text


def test_the_day_of_use_is_noted_once_a_day(
    world: World, client: FlaskClient, clock: StepClock
) -> None:
    path = world.subscribe()
    assert world.feed.last_used_on is None

    tag = client.get(path).headers["ETag"]
    assert world.feed.last_used_on == dt.date(2017, 2, 21)

    with statements() as sent:
        client.get(path, headers={"If-None-Match": tag})
    assert not [statement for statement in sent if statement.upper().startswith("UPDATE")]

    clock.set(dt.datetime(2017, 2, 21, 23, 30, tzinfo=dt.UTC))  # 22 February in Berlin
    client.get(path)
    assert world.feed.last_used_on == dt.date(2017, 2, 22)


def test_a_busy_database_costs_the_mark_and_not_the_answer(
    world: World, client: FlaskClient
) -> None:
    path = world.subscribe()

    with db.engine.connect().execution_options(write=True) as writer, writer.begin():
        began = time.monotonic()
        response = client.get(path)

    assert time.monotonic() - began < 3  # it does not wait for the writer
    assert response.status_code == 200
    assert world.feed.last_used_on is None
    assert db.session.scalar(db.select(db.func.count(FeedComponent.id))) == 0


@pytest.mark.parametrize("alive", [True, False])
def test_a_client_that_asks_every_second_is_told_to_wait(
    world: World, client: FlaskClient, clock: StepClock, alive: bool
) -> None:
    path = world.subscribe()
    if not alive:
        feeds.revoke(world.feed, now=clock())
        db.session.commit()
    other = world.subscribe()
    usual = 200 if alive else 404

    seen = []
    for _ in range(65):
        seen.append(client.get(path).status_code)
        clock.advance(seconds=1)
    refused = client.get(path, headers={"If-None-Match": "*"})

    assert seen[:60] == [usual] * 60
    assert seen.count(429) >= 3
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert_quiet(refused)
    assert client.get(other).status_code == 200
    clock.advance(seconds=int(refused.headers["Retry-After"]))
    assert client.get(path).status_code == usual


def test_the_public_calendar_needs_no_secret_and_opens_by_the_office_alone(
    world: World, client: FlaskClient
) -> None:
    world.meeting.public = True
    office = make_office(world.plan)
    db.session.commit()
    address = "/kalender/oeffentlich/integrationsplan.ics"
    assert client.get(address).status_code == 404
    sign_in(client, world.member)
    assert client.post("/kalender/oeffentlich", data={"offen": "ja"}).status_code == 404
    assert "Öffentlicher Kalender" not in client.get("/kalender").text

    sign_in(client, office)
    page = client.post("/kalender/oeffentlich", data={"offen": "ja"}, follow_redirects=True).text

    assert "1 Sitzung ist als öffentlich gekennzeichnet." in page
    assert f"http://127.0.0.1:8000{address}" in page
    stranger = client.application.test_client()
    answer = stranger.get(address)
    assert [str(e["SUMMARY"]) for e in Calendar.from_ical(answer.data).events] == [
        "Peergroup: Auftakt"
    ]
    assert_quiet(answer)
    assert stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == (
        304
    )
    assert stranger.get("/kalender/oeffentlich/%00.ics").status_code == 404
    client.post("/kalender/oeffentlich", data={"offen": "nein"})
    assert_quiet(gone := stranger.get(address))
    assert gone.status_code == 404


def test_the_picture_of_the_address_is_the_webcal_link(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)

    made = client.post("/kalender", data={"name": "Telefon", "scope": "own"}).text

    token = TOKEN_IN_ADDRESS.search(made)
    assert token is not None
    code = segno.make(f"webcal://127.0.0.1:8000/kalender/{token[1]}/meine-termine.ics", error="m")
    drawn = BeautifulSoup(made, "html.parser").select_one("svg .wv-qr__code")
    assert drawn is not None
    dark = sum(int(width) for width in re.findall(r"h(\d+)v1", str(drawn["d"])))
    assert dark == sum(map(sum, code.matrix))


def test_a_meeting_and_a_year_can_be_taken_away_as_files(world: World, client: FlaskClient) -> None:
    open_one = make_meeting(world.cycle, world.body, held_on=None, title="Ganz offen", position=5)
    db.session.commit()
    sign_in(client, world.member)

    one = client.get(f"/sitzungen/{world.meeting.uid}/termin.ics")
    year = client.get("/sitzungen/2017.ics")

    assert one.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Termin-Peergroup-2017-03-29.ics" in one.headers["Content-Disposition"]
    for body in (one.data, year.data):
        calendar = read_by_hand(body)
        assert {name for name, _ in calendar.lines} == {"VERSION", "PRODID", "CALSCALE", "METHOD"}
        assert not [each for each in complaints(calendar) if each.startswith("VEVENT")]
        assert [str(e["UID"]) for e in Calendar.from_ical(body).events] == [
            f"sitzung-{world.meeting.uid}@wiedervorlage"
        ]
    feed = Calendar.from_ical(client.get(world.subscribe(with_deadlines=False)).data)
    assert Calendar.from_ical(year.data).events[0].to_ical() == feed.events[0].to_ical()
    assert client.get(f"/sitzungen/{open_one.uid}/termin.ics").status_code == 404
    assert client.get("/sitzungen/1017.ics").status_code == 404


def test_the_years_calendar_is_a_page_and_a_pdf_of_what_one_may_see(
    world: World, client: FlaskClient
) -> None:
    make_meeting(
        world.cycle, world.body, held_on=None, month_on=dt.date(2017, 7, 1), title="Zwischenstand"
    )
    db.session.commit()
    sign_in(client, world.member)

    page = BeautifulSoup(client.get("/sitzungen/2017/kalender").text, "html.parser")
    paper = client.get("/sitzungen/2017/kalender.pdf")

    months = {str(m.h2.string): " ".join(m.get_text(" ").split()) for m in page.select(".wv-month")}
    assert len(months) == 12
    assert "Mi., 29.03.2017, 14:00 Uhr Auftakt" in months["März 2017"]
    assert "Termin offen Zwischenstand" in months["Juli 2017"]
    assert "keine Sitzung" in months["August 2017"]
    assert paper.headers["Content-Type"] == "application/pdf"
    text = PdfReader(BytesIO(paper.data)).pages[0].extract_text()
    assert "Peergroup: Auftakt" in text
    assert "Zwischenstand" in text
    for shown in (page.get_text(), text):
        assert "Kanarienvogel" not in shown


def test_the_page_needs_a_sign_in(world: World, client: FlaskClient) -> None:
    for method, path in (
        ("GET", "/kalender"),
        ("POST", "/kalender"),
        ("POST", f"/kalender/{world.plan.id}"),
    ):
        response = client.open(path, method=method)
        assert response.status_code in (302, 404)
        assert "Outlook" not in response.text


def test_the_address_is_shown_once(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)

    made = client.post(
        "/kalender", data={"name": "Outlook Büro", "scope": "own", "with_deadlines": "y"}
    )

    token = TOKEN_IN_ADDRESS.search(made.text)
    assert made.status_code == 200
    assert token is not None
    assert made.headers["Cache-Control"] == "no-store"
    assert f"http://127.0.0.1:8000/kalender/{token[1]}/meine-termine.ics" in made.text
    assert f"webcal://127.0.0.1:8000/kalender/{token[1]}/meine-termine.ics" in made.text
    assert client.get(f"/kalender/{token[1]}/meine-termine.ics").status_code == 200
    page = client.get("/kalender").text
    assert "Outlook Büro" in page
    assert token[1] not in page
    assert world.feed.with_deadlines
    assert not world.feed.with_undated


def test_the_form_offers_only_groups_that_one_may_see(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)
    page = client.get("/kalender").text

    assert "group:peergroup" in page
    assert "group:arbeitsgruppe-pflege" not in page


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"name": "", "scope": "own"}, "Bitte geben Sie dem Abonnement einen Namen."),
        ({"name": "x" * 81, "scope": "own"}, "Bitte kürzen Sie den Namen"),
        ({"name": "Büro", "scope": "group:arbeitsgruppe-pflege"}, "Inhalt"),
        ({"name": "Büro", "scope": "alles"}, "Inhalt"),
    ],
)
def test_a_wrong_form_comes_back_with_its_faults(
    world: World, client: FlaskClient, data: dict[str, str], word: str
) -> None:
    sign_in(client, world.member)

    response = client.post("/kalender", data=data)

    assert response.status_code == 422
    assert word in response.text
    assert db.session.scalar(db.select(db.func.count(Feed.id))) == 0


def test_one_too_many_comes_back_as_a_sentence(world: World, client: FlaskClient) -> None:
    for _ in range(20):
        world.subscribe()
    with pytest.raises(RuleBroken):
        world.subscribe()
    sign_in(client, world.member)

    response = client.post("/kalender", data={"name": "Noch eines", "scope": "own"})

    assert response.status_code == 422
    assert "schon 20 Abonnements" in response.text


def test_ending_a_feed_ends_its_address(world: World, client: FlaskClient) -> None:
    path = world.subscribe()
    sign_in(client, world.member)

    response = client.post(f"/kalender/{world.feed.uid}/widerrufen", follow_redirects=True)

    assert "„Outlook Büro“ ist beendet" in response.text
    assert client.get(path).status_code == 404


def test_renewing_shows_a_new_address_and_ends_the_old_one(
    world: World, client: FlaskClient
) -> None:
    path = world.subscribe()
    sign_in(client, world.member)

    response = client.post(f"/kalender/{world.feed.uid}/erneuern")

    token = TOKEN_IN_ADDRESS.search(response.text)
    assert token is not None
    assert client.get(path).status_code == 404
    assert client.get(f"/kalender/{token[1]}/meine-termine.ics").status_code == 200


@pytest.mark.parametrize("deed", ["erneuern", "widerrufen"])
def test_nobody_touches_somebody_elses_feed(world: World, client: FlaskClient, deed: str) -> None:
    path = world.subscribe()
    sign_in(client, world.other)

    assert client.post(f"/kalender/{world.feed.uid}/{deed}").status_code == 404
    assert client.get(f"/kalender/{world.feed.uid}/{deed}").status_code == 405
    assert client.get(path).status_code == 200
