"""Papers that travel with letters: what is enclosed to whom, and what happens without a press."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from app.documents import pdf
from app.extensions import db
from app.models.meetings import AgendaKind, AgreementKind
from app.models.outbox import LetterState
from app.services import invitations, meetings, minutes
from app.services.files import Upload
from app.services.meetings import ItemDraft
from tests.conftest import StepClock
from tests.documents.readers import words
from tests.jobs.conftest import script  # noqa: F401  a relay on loopback
from tests.jobs.letters import dispatch, letters
from tests.mail.relays import Script
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
AFTER = dt.datetime(2017, 3, 30, 9, tzinfo=dt.UTC)


class World:
    """A kickoff with one item; a member with account, one without, and a guest."""

    def __init__(self, clock: StepClock) -> None:
        self.clock = clock
        self.plan = make_plan()
        self.body = make_body(self.plan)
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Kim Beispiel", email="kim@example.org")
        self.person = make_person(self.plan, "Toni Muster", email="toni@example.org")
        self.guest = make_person(self.plan, "Gast Muster", email="gast@example.org")
        join(self.body, person_of(self.member))
        join(self.body, self.person)
        self.meeting = make_meeting(make_cycle(self.plan), self.body)
        save()
        item = ItemDraft(title="Arbeitsweise der Gruppe", kind=AgendaKind.AGREEMENT)
        self.item = meetings.add_item(self.meeting, item, by=None, now=NOW)
        save()

    def invite(self) -> None:
        invitations.send(self.meeting, answer_by=dt.date(2017, 3, 22), by=None, now=NOW)
        save()

    def publish(self) -> None:
        self.clock.set(AFTER)
        minutes.save_text(self.item, "Wir arbeiten offen.", parent_id=None, by=None, now=AFTER)
        meetings.record_agreement(
            self.meeting, kind=AgreementKind.METHOD, text="Je Feld eine Werkstatt.",
            by=None, now=AFTER,
        )  # fmt: skip
        minutes.add_guest(self.meeting, self.guest, by=None, now=AFTER)
        minutes.publish(self.meeting, dt.date(2017, 4, 12), by=None, now=AFTER)
        save()


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(NOW)
    return World(clock)


@pytest.fixture
def dead_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "press.py").write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(pdf, "PRESS", tmp_path / "press.py")
    monkeypatch.setattr(pdf, "_failed", {})


def papers_of(letter: EmailMessage) -> dict[str | None, bytes]:
    return {
        part.get_filename(): part.get_payload(decode=True)
        for part in letter.walk()
        if part.get_content_type() == "application/pdf"
    }


def words_by_reader(script: Script) -> list[tuple[str, str]]:  # noqa: F811
    """Who got a paper, and what it says."""
    return [
        (letter["To"].addresses[0].addr_spec.split("@")[0], words(content))
        for letter in script.letters
        for content in papers_of(letter).values()
    ]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_the_invitation_travels_as_one_and_the_same_file(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.invite()

    assert dispatch(app) == 2

    first, second = (papers_of(letter) for letter in script.letters)
    assert list(first) == ["Einladung-Peergroup-2017-03-29.pdf"]
    assert first == second
    said = words(first["Einladung-Peergroup-2017-03-29.pdf"])
    assert "Arbeitsweise der Gruppe" in said
    assert "Entwurf" not in said
    assert "liegt auch als PDF bei" in text_of(script.letters[0])
    assert first["Einladung-Peergroup-2017-03-29.pdf"].startswith(b"%PDF-")


def test_a_paper_speaks_the_language_of_its_letter(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    """Each reader gets the paper whose words the letter has, whichever letter goes first."""
    world.member.locale = "en"
    save()
    world.invite()

    dispatch(app)

    papers = words_by_reader(script)
    assert sorted((who, "Agenda" in said, "Tagesordnung" in said) for who, said in papers) == [
        ("kim", True, False),
        ("toni", False, True),
    ]


def test_minutes_speak_the_language_of_their_letter(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.member.locale = "en"
    world.publish()

    dispatch(app)

    papers = words_by_reader(script)
    drafts = ("Draft – objections by 12 April 2017", "Entwurf – Rückmeldungen bis 12. April 2017")
    assert sorted((who, *(draft in said for draft in drafts)) for who, said in papers) == [
        ("kim", True, False),
        ("toni", False, True),
    ]


def test_the_invitation_names_the_papers_of_the_agenda(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    """Who has an account opens them on the page; who has none is told whom to ask."""
    upload = Upload(name="Arbeitsformen.txt", content=b"Workshop oder Gruppe")
    meetings.add_papers(world.item, [upload], public=False, by=None, now=NOW)
    save()
    world.invite()

    dispatch(app)

    texts = {one["To"].addresses[0].addr_spec: one for one in script.letters}
    named, ask = "Unterlage: Arbeitsformen.txt (intern)", "sendet Ihnen die Geschäftsstelle gern zu"
    for letter in texts.values():
        assert named in text_of(letter)
        assert named in words(papers_of(letter)["Einladung-Peergroup-2017-03-29.pdf"])
    assert ask in text_of(texts["toni@example.org"])
    assert ask not in text_of(texts["kim@example.org"])


def test_frozen_letters_keep_their_paper_when_the_meeting_changes_its_agenda(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
    clock: StepClock,
) -> None:
    world.invite()
    script.answers["data"] = ["drop after acceptance", "drop after acceptance", "250 OK"]
    dispatch(app)
    meetings.add_item(
        world.meeting, ItemDraft(title="Nachtrag", kind=AgendaKind.INFORMATION), by=None, now=NOW
    )
    save()
    clock.advance(hours=1)
    dispatch(app)

    sent = [bytes(one.content or b"") for one in script.accepted]
    assert len(sent) == 4
    assert sorted(sent[:2]) == sorted(sent[2:])


@pytest.mark.usefixtures("dead_press")
def test_without_a_press_letters_go_with_their_link(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.invite()

    assert dispatch(app) == 2

    assert [papers_of(letter) for letter in script.letters] == [{}, {}]
    for letter in script.letters:
        assert "PDF" not in text_of(letter)
        assert "/r/" in text_of(letter)
        assert [part.get_content_type() for part in letter.walk()][-1] == "application/ics"
    assert {letter.state for letter in letters()} == {LetterState.SENT}
    assert pdf._failed  # the press was really asked, and died


def test_the_house_can_write_while_the_press_is_at_work(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A press that hangs must not hold the one lock of SQLite under everybody's clicks."""
    pressed = tmp_path / "pressed"
    writes = f"c = __import__('sqlite3').connect({db.engine.url.database!r}, timeout=0)"
    if db.engine.dialect.name != "sqlite":
        writes = "c = None"
    (tmp_path / "press.py").write_text(
        f"{writes}\n"
        "c and c.execute('BEGIN IMMEDIATE') and c.execute('UPDATE plan SET title = title')\n"
        f"open({str(pressed)!r}, 'a').write('free ')\n"
    )
    monkeypatch.setattr(pdf, "PRESS", tmp_path / "press.py")
    monkeypatch.setattr(pdf, "_failed", {})
    world.invite()

    assert dispatch(app) == 2

    assert pressed.read_text() == "free "  # once for both letters, and nothing was locked


