"""The conversation with a real relay: every phase can fail, and a failure says what it proves."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.mail.outcome import Accepted, Outcome, Phase, Refused, Unknown, Withheld
from app.mail.relay import Relay
from app.mail.smtp import Courier, Patience
from tests.mail.relays import Script, free_port, relay

RAW = b"Subject: Test\r\n\r\n.Punkt\r\n..\r\nFrom hier\r\n"


def hand_in(
    port: int,
    *,
    intend: Callable[[], bytes | None] = lambda: RAW,
    url: str = "smtp://127.0.0.1",
    patience: Patience | None = None,
) -> Outcome:
    courier = Courier(Relay.from_url(f"{url}:{port}"), helo="plan.example.org", patience=patience)
    try:
        return courier.deliver(
            sender="planung@example.org", recipient="kim@example.org", intend=intend
        )
    finally:
        courier.close()


def test_the_relay_gets_every_octet_as_it_was_written() -> None:
    script = Script()
    with relay(script) as port:
        outcome = hand_in(port)

    assert outcome == Accepted(250)
    assert script.accepted[0].content == RAW
    assert script.accepted[0].rcpt_tos == ["kim@example.org"]


@pytest.mark.parametrize(
    ("phase", "answer", "expected"),
    [
        ("ehlo", "550 5.7.1 nein", Refused(Phase.EHLO, 550, "5.7.1")),
        ("mail", "451 4.3.0 später", Refused(Phase.MAIL, 451, "4.3.0")),
        ("mail", "421 zu viel", Refused(Phase.MAIL, 421, None)),
        ("mail", "drop", Refused(Phase.MAIL, 0, None)),
        ("rcpt", "450 4.2.0 greylisted", Refused(Phase.RCPT, 450, "4.2.0")),
        ("rcpt", "550 5.1.1 unbekannt", Refused(Phase.RCPT, 550, "5.1.1")),
        ("rcpt", "550 Client 5.1.1.9 nein", Refused(Phase.RCPT, 550, None)),
        ("rcpt", "drop", Refused(Phase.RCPT, 0, None)),
        ("data", "452 4.3.1 voll", Refused(Phase.DATA, 452, "4.3.1")),
        ("data", "554 5.7.1 Regel", Refused(Phase.DATA, 554, "5.7.1")),
    ],
)
def test_a_refusal_names_its_phase_and_proves_that_no_copy_exists(
    phase: str, answer: str, expected: Refused
) -> None:
    script = Script({phase: [answer]})
    with relay(script) as port:
        outcome = hand_in(port)

    assert phase in script.commands
    assert outcome == expected
    assert script.accepted == []


def test_a_lost_reply_after_the_final_dot_is_unknown() -> None:
    script = Script({"data": ["drop after acceptance"]})
    with relay(script) as port:
        outcome = hand_in(port)

    assert outcome == Unknown()
    assert len(script.accepted) == 1


def test_data_never_begins_when_the_intent_was_not_committed() -> None:
    script = Script()
    with relay(script) as port:
        outcome = hand_in(port, intend=lambda: None)

    assert outcome == Withheld()
    assert script.commands == ["ehlo", "mail", "rcpt"]


def test_an_error_while_committing_the_intent_leaves_the_dialogue() -> None:
    def broken() -> None:
        raise RuntimeError("database gone")

    script = Script()
    with relay(script) as port, pytest.raises(RuntimeError, match="database gone"):
        hand_in(port, intend=broken)

    assert "data" not in script.commands


def test_nobody_listens() -> None:
    assert hand_in(free_port()) == Refused(Phase.CONNECT)


def test_one_connection_carries_many_letters_and_survives_a_refused_recipient() -> None:
    script = Script({"rcpt": ["250 OK", "550 5.1.1 unbekannt", "250 OK"]})
    with relay(script) as port:
        courier = Courier(Relay.from_url(f"smtp://127.0.0.1:{port}"), helo="plan.example.org")
        outcomes = [
            courier.deliver(sender="a@example.org", recipient="b@example.org", intend=lambda: RAW)
            for _ in range(3)
        ]
        courier.close()

    assert outcomes == [Accepted(250), Refused(Phase.RCPT, 550, "5.1.1"), Accepted(250)]
    assert script.connections == 1


def test_a_name_and_password_open_the_relay() -> None:
    script = Script()
    with relay(script, users={"planung": "p@ss:wort"}) as port:
        good = hand_in(port, url="smtp://planung:p%40ss%3Awort@127.0.0.1")
        bad = hand_in(port, url="smtp://planung:falsch@127.0.0.1")

    assert good == Accepted(250)
    assert bad == Refused(Phase.AUTH, 535, "5.7.8")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
        " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, folder / "cert.pem"


def test_it_uses_starttls_when_offered_and_checks_the_certificate(
    certificate: tuple[ssl.SSLContext, Path],
) -> None:
    context, path = certificate
    script = Script()
    with relay(script, starttls=context) as port:
        trusted = Courier(
            Relay.from_url(f"smtp://127.0.0.1:{port}?cafile={path}"), helo="h.example"
        )
        good = trusted.deliver(
            sender="a@example.org", recipient="b@example.org", intend=lambda: RAW
        )
        trusted.close()
        distrusted = hand_in(port)

    assert good == Accepted(250)
    assert distrusted == Refused(Phase.STARTTLS)
    assert script.accepted[0].content == RAW


def test_it_speaks_tls_from_the_first_octet_with_smtps(
    certificate: tuple[ssl.SSLContext, Path],
) -> None:
    context, path = certificate
    script = Script()
    with relay(script, tls=context) as port:
        courier = Courier(
            Relay.from_url(f"smtps://127.0.0.1:{port}?cafile={path}"), helo="h.example"
        )
        outcome = courier.deliver(
            sender="a@example.org", recipient="b@example.org", intend=lambda: RAW
        )
        courier.close()

    assert outcome == Accepted(250)


@pytest.mark.parametrize("url", ["http://relay", "smtp://", "relay.example.org:25", ""])
def test_an_address_that_is_no_relay_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        Relay.from_url(url)


def test_off_loopback_it_insists_on_starttls() -> None:
    assert not Relay.from_url("smtp://relay.example.org").is_here
    assert Relay.from_url("smtp://127.0.0.1:2525").is_here


@contextlib.contextmanager
def falling_silent(after: int) -> Iterator[tuple[int, list[str]]]:
    """A relay that gives so many answers and then none, its connection half open; its port."""
    answers = ["220 hier", "250 hier", "250 ja", "250 ja", "354 bitte", "250 angenommen"][:after]
    heard: list[str] = []
    over = threading.Event()
    door = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        line, _address = door.accept()
        with line, line.makefile("rwb") as words:
            for answer in answers:
                words.write(f"{answer}\r\n".encode())
                words.flush()
                heard.append(words.readline().decode().split(" ")[0].strip())
            over.wait(10)

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        yield door.getsockname()[1], heard
    finally:
        over.set()
        talking.join()
        door.close()


@pytest.mark.parametrize(
    ("answers", "said", "expected"),
    [
        (0, [], Refused(Phase.CONNECT)),
        (1, ["ehlo"], Refused(Phase.EHLO)),
        (2, ["ehlo", "MAIL"], Refused(Phase.MAIL)),
        (3, ["ehlo", "MAIL", "RCPT"], Refused(Phase.RCPT)),
        (4, ["ehlo", "MAIL", "RCPT", "DATA"], Refused(Phase.DATA)),
        (5, ["ehlo", "MAIL", "RCPT", "DATA", "Subject:"], Unknown()),
    ],
)
def test_a_relay_that_falls_silent_is_left_when_our_patience_for_that_phase_ends(
    answers: int, said: list[str], expected: Outcome
) -> None:
    """F-18: here a fifth of a second; 30, 300 and 600 are what dispatchers have."""
    threads = threading.active_count()
    began = time.monotonic()
    with falling_silent(answers) as (port, heard):
        outcome = hand_in(port, patience=Patience(connect=0.2, command=0.2, data=0.2))
        took = time.monotonic() - began

    assert heard == said
    assert outcome == expected
    assert 0.2 <= took < 5
    assert threading.active_count() == threads
    assert Patience().connect + Patience().data == 630
