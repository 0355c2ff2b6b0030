"""Sends the letters that are due, one after another, each step in a transaction of its own."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app import clock
from app.documents import pdf
from app.domain.outbox import LETTERS_A_MINUTE
from app.extensions import transaction
from app.mail.outcome import Accepted, Outcome
from app.mail.relay import Relay
from app.mail.smtp import Courier
from app.services.outbox import owners, sending
from app.services.outbox.fates import Lease
from app.services.outbox.sending import Desk
from jobs.locks import Held, Locks, locks_of

log = logging.getLogger(__name__)
BETWEEN_TRIES = 1.0  # seconds, while the database does not take down what is known


class OwnershipLost(Exception):
    """The lock that proves our life is gone; others may have taken our letters already."""


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """One run: who sends, through whom, the proof of its life, and the sign to end."""

    owner: str
    desk: Desk
    courier: Courier
    life: Held
    end: threading.Event


def run(app: Flask) -> int:
    """Send what is due; how many letters the relay took. Without a relay they wait."""
    with app.app_context():
        if not app.config["SMTP_URL"]:
            return 0
        desk = desk_of(app)
        with transaction():
            waiting = sending.anything_to_do(desk, now=clock.now())
        return _work(app, desk) if waiting else 0


def stopping(app: Flask) -> threading.Event:
    """Set when the application is asked to end: no further letter is begun."""
    event: threading.Event = app.extensions.setdefault("stopping", threading.Event())
    return event


def desk_of(app: Flask) -> Desk:
    """What letters need to know of the installation."""
    return Desk(
        host=urlsplit(app.config["BASE_URL"]).hostname or "localhost",
        base_url=app.config["BASE_URL"],
        mail_from=app.config["MAIL_FROM"],
        timezone=app.config["TIMEZONE"],
        secret=app.config["SECRET_KEY"],
        a_minute=_pace(app),
    )


def _pace(app: Flask) -> int:
    """Letters a minute: as set, else none for a relay on this machine, which has its own queue."""
    wanted: int | None = app.config["LETTERS_PER_MINUTE"]
    if wanted is not None:
        return wanted
    url = app.config["SMTP_URL"]
    return 0 if not url or Relay.from_url(url).is_here else LETTERS_A_MINUTE


def _work(app: Flask, desk: Desk) -> int:
    locks, owner = locks_of(app), str(uuid.uuid4())
    courier = Courier(Relay.from_url(app.config["SMTP_URL"]), helo=desk.host)
    with _alive(locks, owner) as life:
        try:
            _take_back_from_the_dead(locks, owner)
            dispatcher = Dispatcher(
                owner=owner, desk=desk, courier=courier, life=life, end=stopping(app)
            )
            return _send_all(dispatcher)
        finally:
            courier.close()


@contextmanager
def _alive(locks: Locks, owner: str) -> Iterator[Held]:
    """Hold the lock that proves our life, first of all and last of all."""
    life = locks.take(_lock_of(owner))
    assert life is not None, "a fresh name is held by nobody"
    try:
        with transaction():
            owners.enter(owner, host=socket.gethostname(), pid=os.getpid(), now=clock.now())
        yield life
        with transaction():
            owners.leave(owner)
    finally:
        life.release()


def _take_back_from_the_dead(locks: Locks, owner: str) -> None:
    with transaction():
        others = owners.others(owner)
    for other in others:
        proof = locks.take(_lock_of(other))
        if proof is None:
            continue  # slow or stopped is alive
        try:
            with transaction():
                owners.take_back(other, now=clock.now())
        finally:
            proof.release()


def _lock_of(owner: str) -> str:
    return f"dispatcher-{owner}"


def _send_all(us: Dispatcher) -> int:
    sent = 0
    while (lease := _next(us)) is not None:
        sent += isinstance(_send(us, lease), Accepted)
    return sent


def _next(us: Dispatcher) -> Lease | None:
    if us.end.is_set():
        return None
    with transaction():
        return sending.claim(us.owner, us.desk, now=clock.now())


def _send(us: Dispatcher, lease: Lease) -> Outcome:
    outcome = us.courier.deliver(
        sender=parseaddr(us.desk.mail_from)[1],
        recipient=lease.address,
        intend=lambda: _intend(us, lease),
    )
    _settle(us, lease, outcome)
    return outcome


def _intend(us: Dispatcher, lease: Lease) -> bytes | None:
    """The letter's bytes with the intent committed; a press may take its seconds before."""
    if not us.life.alive():
        raise OwnershipLost(us.owner)
    try:
        with pdf.pressless(), transaction():
            return sending.intend(lease, us.desk, now=clock.now())
    except pdf.Unprinted as paper:
        paper.print_now()
    with transaction():
        return sending.intend(lease, us.desk, now=clock.now())


def _settle(us: Dispatcher, lease: Lease, outcome: Outcome) -> None:
    """Note what is known of a letter, and nothing else: a crash before the commit doubles it.

    As long as we live nobody else may note it, so we try again while the database is locked or
    away.
    """
    while True:
        try:
            with transaction():
                return sending.settle(lease, outcome, us.desk, now=clock.now())
        except DBAPIError:
            if us.end.is_set() or not us.life.alive():
                raise
            log.warning("letter %s: its fate is not noted yet", lease.letter_id, exc_info=True)
            us.end.wait(BETWEEN_TRIES)
