"""The blueprint of the room of meetings, and the day it is where a plan lives."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint

from app import clock
from app.domain.days import local_day
from app.models.plans import Plan

bp = Blueprint("meetings", __name__)


def today_in(plan: Plan) -> dt.date:
    """Today's date in the plan's zone."""
    return local_day(clock.now(), plan)
