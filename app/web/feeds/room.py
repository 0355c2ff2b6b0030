"""The blueprint of the room of calendars."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.web.feeds import polling

bp = Blueprint("feeds", __name__)


@bp.record_once
def _keep_cookies_from_calendars(setup: BlueprintSetupState) -> None:
    cast(Flask, setup.app).session_interface = polling.NoCookiesForCalendars()
