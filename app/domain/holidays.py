"""Free days of a German state: public holidays, school holidays, weekends."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@lru_cache(maxsize=64)
def _calendar(region: str, category: str, year: int) -> HolidayBase:
    from holidays import country_holidays  # 3 MB, which a process needs that looks at days

    return country_holidays("DE", subdiv=region, years=year, language="de", categories=(category,))


def public_holiday(day: dt.date, region: str) -> str | None:
    """Name of the public holiday on `day` in the state `region` (ISO 3166-2 suffix: "BW")."""
    return _calendar(region, "public", day.year).get(day)


def school_holiday(day: dt.date, region: str) -> str | None:
    """Name of the school holidays in which `day` lies, as far as they are known."""
    if region != "BW":
        return None
    return _calendar(region, "school", day.year).get(day)


def is_working_day(day: dt.date, region: str) -> bool:
    """Neither weekend nor public holiday; school holidays count as working days."""
    return day.weekday() < 5 and public_holiday(day, region) is None


def working_day_before(day: dt.date, region: str) -> dt.date:
    """`day` itself if it is a working day, else the last one before it."""
    while not is_working_day(day, region):
        day -= dt.timedelta(days=1)
    return day


def working_day_after(day: dt.date, region: str) -> dt.date:
    """`day` itself if it is a working day, else the next one."""
    while not is_working_day(day, region):
        day += dt.timedelta(days=1)
    return day
