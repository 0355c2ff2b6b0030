"""The blueprint of the room of meetings, and the day it is where a plan lives."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, request

from app import clock
from app.domain.days import local_day
from app.domain.meetings import FIRST_YEAR, LAST_YEAR
from app.models.plans import Plan

bp = Blueprint("meetings", __name__)


def asked_year() -> int | None:
    """The year that the address names, if it can be one."""
    word = request.args.get("jahr", "")
    year = int(word) if word.isdecimal() and len(word) == 4 else None
    return year if year and FIRST_YEAR <= year <= LAST_YEAR else None


def today_in(plan: Plan) -> dt.date:
    """Today's date in the plan's zone."""
    return local_day(clock.now(), plan)
