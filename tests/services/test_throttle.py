"""Tries are counted in the database, per subject, in a window that opens with the first."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Throttle
from app.services import throttle
from app.services.throttle import Limit, allows, network_of
from tests.conftest import START
from tests.makers import save

THREE = Limit("test", 3, dt.timedelta(minutes=15))


def test_it_stops_the_try_after_the_last_allowed_one(app: Flask) -> None:
    assert [allows(THREE, "a", now=START) for _ in range(5)] == [True] * 3 + [False] * 2
    assert allows(THREE, "b", now=START)
    assert allows(Limit("other", 1, dt.timedelta(minutes=1)), "a", now=START)


def test_it_begins_anew_when_the_window_is_over(app: Flask) -> None:
    for _ in range(4):
        allows(THREE, "a", now=START)

    late = START + dt.timedelta(minutes=14, seconds=59)
    assert not allows(THREE, "a", now=late)
    assert allows(THREE, "a", now=START + dt.timedelta(minutes=15))


def test_it_forgets_who_has_proved_to_be_right(app: Flask) -> None:
    for _ in range(4):
        allows(THREE, "a", now=START)

    throttle.clear(THREE, "a")

    assert allows(THREE, "a", now=START)


def test_it_keeps_no_address_and_nothing_for_longer_than_a_day(app: Flask) -> None:
    allows(THREE, "somebody@example.org", now=START)
    assert "somebody" not in "".join(db.session.scalars(select(Throttle.key)))

    allows(THREE, "b", now=START + dt.timedelta(days=1, seconds=1))

    assert len(db.session.scalars(select(Throttle)).all()) == 1


def test_parallel_tries_do_not_pass_together(app: Flask) -> None:
    passed: list[bool] = []

    def attempt() -> None:
        with app.app_context():
            for _ in range(5):
                passed.append(allows(THREE, "a", now=START))
                save()
            db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(passed), sum(passed)) == (20, 3)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("kein Netz", "unknown"),
    ],
)
def test_a_whole_ipv6_network_counts_as_one(address: str | None, network: str) -> None:
    assert network_of(address) == network
