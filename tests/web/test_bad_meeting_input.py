"""What cannot be right of a meeting gets one clear sentence, and nothing changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain import signed_links
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.meetings import Attendee, DatePoll, Meeting
from app.models.outbox import OutboxLetter
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
AFTER = dt.datetime(2017, 3, 30, 9, tzinfo=dt.UTC)
JULY = dt.date(2017, 7, 1)


class World:
    """An invited kickoff with one taken off its list, a July without a day, a closed year."""

    def __init__(self, app: Flask, client: FlaskClient, clock: StepClock) -> None:
        self.app, self.client, self.clock = app, client, clock
        self.plan = make_plan()
        self.body = make_body(self.plan)
        self.office = make_office(self.plan)
        self.member = make_account(self.plan)
        self.uninvited = make_person(self.plan, "Nicht dabei", email="nicht@example.org")
        for person in (person_of(self.member), self.uninvited):
            join(self.body, person)
        cycle = make_cycle(self.plan)
        self.kickoff = make_meeting(cycle, self.body, place="Saal")
        self.july = make_meeting(cycle, self.body, None, JULY, title="Juli", position=2)
        closed = make_cycle(self.plan, 2016)
        closed.closed_on = dt.date(2016, 12, 31)
        self.old = make_meeting(closed, self.body, None, dt.date(2016, 11, 1), title="Alt")
        save()
        meetings.invite_members(self.kickoff, by=None, now=NOW)
        invitations.send(self.kickoff, answer_by=dt.date(2017, 3, 22), by=None, now=NOW)
        meetings.take_off(self.kickoff, self.uninvited, by=None, now=NOW)
        save()

    def by_office(self, meeting: Meeting, deed: str, **typed: str) -> TestResponse:
        sign_in(self.client, self.office)
        return self.client.post(f"/sitzungen/{meeting.uid}/{deed}", data=typed)

    def date(self, meeting: Meeting, **typed: str) -> TestResponse:
        empty = {"held_on": "", "begins": "", "ends": "", "month_on": "", "confirmed": ""}
        form = empty | {"version": str(meeting.version)} | typed
        return self.by_office(meeting, "verschieben", **form)

    def new(self, **typed: str) -> TestResponse:
        sign_in(self.client, self.office)
        form = {"title": "Neu", "body": str(self.body.id), "phase": "working"}
        return self.client.post("/sitzungen/neu?jahr=2017", data=form | typed)

    def poll(self, day: str) -> TestResponse:
        form = {"answer_by": "2017-03-01", "note": "", "confirmed": ""}
        return self.by_office(
            self.july, "termin-abstimmen", **form, held_on_1=day, begins_1="14:00", ends_1="16:00"
        )

    def link(self, person_id: int) -> str:
        ids = {"meeting": self.kickoff.id, "person": person_id}
        return f"/r/{signed_links.make(self.app.config['SECRET_KEY'], 'answer', **ids)}"

    def late_answer(self, *, on_page: bool) -> TestResponse:
        self.clock.set(AFTER)
        sign_in(self.client, self.member, now=AFTER)
        page = f"/sitzungen/{self.kickoff.uid}/antwort"
        address = page if on_page else self.link(person_of(self.member).id)
        return self.client.post(address, data={"answer": "ACCEPTED"})

    def uninvited_answer(self) -> TestResponse:
        return self.client.post(self.link(self.uninvited.id), data={"answer": "ACCEPTED"})


@pytest.fixture
def world(app: Flask, client: FlaskClient, clock: StepClock) -> World:
    clock.set(NOW)
    return World(app, client, clock)


def everything() -> dict[str, list[Any]]:
    """All rows that bad input could touch."""
    db.session.rollback()
    tables = (Meeting, Attendee, DatePoll, OutboxLetter)
    found = {
        one.__tablename__: list(db.session.execute(sa.select(one.__table__))) for one in tables
    }
    noted = sa.select(AuditEntry.action).where(AuditEntry.object_type == "meeting")
    return found | {"noted": list(db.session.scalars(noted))}


Deed = Callable[[World], TestResponse]
BAD: dict[str, tuple[Deed, int, str]] = {
    "it ends before it starts": (
        lambda w: w.date(w.kickoff, held_on="29.03.2017", begins="14:00", ends="13:00"),
        422,
        "Das Ende muss nach dem Beginn liegen.",
    ),
    "an end without a begin": (
        lambda w: w.date(w.kickoff, held_on="29.03.2017", ends="16:00"),
        422,
        "Bitte geben Sie auch den Beginn ein.",
    ),
    "a day outside the year": (
        lambda w: w.date(w.july, held_on="11.07.2018"),
        422,
        "Der Termin liegt nicht im Jahr 2017.",
    ),
    "a date in a closed year": (
        lambda w: w.date(w.old, held_on="02.11.2016"),
        422,
        "Das Jahr 2016 ist abgeschlossen und kann nicht geändert werden.",
    ),
    "a month that is over": (
        lambda w: w.date(w.july, month_on="2017-01-01"),
        422,
        "Der Monat Januar 2017 ist schon vorbei.",
    ),
    "a new meeting in a month that is over": (
        lambda w: w.new(month_on="2017-01-01"),
        422,
        "Der Monat Januar 2017 ist schon vorbei.",
    ),
    "two meetings of a group on one day, unless confirmed": (
        lambda w: w.date(w.july, held_on="29.03.2017"),
        422,
        "Diese Gruppe trifft sich an dem Tag schon: Auftakt, 14:00–16:30 Uhr.",
    ),
    "a day on offer that is over": (
        lambda w: w.poll("2017-01-11"),
        422,
        "Der 11. Januar 2017 ist schon vorbei.",
    ),
    "an answer on the page after the meeting": (
        lambda w: w.late_answer(on_page=True),
        422,
        "Zu dieser Sitzung werden keine Antworten (mehr) angenommen.",
    ),
    "an answer by link after the meeting": (
        lambda w: w.late_answer(on_page=False),
        410,
        "Die Sitzung hat begonnen oder ist vorbei. Antworten sind nicht mehr möglich.",
    ),
    "the link of a withdrawn invitation": (
        lambda w: w.uninvited_answer(),
        410,
        "Diese Einladung gilt nicht mehr: Sie stehen nicht mehr auf der Liste der Sitzung.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_it_gets_one_sentence_and_nothing_changes(world: World, name: str) -> None:
    deed, status, sentence = BAD[name]
    before = everything()

    answer = deed(world)

    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert everything() == before


def test_two_meetings_of_a_group_on_one_day_are_possible_once_confirmed(world: World) -> None:
    answer = world.date(world.july, held_on="29.03.2017", confirmed="2017-03-29")

    assert answer.status_code == 302
    db.session.expire_all()
    assert world.july.held_on == dt.date(2017, 3, 29)


def test_people_of_two_groups_on_one_day_are_counted(world: World) -> None:
    second = make_body(world.plan, "AG Sprache")
    join(second, person_of(world.member))
    make_meeting(world.kickoff.cycle, second, dt.date(2017, 7, 12), title="Sprache", position=3)
    save()

    answer = world.date(world.july, held_on="12.07.2017")

    said = (
        "An dem Tag trifft sich auch „AG Sprache“, 14:00–16:30 Uhr. Eine Person gehört zu beiden."
    )
    assert (answer.status_code, said in answer.text) == (422, True)