def test_minutes_go_to_members_as_a_file_and_to_guests_without(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.publish()

    dispatch(app)

    found = {letter["To"].addresses[0].addr_spec: papers_of(letter) for letter in script.letters}
    assert set(found) == {"kim@example.org", "toni@example.org", "gast@example.org"}
    assert found["gast@example.org"] == {}
    assert list(found["kim@example.org"]) == ["Protokoll-Peergroup-2017-03-29.pdf"]
    assert found["kim@example.org"] == found["toni@example.org"]
    said = words(found["toni@example.org"]["Protokoll-Peergroup-2017-03-29.pdf"])
    assert "V 2017-01 Je Feld eine Werkstatt." in said
    assert "Wir arbeiten offen." in said
    assert "Entwurf – Rückmeldungen bis 12. April 2017" in said


def test_the_annex_in_a_letter_holds_the_groups_tasks_and_no_others(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    make_task(world.plan, "Werkstatt vorbereiten", meeting=world.meeting)
    make_task(world.plan, "Sache der Nachbargruppe", person_of(world.member))
    world.publish()

    dispatch(app)

    for letter in script.letters:
        for content in papers_of(letter).values():
            assert "Werkstatt vorbereiten" in words(content)
            assert "Sache der Nachbargruppe" not in words(content)


@pytest.mark.usefixtures("dead_press")
def test_minutes_letters_go_without_a_press_too(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.publish()

    dispatch(app)

    texts = {one["To"].addresses[0].addr_spec: text_of(one) for one in script.letters}
    assert "/protokoll/lesen" in texts["kim@example.org"]
    assert "sendet Ihnen das Protokoll gern zu" in texts["toni@example.org"]
    assert not any("PDF" in text for text in texts.values())
