"""Which day it is where a plan lives, and how days are counted on."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from app.models.plans import Plan


def local_day(now: dt.datetime, plan: Plan) -> dt.date:
    """The calendar day of the aware instant `now` in the plan's zone."""
    return now.astimezone(ZoneInfo(plan.timezone)).date()


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last day of the month where there is no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
