"""The world of this room, and everybody's browser in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import db
from config import Settings
from tests.conftest import StepClock
from tests.running import Running
from tests.web.rights.calling import Visitors
from tests.web.rights.world import NOW, World, make_world


@pytest.fixture
def app(running: Running, settings: Settings, clock: StepClock) -> Iterator[Flask]:
    """The application without a context of the test's own: each request has one of its own."""
    clock.set(NOW)
    app = running.app(settings, clock)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        return make_world()


@pytest.fixture
def visitors(app: Flask, world: World) -> Visitors:
    return Visitors(app, world)


@pytest.fixture(autouse=True)
def _say_only_faults(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
