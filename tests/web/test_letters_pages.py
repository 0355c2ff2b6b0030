"""The office's list of letters, and the demo's letters that anybody may read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.domain.outbox import Failure
from app.extensions import db
from app.models.meetings import Meeting
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from app.services import barriers, outbox
from app.services.outbox.kinds import KINDS
from app.services.outbox.posting import queue_sign_in
from app.web.letters import KIND_WORDS, REASON_WORDS
from config import Settings
from tests.conftest import START, StepClock
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)

LINK = "http://127.0.0.1:8000/anmelden/link/geheim"


def queue_letters(plan: Plan) -> None:
    """A report to the office, and a sign-in letter that nobody else should read."""
    member = make_account(plan)
    barriers.report(
        barriers.Report(what="Der <b>Kontrast</b> ist zu gering."),
        plan,
        otherwise_to="x@example.org",
        now=START,
    )
    queue_sign_in(member, url=LINK, valid_until=START + dt.timedelta(minutes=10), now=START)
    save()


# -------------------------------------------------------------------------------- the office


def test_every_kind_of_letter_and_every_reason_against_one_has_its_words() -> None:
    sources = Path(outbox.__file__).parent.rglob("*.py")
    refusals = {
        code
        for source in sources
        for code in re.findall(r'NotWanted\("(\w+)"\)', source.read_text(encoding="utf-8"))
    }

    assert KIND_WORDS.keys() == KINDS.keys()
    assert refusals
    assert refusals | set(Failure) <= REASON_WORDS.keys()


def test_the_office_reads_the_fates_but_no_sign_in_link(app: Flask, client: FlaskClient) -> None:
    plan, other = make_plan(), make_plan("zweiter", "Zweiter Plan")
    queue_letters(plan)
    barriers.report(barriers.Report(what="x"), other, otherwise_to="anders@example.org", now=START)
    db.session.execute(
        sa.update(OutboxLetter)
        .where(OutboxLetter.plan_id == plan.id)
        .values(state=LetterState.HELD, reason="restore")
    )
    other.office_email = "anders@example.org"
    office = make_office(plan)
    save()
    sign_in(client, office)

    page = client.get("/verwaltung/briefe").get_data(as_text=True)

    assert "Meldung einer Barriere" in page
    assert "Wiederherstellung, wartet auf Freigabe" in page
    assert "geheim" not in page
    assert "anders@example.org" not in page
    assert "Es ist kein E-Mail-Server eingestellt." in page


def test_the_list_is_filtered_by_state(app: Flask, client: FlaskClient) -> None:
    plan = make_plan()
    queue_letters(plan)
    office = make_office(plan)
    save()
    sign_in(client, office)

    assert "Meldung einer" in client.get("/verwaltung/briefe?stand=due").get_data(as_text=True)
    sent = client.get("/verwaltung/briefe?stand=sent").get_data(as_text=True)
    assert "Dazu gibt es keinen Brief." in sent
    assert client.get("/verwaltung/briefe?stand=quatsch").status_code == 200


def test_members_do_not_see_the_letters(app: Flask, client: FlaskClient) -> None:
    member = make_account(make_plan())
    save()
    sign_in(client, member)

    assert client.get("/verwaltung/briefe").status_code == 404


# ---------------------------------------------------------------------------------- the demo


@pytest.fixture
def demo(settings: Settings, clock: StepClock) -> Iterator[FlaskClient]:
    """A browser of a demo without mail server."""
    app = create_app(replace(settings, demo=True), clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_the_demo_shows_each_letter_as_it_would_be_sent(demo: FlaskClient) -> None:
    queue_letters(make_plan())
    by_kind = dict(db.session.execute(select(OutboxLetter.kind, OutboxLetter.id)).all())

    pages = demo.get("/-/briefe").get_data(as_text=True)
    sign_in_text = demo.get(f"/-/briefe/{by_kind['sign_in']}").get_data(as_text=True)
    report_text = demo.get(f"/-/briefe/{by_kind['barrier_report']}").get_data(as_text=True)

    assert pages.index("Anmeldelink") < pages.index("Meldung einer Barriere")
    assert f'href="{LINK}"' in sign_in_text
    assert "Der Link gilt bis 10:10 Uhr" in sign_in_text
    assert "Der &lt;b&gt;Kontrast&lt;/b&gt; ist zu gering." in report_text


def test_the_designed_part_may_do_nothing(demo: FlaskClient) -> None:
    queue_letters(make_plan())
    letter = db.session.scalars(
        select(OutboxLetter.id).where(OutboxLetter.kind == "barrier_report")
    ).one()

    page = demo.get(f"/-/briefe/{letter}/html")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert "Der &lt;b&gt;Kontrast&lt;/b&gt; ist zu gering." in page.get_data(as_text=True)


def test_a_whole_sign_in_works_by_the_demo_s_page(demo: FlaskClient) -> None:
    member = make_account(make_plan())
    save()
    asked = demo.post("/anmelden", data={"email": member.email})
    assert "/-/briefe" in demo.get(asked.location).get_data(as_text=True)
    letter = db.session.scalars(select(OutboxLetter)).one()

    text = demo.get(f"/-/briefe/{letter.id}").get_data(as_text=True)
    link = text.split('href="http://127.0.0.1:8000/anmelden/link/')[1].split('"')[0]
    demo.post(f"/anmelden/link/{link}")

    assert demo.get("/konto").status_code == 200


@pytest.mark.parametrize(
    "more", [{"demo": False}, {"smtp_url": "smtp://127.0.0.1:2525"}], ids=["real", "with mail"]
)
def test_nobody_reads_letters_outside_a_demo_without_mail(
    settings: Settings, clock: StepClock, more: dict[str, object]
) -> None:
    app = create_app(replace(settings, **({"demo": True} | more)), clock=clock)  # type: ignore[arg-type]
    with app.app_context():
        queue_letters(make_plan())
        browser = app.test_client()
        letter = db.session.scalars(select(OutboxLetter.id)).first()
        answers = [
            browser.get(path).status_code
            for path in ("/-/briefe", f"/-/briefe/{letter}", f"/-/briefe/{letter}/html")
        ]
        sign_in_page = browser.get("/anmelden").get_data(as_text=True)
        db.session.remove()
        db.engine.dispose()

    assert answers == [404] * 3
    assert "/-/briefe" not in sign_in_page


# ------------------------------------------------------------------------------------ the proof


@pytest.fixture
def proof(app: Flask, client: FlaskClient, clock: StepClock) -> FlaskClient:
    """The office looks at reminders of a kickoff: two sent together, one left out."""
    plan = make_plan()
    office, anna = (
        make_office(plan),
        make_account(plan, "Vertretung Änne", email="aenne@example.org"),
    )
    body = make_body(plan)
    join(body, person_of(anna))
    join(body, make_person(plan, "Vertretung B", email="b@example.org"))
    meeting = make_meeting(make_cycle(plan), body)
    make_agenda_item(meeting)
    make_task(plan, "Räume anfragen", person_of(anna), dt.date(2017, 3, 29))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=dt.datetime(2017, 3, 22, 7, 59, tzinfo=dt.UTC))
    outbox.plan_reminders(host="127.0.0.1", now=dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC))
    save()
    clock.set(dt.datetime(2017, 3, 22, 9, 0, tzinfo=dt.UTC))
    sign_in(client, office, clock.now)
    return client


def addresses_in(page: str) -> set[str]:
    return set(re.findall(r"[a-zä.]+@example\.org", page.split("<table")[-1]))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("suche=Änne", {"aenne@example.org"}),
        ("suche=b@example", {"b@example.org"}),
        ("art=meeting_reminder&tag=2017-03-22", {"aenne@example.org", "b@example.org"}),
        ("art=task_reminder", {"aenne@example.org"}),
        ("stand=cancelled", {"aenne@example.org"}),
    ],
)
def test_the_office_finds_letters_by_person_kind_day_and_state(
    proof: FlaskClient, asked: str, found: set[str]
) -> None:
    assert addresses_in(proof.get(f"/verwaltung/briefe?{asked}").text) == found


def test_the_office_finds_letters_by_their_meeting_and_nothing_on_another_day(
    proof: FlaskClient,
) -> None:
    meeting = db.session.scalars(select(Meeting)).one()

    page = proof.get(f"/verwaltung/briefe?sitzung={meeting.uid}").text

    assert "Erinnerung an eine Sitzung" in page.split("<table")[-1]
    assert "Erinnerung an eine Aufgabe" not in page.split("<table")[-1]
    nothing = proof.get("/verwaltung/briefe?tag=2017-03-23").text
    assert "Dazu gibt es keinen Brief." in nothing


def test_a_letter_tells_its_steps_and_what_it_carries(proof: FlaskClient) -> None:
    folded = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.folded_into_id.is_not(None))
    ).one()

    head = proof.get(f"/verwaltung/briefe/{folded.folded_into_id}").text
    train = proof.get(f"/verwaltung/briefe/{folded.id}").text

    assert "Steht mit darin" in head and "Mi., 22.03.2017, 09:00 Uhr" in head
    assert "steht in einem anderen Brief" in train
    assert f"/verwaltung/briefe/{folded.folded_into_id}" in train


def test_the_list_leaves_as_a_file_narrowed_as_it_is(proof: FlaskClient) -> None:
    answer = proof.get("/verwaltung/briefe/liste?datei=csv&stand=cancelled")

    rows = answer.get_data(as_text=True).strip().splitlines()
    assert len(rows) == 2
    assert "steht in einem anderen Brief" in rows[1]
    assert proof.get("/verwaltung/briefe/liste?datei=xlsx").data.startswith(b"PK")
