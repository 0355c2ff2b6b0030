"""The office's pages of the archive, and all that shows minutes once they are deleted (D-13)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.accounts import Account
from app.models.meetings import ArchiveState
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.archived import (
    ANSWERED,
    APPROVED,
    DAY_AFTER,
    OFFERED,
    WORDS,
    Case,
    World,
    approved_world,
    cases,
    deleted,
    offered,
    words_left,
)
from tests.conftest import StepClock
from tests.makers import make_meeting, save, sign_in


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(APPROVED)
    return approved_world()


def enter(client: FlaskClient, account: Account, clock: StepClock) -> None:
    """Sign in at this moment; a session of earlier would be over."""
    sign_in(client, account, now=clock())


def address(world: World, rest: str = "") -> str:
    return f"/sitzungen/{world.meeting.uid}/protokoll{rest}"


def version(world: World) -> str:
    db.session.expire_all()
    return str(world.minutes.version)


@cases
def test_the_pages_delete_only_after_the_archives_answer(
    client: FlaskClient, world: World, clock: StepClock, case: Case
) -> None:
    case.get_there(world)
    clock.set(case.now)
    enter(client, world.office_account, clock)
    left, form = words_left(), {"sure": "y", "version": version(world)}

    page = client.get(address(world, "/loeschen")).text
    answer = client.post(address(world, "/loeschen"), data=form)

    assert (case.refusal is None) == ("Endgültig löschen" in page)
    assert answer.status_code == (302 if case.refusal is None else 422)
    assert (case.refusal or "") in page
    assert (case.refusal or "") in answer.text
    assert words_left() == ([] if case.refusal is None else left)


def test_the_office_offers_notes_the_answer_and_takes_it_back(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    clock.set(OFFERED)
    enter(client, world.office_account, clock)

    states = []
    for rest, more in (
        ("/archiv/angebot", {}),
        ("/archiv/antwort", {"answer": "handed_over"}),
        ("/archiv/zuruecknehmen", {}),
        ("/archiv/antwort", {"answer": "declined"}),
        ("/archiv/zuruecknehmen", {}),
        ("/archiv/zuruecknehmen", {}),
    ):
        answer = client.post(address(world, rest), data={"version": version(world), **more})
        assert answer.status_code == 302
        db.session.expire_all()
        states.append(world.minutes.archive_state.value)

    assert states == ["offered", "handed_over", "offered", "declined", "offered", "current"]


def test_who_looked_at_an_older_state_changes_nothing(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    seen = version(world)
    offered(world)
    clock.set(ANSWERED)
    enter(client, world.office_account, clock)

    for rest in ("/archiv/angebot", "/archiv/antwort", "/archiv/zuruecknehmen", "/loeschen"):
        form = {"version": seen, "answer": "declined", "sure": "y"}
        assert client.post(address(world, rest), data=form).status_code == 409
    assert version(world) != seen
    assert world.minutes.archive_state is ArchiveState.OFFERED


def test_an_answer_that_is_none_is_asked_again(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    offered(world)
    enter(client, world.office_account, clock)

    for word in ("deleted", "current", "anders"):
        form = {"version": version(world), "answer": word}
        answer = client.post(address(world, "/archiv/antwort"), data=form)
        assert answer.status_code == 422
        assert "Bitte wählen Sie einen Eintrag aus der Liste." in answer.text


def test_deletion_wants_a_yes(client: FlaskClient, world: World, clock: StepClock) -> None:
    offered(world)
    clock.set(DAY_AFTER)
    enter(client, world.office_account, clock)

    answer = client.post(address(world, "/loeschen"), data={"version": version(world)})

    assert answer.status_code == 422
    assert "Bitte bestätigen Sie" in answer.text
    assert words_left()


def test_only_the_office_sees_the_archive(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    enter(client, world.member, clock)

    page = BeautifulSoup(client.get(address(world, "/lesen")).text, "html.parser")

    assert page.select("#archiv") == []
    assert WORDS in page.text


PAGES = ("", "/protokoll/lesen", "/protokoll.pdf", "/protokoll.docx", "/protokoll")


@pytest.mark.parametrize("who", ["office_account", "member"])
def test_where_minutes_were_deleted_every_page_says_so_and_no_word_appears(
    client: FlaskClient, world: World, clock: StepClock, who: str
) -> None:
    deleted(world)
    clock.set(DAY_AFTER)
    enter(client, getattr(world, who), clock)

    for rest in (*PAGES, "/protokoll/top/1/verlauf"):
        answer = client.get(f"/sitzungen/{world.meeting.uid}{rest}", follow_redirects=True)
        if who == "member" and rest in ("/protokoll", "/protokoll/top/1/verlauf"):
            assert answer.status_code == 404  # nobody leads these minutes any more
            continue
        assert answer.status_code == 200, rest
        assert "am 1. Juni 2017 gelöscht worden, nachdem das Kreisarchiv" in answer.text
        assert WORDS not in answer.text
    assert "Arbeit und Sprache" in client.get(f"/sitzungen/{world.meeting.uid}").text


def test_lists_searches_and_files_cope_with_deleted_minutes(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    agreement, task = "Arbeit und Sprache", "Konzept"
    deleted(world)
    clock.set(DAY_AFTER)
    enter(client, world.office_account, clock)

    answers = {
        place: client.get(place)
        for place in (
            "/",
            "/sitzungen?jahr=2017",
            "/protokolle/archiv?jahr=2017",
            "/vereinbarungen",
            "/vereinbarungen?suche=Kanarienwort",
            "/vereinbarungen/liste?datei=csv",
            "/aufgaben?suche=Kanarienwort",
            "/aufgaben",
            "/konto/daten",
            "/konto/daten.json",
            "/verwaltung/aenderungen",
            "/plaene/integrationsplan/was-fehlt",
        )
    }
    said = {place: answer.text for place, answer in answers.items()}

    assert [place for place, answer in answers.items() if answer.status_code != 200] == []
    assert {place for place, text in said.items() if WORDS in text.replace("=" + WORDS, "")} <= {
        "/vereinbarungen?suche=Kanarienwort",  # repeats what was looked for
        "/aufgaben?suche=Kanarienwort",
    }
    assert agreement in said["/vereinbarungen"]
    assert task in said["/aufgaben"]
    assert "das Protokoll gelöscht" in said["/verwaltung/aenderungen"]
    row = BeautifulSoup(said["/protokolle/archiv?jahr=2017"], "html.parser").select_one("tbody tr")
    assert row is not None
    assert re.search(r"Gelöscht.*01\.06\.2017", row.get_text(" "), re.S)


def test_nothing_is_offered_on_the_meeting_that_would_only_be_refused(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    changes = ("TOP aufnehmen", "Entfernen", "Nach oben", "Vereinbarung festhalten")
    enter(client, world.office_account, clock)
    place = f"/sitzungen/{world.meeting.uid}"

    approved = client.get(place).text
    july = make_meeting(world.meeting.cycle, world.meeting.body, dt.date(2017, 7, 12), position=2)
    save()
    for title in ("Berichte", "Termine"):
        meetings.add_item(july, ItemDraft(title=title), by=None, now=clock())
    save()
    open_ = client.get(f"/sitzungen/{july.uid}").text
    july.cycle.closed_on = clock().date()
    save()
    closed = client.get(f"/sitzungen/{july.uid}").text

    assert [word for word in changes if word not in open_] == []
    assert [word for word in (*changes, "Absetzen") if word in approved] == []
    assert [word for word in changes if word in closed] == []
