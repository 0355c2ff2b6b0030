"""Sends the letters that are due, one after another, each step in a transaction of its own."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import Flask

from app import clock
from app.documents import pdf
from app.extensions import transaction
from app.mail.outcome import Accepted
from app.mail.relay import Relay
from app.mail.smtp import Courier
from app.services.outbox import owners, sending
from app.services.outbox.fates import Lease
from app.services.outbox.sending import Desk, Ready
from jobs.locks import Held, Locks, locks_of


class OwnershipLost(Exception):
    """The lock that proves our life is gone; others may have taken our letters already."""


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
    )


def _work(app: Flask, desk: Desk) -> int:
    locks, owner = locks_of(app), str(uuid.uuid4())
    courier = Courier(Relay.from_url(app.config["SMTP_URL"]), helo=desk.host)
    with _alive(locks, owner) as life:
        try:
            _take_back_from_the_dead(locks, owner)
            return _send_all(courier, desk, owner, life, stopping(app))
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


def _send_all(courier: Courier, desk: Desk, owner: str, life: Held, end: threading.Event) -> int:
    sent = 0
    while not end.is_set():
        with transaction():
            lease = sending.claim(owner, desk, now=clock.now())
        if lease is None:
            break
        sent += _send(courier, desk, lease, life)
    return sent


def _prepared(lease: Lease, desk: Desk) -> Ready | None:
    """The letter ready to go; a press may take its seconds while no transaction is open."""
    try:
        with pdf.pressless(), transaction():
            return sending.prepare(lease, desk, now=clock.now())
    except pdf.Unprinted as paper:
        paper.print_now()
    with transaction():
        return sending.prepare(lease, desk, now=clock.now())


def _send(courier: Courier, desk: Desk, lease: Lease, life: Held) -> bool:
    ready = _prepared(lease, desk)
    if ready is None:
        return False
    outcome = courier.deliver(
        ready.raw,
        sender=parseaddr(desk.mail_from)[1],
        recipient=ready.recipient,
        commit_intent=lambda: _intend(lease, ready, desk, life),
    )
    with transaction():
        sending.settle(lease, outcome, ready, desk, now=clock.now())
    return isinstance(outcome, Accepted)


def _intend(lease: Lease, ready: Ready, desk: Desk, life: Held) -> bool:
    if not life.alive():
        raise OwnershipLost(lease.owner)
    with transaction():
        return sending.intend(lease, ready, desk, now=clock.now())
