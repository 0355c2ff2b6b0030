"""What invited people read: whole letters compared with files, and the one that asks again."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from app import language
from app.domain.meetings import When
from app.extensions import db
from app.mail.letters import Words
from app.models.meetings import AgendaKind, Meeting, PartStat
from app.models.outbox import LetterState, OutboxLetter
from app.services import invitations, meetings, outbox
from app.services.meetings import ItemDraft, MeetingDraft
from app.services.outbox.kinds import draft
from jobs import dispatcher
from tests.conftest import StepClock
from tests.jobs.conftest import script  # noqa: F401  a relay on loopback
from tests.jobs.letters import dispatch, letters
from tests.mail.relays import Script
from tests.mail.test_letters import compare
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
ANSWER_BY = dt.date(2017, 3, 22)
TICK = dt.timedelta(minutes=1)


class World:
    """A kickoff with an agenda, a member with account and one without."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.body = make_body(self.plan)
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Kim Beispiel", email="kim@example.org")
        self.member.locale = language.spoken()
        self.person = make_person(self.plan, "Toni Muster", email="toni@example.org")
        join(self.body, person_of(self.member), on_behalf_of=make_actor(self.plan, "Träger B"))
        join(self.body, self.person)
        self.meeting: Meeting = make_meeting(
            make_cycle(self.plan),
            self.body,
            uid=uuid.UUID(int=7),
            place="Großer Sitzungssaal",
            purpose="Wir vereinbaren Themen und Arbeitsweise für das Jahr.",
            access_note="Der Saal ist stufenlos erreichbar. Wir dolmetschen ins Arabische.",
        )
        save(self.meeting)
        for title, kind in (
            ("Begrüßung und Stand der Bilanz", AgendaKind.INFORMATION),
            ("Arbeitsweise der Gruppe", AgendaKind.AGREEMENT),
        ):
            item = ItemDraft(title=title, kind=kind, minutes_planned=20)
            meetings.add_item(self.meeting, item, by=None, now=NOW)
        save()
        invitations.send(self.meeting, answer_by=ANSWER_BY, by=None, now=NOW)
        save()


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(NOW)
    return World()


def words_to(app: Flask, letter: OutboxLetter, now: dt.datetime = NOW) -> Words:
    """What it says; its language is the reader's, whatever is spoken where it is written."""
    with language.speaking(language.GERMAN):
        return draft(letter, dispatcher.desk_of(app).setting(now)).words()


def waiting(kind: str) -> list[OutboxLetter]:
    return [one for one in letters() if one.kind == kind and one.state is LetterState.DUE]


@pytest.mark.usefixtures("each_language")
def test_the_invitation_says_what_where_why_and_how_to_answer(app: Flask, world: World) -> None:
    words = words_to(app, waiting("invitation")[0])

    compare("invitation", words)


def test_without_account_it_names_no_page_that_asks_for_one(app: Flask, world: World) -> None:
    words = words_to(app, waiting("invitation")[1])

    assert f"/sitzungen/{world.meeting.uid}" not in words.text + words.html
    assert "/r/" in words.text
    compare("invitation_without_account", words)


def test_every_link_in_the_letter_leads_to_its_own_reader(app: Flask, world: World) -> None:
    first, second = waiting("invitation")
    client = app.test_client()

    for letter, name in ((first, "Kim Beispiel"), (second, "Toni Muster")):
        address = next(w for w in words_to(app, letter).text.split() if "/r/" in w)
        assert name in client.get(address).text


@pytest.mark.usefixtures("each_language")
def test_a_move_shows_the_new_day_and_the_old_one(
    app: Flask,
    world: World,
    script: Script,  # noqa: F811
) -> None:
    dispatch(app)
    when = When(held_on=dt.date(2017, 4, 5), begins=dt.time(15), ends=dt.time(17))
    meetings.set_date(world.meeting, when, by=None, now=NOW)
    save()

    compare("meeting_changed_day", words_to(app, waiting("meeting_changed")[0]))


