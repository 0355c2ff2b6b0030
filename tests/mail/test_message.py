"""Letters as bytes: what travels must survive every relay and read the same at the other end."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default

import pytest

from app.mail.message import Enclosure, Envelope, letter_bytes, message_id

WRITTEN = dt.datetime(2017, 3, 22, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LONG = "https://plan.example.org/r/" + "a" * 120


def make_envelope(**values: object) -> Envelope:
    given: dict[str, object] = {
        "sender": "Geschäftsstelle Integrationsplan <planung@example.org>",
        "recipient_name": "Jörg Müller-Öztürk",
        "recipient": "mitglied@example.org",
        "dedup_key": "meeting|m1|20170329T120000Z|0|r1|p7",
        "host": "plan.example.org",
        "written_at": WRITTEN,
        "references": "sitzung-m1",
        "unsubscribe_url": LONG,
    }
    return Envelope(**(given | values))  # type: ignore[arg-type]


def write(text: str = "Grüße\nFrom hier\n.\n", **values: object) -> bytes:
    return letter_bytes(
        make_envelope(**values), subject="Für Müller: Größe", text=text, html="<p>Grüße</p>\n"
    )


def test_equal_input_gives_equal_bytes() -> None:
    assert write() == write()


def test_every_octet_is_seven_bit_and_every_body_line_short() -> None:
    raw = write(text="Ö" * 500 + "\n")

    body = raw.split(b"\r\n\r\n", 1)[1]

    assert max(raw) < 128
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 76


def test_it_reads_back_word_for_word() -> None:
    letter = email.message_from_bytes(write(), policy=default)

    assert letter["Subject"] == "Für Müller: Größe"
    assert letter["To"] == "Jörg Müller-Öztürk <mitglied@example.org>"
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert letter.get_body(("plain",)).get_content().split() == ["Grüße", "From", "hier", "."]


def test_it_carries_the_headers_of_an_automatic_letter() -> None:
    letter = email.message_from_bytes(write(), policy=default)

    assert letter["Message-ID"] == message_id(
        "meeting|m1|20170329T120000Z|0|r1|p7", "plan.example.org"
    )
    assert letter["Date"] == "Wed, 22 Mar 2017 09:00:00 +0100"
    assert letter["References"] == "<sitzung-m1@plan.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "de"
    assert letter["List-Id"] == "<erinnerungen.plan.example.org>"


def test_a_letter_somebody_sets_going_is_not_called_automatic() -> None:
    letter = email.message_from_bytes(write(automatic=False), policy=default)

    assert letter["Auto-Submitted"] is None
    assert letter["List-Unsubscribe"] is None


def test_a_long_unsubscribe_address_is_never_encoded() -> None:
    assert f"<{LONG}>".encode() in write()


def test_a_line_break_cannot_enter_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        letter_bytes(make_envelope(), subject="a\r\nBcc: x@example.org", text="", html="")
    with pytest.raises(ValueError, match="CR or LF|linefeed"):
        write(recipient_name="a\nb")


def test_a_paper_travels_behind_the_words_unchanged() -> None:
    paper = Enclosure(
        bytes(range(256)) * 9, "application/pdf", "Protokoll-Peergroup-2017-03-29.pdf"
    )
    first, second = (
        letter_bytes(make_envelope(), subject="a", text="b\n", html="c\n", enclosures=[paper])
        for _ in range(2)
    )

    letter = email.message_from_bytes(first, policy=default)
    assert first == second
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "Protokoll-Peergroup-2017-03-29.pdf"
    assert attached.get_payload(decode=True) == paper.octets
    assert max(first) < 128
    assert letter["Content-Language"] == "de"
