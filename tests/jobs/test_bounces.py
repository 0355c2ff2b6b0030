"""Letters that come back after a relay had taken them (F-35)."""

from __future__ import annotations

import pytest
from flask import Flask, current_app
from hypothesis import given
from hypothesis import strategies as st

from app.extensions import db, transaction
from app.mail.bounces import Bounce, bounces_in
from app.models.outbox import AddressState, LetterState, OutboxEvent, OutboxLetter
from app.services.outbox.bounces import Answer, note_bounce
from app.web.letters.words import reason
from tests.jobs.letters import NOW, add_up, dispatch, letters, make_letters
from tests.mail.relays import Script

REPORT = """\
From: MAILER-DAEMON@relay.example
To: geschaeftsstelle@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x1"

--x1
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--x1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Tue, 21 Feb 2017 10:00:00 +0100

{recipient}

--x1
Content-Type: {form}

Message-ID: {message_id}
Subject: Neue Aufgabe
{rest}
--x1--
"""
FORMS = ["text/rfc822-headers", "message/rfc822"]


def report(
    letter: OutboxLetter,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    address: str = "",
    message_id: str = "",
    form: str = FORMS[0],
) -> bytes:
    recipient = "\n".join(
        [
            f"Final-Recipient: rfc822; {address or letter.address}",
            f"Action: {action}",
            f"Status: {status}",
            "Diagnostic-Code: smtp; 550 5.1.1 user unknown",
        ]
    )
    return REPORT.format(
        recipient=recipient,
        form=form,
        message_id=message_id or letter.message_id,
        rest="\nText\n" if form == FORMS[1] else "",
    ).encode()


@pytest.fixture
def sent(app: Flask, script: Script) -> OutboxLetter:
    """A letter that the relay has taken."""
    make_letters(1)
    dispatch(app)
    [letter] = letters()
    assert letter.state is LetterState.SENT and len(script.letters) == 1
    assert script.letters[0]["Message-ID"] == letter.message_id
    return letter


def hand_over(octets: bytes) -> list[Answer]:
    """What `outbox bounce` does with a report."""
    db.session.rollback()
    with transaction():
        secret = current_app.config["SECRET_KEY"]
        return [note_bounce(one, secret=secret, now=NOW) for one in bounces_in(octets)]


@pytest.mark.parametrize("form", FORMS)
def test_an_address_that_does_not_exist_is_given_up_and_the_office_told(
    app: Flask, script: Script, sent: OutboxLetter, form: str
) -> None:
    assert hand_over(report(sent, form=form)) == [Answer.MARKED]
    assert dispatch(app) == 1

    assert "geschaeftsstelle@example.org" in script.letters[-1]["To"]
    told = script.letters[-1].get_body(("plain",))
    assert told is not None and "5.1.1" in told.get_content()
    assert "kam vom E-Mail-Server" in page_words(sent.id)
    add_up()
    assert hand_over(report(sent)) == [Answer.NOT_OURS], "a report counts once"
    assert len(letters()) == 2


def page_words(letter_id: int) -> str:
    """The letter's history as the office reads it."""
    codes = db.session.query(OutboxEvent.code).filter_by(letter_id=letter_id)
    return " ".join(reason(code) for (code,) in codes)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"status": "5.7.1"}, Answer.NOTED),
        ({"status": "5.2.2"}, Answer.NOTED),
        ({"status": ""}, Answer.NOTED),
        ({"action": "delayed", "status": "4.4.1"}, Answer.NOT_FINAL),
        ({"address": "jemand.anders@example.org"}, Answer.NOT_OURS),
        ({"message_id": "<geraten@plan.example.org>"}, Answer.NOT_OURS),
    ],
    ids=["policy", "full", "no code", "soft", "foreign address", "forged"],
)
def test_anything_else_leaves_the_address_alone(
    sent: OutboxLetter, change: dict[str, str], answer: Answer
) -> None:
    assert hand_over(report(sent, **change)) == [answer]

    [letter] = letters()
    assert letter.state is LetterState.SENT
    noted = db.session.query(OutboxEvent).filter_by(code="bounced").count()
    assert noted == (answer is Answer.NOTED)
    assert db.session.query(AddressState).count() == 0
    add_up()


def test_other_mail_is_no_report(app: Flask) -> None:
    assert hand_over(b"Subject: Abwesenheit\n\nIch bin im Urlaub.") == []


@given(st.binary(max_size=400))
def test_whatever_arrives_is_read_without_a_fault(octets: bytes) -> None:
    assert bounces_in(octets) == []
    head = b'Content-Type: multipart/report; boundary="x1"\n\n--x1\n'
    for bounce in bounces_in(head + octets):
        assert isinstance(bounce, Bounce)