@pytest.mark.usefixtures("each_language")
def test_another_place_keeps_the_answer(
    app: Flask,
    world: World,
    script: Script,  # noqa: F811
) -> None:
    dispatch(app)
    meetings.answer(world.meeting, person_of(world.member), PartStat.ACCEPTED, by=None, now=NOW)
    place = MeetingDraft(title="Auftakt", body=world.body, place="Kleiner Saal")
    meetings.edit_meeting(world.meeting, place, by=None, now=NOW)
    save()

    words = words_to(app, waiting("meeting_changed")[0])
    compare("meeting_changed_place", words)


@pytest.mark.usefixtures("each_language")
def test_a_cancellation_gives_the_reason(
    app: Flask,
    world: World,
    script: Script,  # noqa: F811
) -> None:
    dispatch(app)
    meetings.cancel(world.meeting, "Der Saal ist gesperrt.", by=None, now=NOW)
    save()

    compare("meeting_cancelled", words_to(app, waiting("meeting_cancelled")[0]))


@pytest.mark.usefixtures("each_language")
def test_a_date_that_falls_says_that_another_is_sought(
    app: Flask,
    world: World,
    script: Script,  # noqa: F811
) -> None:
    dispatch(app)
    meetings.set_date(world.meeting, When(month_on=dt.date(2017, 7, 1)), by=None, now=NOW)
    save()

    words = words_to(app, waiting("meeting_cancelled")[0])
    assert "Juli" not in words.text and "July" not in words.text
    compare("meeting_date_falls", words)


def test_who_has_not_answered_is_asked_once_and_only_they(
    app: Flask,
    world: World,
    script: Script,  # noqa: F811
    clock: StepClock,
) -> None:
    dispatch(app)
    meetings.answer(world.meeting, world.person, PartStat.DECLINED, by=None, now=NOW)
    save()
    script.accepted.clear()
    for at in (dt.datetime(2017, 3, 19, 7, 59, tzinfo=dt.UTC), *_ticks(2017, 3, 19, 8)):
        clock.set(at)
        outbox.plan_reminders(host="127.0.0.1", now=at)
        db.session.commit()
        dispatch(app)

    assert [envelope.rcpt_tos for envelope in script.accepted] == [["kim@example.org"]]
    letter = script.letters[0]
    assert letter["Subject"] == "Bitte antworten Sie bis 22. März: Peergroup am 29. März"
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text = letter.get_body(("plain",))
    assert text is not None
    assert "auf eine Einladung fehlt uns noch Ihre Antwort." in text.get_content()
    assert "/r/" in text.get_content()


def _ticks(year: int, month: int, day: int, hour: int) -> list[dt.datetime]:
    first = dt.datetime(year, month, day, hour, tzinfo=dt.UTC)
    return [first + n * TICK for n in range(3)]


def test_an_answer_takes_the_waiting_question_back(app: Flask, world: World) -> None:
    at = dt.datetime(2017, 3, 19, 8, tzinfo=dt.UTC)
    outbox.plan_reminders(host="127.0.0.1", now=at)
    db.session.commit()
    assert len(waiting("answer_reminder")) == 2

    meetings.answer(world.meeting, world.person, PartStat.ACCEPTED, by=None, now=at)
    save()
    outbox.plan_reminders(host="127.0.0.1", now=at + TICK)
    db.session.commit()

    assert [letter.address for letter in waiting("answer_reminder")] == ["kim@example.org"]


def test_the_letter_that_asks_again_reads_like_the_others(app: Flask, world: World) -> None:
    at = dt.datetime(2017, 3, 19, 8, tzinfo=dt.UTC)
    outbox.plan_reminders(host="127.0.0.1", now=at)
    db.session.commit()

    compare("reminder_answer", words_to(app, waiting("answer_reminder")[0], at))
