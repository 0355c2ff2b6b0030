"""Religious days on which many people do not come: hints for choosing dates, never a ban (R69)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
ABOUT = "kann um einen Tag abweichen"


@dataclass(frozen=True)
class ReligiousDay:
    """One feast of one year; `from_evening` says that it begins the evening before."""

    name: str
    first: dt.date
    last: dt.date
    note: str = ""
    from_evening: bool = False


def _days(name: str, first: str, last: str = "", note: str = "") -> ReligiousDay:
    begins = dt.date.fromisoformat(first)
    return ReligiousDay(name, begins, dt.date.fromisoformat(last) if last else begins, note)


def _jewish(name: str, first: str, last: str = "") -> ReligiousDay:
    feast = _days(name, first, last)
    return ReligiousDay(feast.name, feast.first, feast.last, from_evening=True)


# Which feasts: § 8 of the participation and integration act of Baden-Württemberg (PartIntG) for
# Muslims and Alevis, and Jewish and Orthodox days. Which dates: those of the years that are planned
# (2017, 2026, 2027). Muslim feasts go by the moon, so their days are announced late.
# A year that is not listed has no hints: wrong ones would be worse than none.
FEASTS = (
    _days("Opferfest", "2017-09-01", "2017-09-04", ABOUT),
    _jewish("Rosch ha-Schana", "2017-09-21", "2017-09-22"),
    _jewish("Jom Kippur", "2017-09-30"),
    _days("Aschura", "2017-09-30", "2017-10-01", ABOUT),
    _days("Fest des Fastenbrechens", "2026-03-20", "2026-03-22", ABOUT),
    _jewish("Beginn von Pessach", "2026-04-02"),
    _jewish("Rosch ha-Schana", "2026-09-12", "2026-09-13"),
    _jewish("Jom Kippur", "2026-09-21"),
    _days("Fest des Fastenbrechens", "2027-03-09", "2027-03-11", ABOUT),
    _jewish("Rosch ha-Schana", "2027-10-02", "2027-10-03"),
    _jewish("Jom Kippur", "2027-10-11"),
    _jewish("Beginn von Pessach", "2027-04-22"),
    _days("Opferfest", "2026-05-27", "2026-05-30", ABOUT),
    _days("Aschura", "2026-06-25", note=ABOUT),
    _days("Opferfest", "2027-05-16", "2027-05-19", ABOUT),
    _days("Aschura", "2027-06-15", note=ABOUT),
    _days("Orthodoxes Osterfest", "2026-04-10", "2026-04-13"),
    _days("Orthodoxes Osterfest", "2027-04-30", "2027-05-03"),
)
FIXED = {(2, 16): "Hizir-Lokmasi", (3, 21): "Nevruz"}  # the same day every year


def religious_hints(day: dt.date) -> list[str]:
    """What falls on `day`, in words: "Aschura (kann um einen Tag abweichen)"."""
    found = [_named(feast) for feast in FEASTS if feast.first <= day <= feast.last]
    if (day.month, day.day) in FIXED:
        found.append(FIXED[day.month, day.day])
    eves = (feast for feast in FEASTS if feast.from_evening and day == feast.first - DAY)
    return found + [f"{feast.name} (beginnt am Abend)" for feast in eves]


def _named(feast: ReligiousDay) -> str:
    return f"{feast.name} ({feast.note})" if feast.note else feast.name
