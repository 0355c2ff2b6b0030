"""The unsubscribe headers as they arrive at a real relay, and what a click on them does."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.extensions import db
from app.services import outbox
from tests.conftest import StepClock
from tests.jobs.letters import dispatch, letters
from tests.mail.relays import Script
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_person,
    make_plan,
    save,
)

MORNING = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def _two_reminders(app: Flask, clock: StepClock) -> None:
    """A reminder of the kickoff to a person without account, and the welcome to a group."""
    plan = make_plan()
    body = make_body(plan)
    person = make_person(plan, "Vertretung B", email="b@example.org")
    membership = join(body, person)
    make_agenda_item(make_meeting(make_cycle(plan), body, place="Saal"))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=MORNING - dt.timedelta(minutes=1))
    outbox.queue_welcome(membership, now=MORNING)
    outbox.plan_reminders(host="127.0.0.1", now=MORNING)
    save()
    clock.set(MORNING)


@pytest.mark.usefixtures("_two_reminders")
def test_a_reminder_carries_both_headers_whole_and_an_obliged_letter_none(
    app: Flask, script: Script
) -> None:
    assert dispatch(app) == 2

    raw = {
        message_from_bytes(one.content)["Subject"]: one.content.replace(b"\r\n", b"\n")
        for one in script.accepted
    }
    reminder = next(octets for octets in raw.values() if b"List-Unsubscribe" in octets)
    lines = reminder.split(b"\n\n", 1)[0].decode("ascii").split("\n")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    (header,) = [line for line in lines if line.startswith("List-Unsubscribe: ")]
    assert re.fullmatch(r"List-Unsubscribe: <http://[^ <>?=]+/abbestellen/[A-Za-z0-9._-]+>", header)
    assert len(header) > 78  # longer than a line, and still neither folded nor encoded
    others = [octets for octets in raw.values() if octets is not reminder]
    assert len(others) == 1
    assert b"List-Unsubscribe" not in others[0]


@pytest.mark.usefixtures("_two_reminders")
def test_the_address_in_the_header_ends_these_reminders(app: Flask, script: Script) -> None:
    dispatch(app)
    header = next(one for one in script.letters if one["List-Unsubscribe"])["List-Unsubscribe"]

    answer = app.test_client().post(
        urlsplit(header.strip("<>")).path, data={"List-Unsubscribe": "One-Click"}
    )
    outbox.plan_reminders(host="127.0.0.1", now=MORNING + dt.timedelta(days=6))
    db.session.commit()

    assert answer.status_code == 200
    mine = [one.reason for one in letters() if one.kind == "meeting_reminder"]
    assert mine == [None, "switched_off"]


def test_the_settings_link_stands_in_the_foot_of_every_letter(
    app: Flask, script: Script, clock: StepClock
) -> None:
    clock.set(MORNING)
    plan = make_plan()
    membership = join(make_body(plan), make_account(plan, "Vertretung A").accesses[0].actor)
    save()
    outbox.queue_welcome(membership, now=MORNING)
    save()

    dispatch(app)

    text = script.letters[0].get_body(("plain",)).get_content()
    link = re.search(r"Sie möchten weniger E-Mails\? Einstellungen ändern: (\S+)", text)
    assert link is not None
    page = app.test_client().get(urlsplit(link.group(1)).path)
    assert page.status_code == 200
    assert "Meine Benachrichtigungen" in page.get_data(as_text=True)
