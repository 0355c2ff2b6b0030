"""The VTIMEZONE constant against the world's clock."""

import datetime as dt
import io
from bisect import bisect_right
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical

from app.ical.timezone import VTIMEZONE, timezone

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)
FROM = dt.datetime(1996, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2038, 1, 1, tzinfo=dt.UTC)
WALL_YEARS = (dt.datetime(1990, 1, 1), dt.datetime(2040, 1, 1))  # noqa: DTZ001  wall time


def test_the_constant_has_374_octets_before_and_after_parsing():
    assert len(VTIMEZONE.encode()) == 374
    assert len(timezone().to_ical()) == 374
    assert timezone().to_ical() == timezone().to_ical()


def test_each_calendar_gets_a_copy_of_its_own():
    spoilt = timezone()
    spoilt["TZID"] = "Mars/Olympus"

    assert str(timezone()["TZID"]) == "Europe/Berlin"


def test_every_hour_from_1996_to_2037_agrees_with_zoneinfo():
    onsets = _onsets_of_the_block()
    starts = [at for at, _ in onsets]

    hours = wrong = 0
    moment = FROM
    while moment < UNTIL:
        promised = onsets[bisect_right(starts, moment) - 1][1]
        wrong += promised != moment.astimezone(BERLIN).utcoffset()
        hours += 1
        moment += HOUR

    assert (hours, wrong) == (368_184, 0)


@pytest.mark.parametrize("reader", ["icalendar", "dateutil"])
def test_readers_that_trust_the_block_agree_around_every_change(reader):
    zone = _zone_as_read_by(reader)

    wrong = [
        at
        for at in _hours_around_all_changes()
        if at.astimezone(zone).utcoffset() != _berlin_offset(at)
    ]

    assert wrong == []


def _onsets_of_the_block() -> list[tuple[dt.datetime, dt.timedelta]]:
    onsets = []
    for observance in timezone().subcomponents:
        before, after = observance.TZOFFSETFROM, observance.TZOFFSETTO
        rule = rrulestr(observance["RRULE"].to_ical().decode(), dtstart=observance.DTSTART)
        walls = rule.between(*WALL_YEARS)
        # The onset is wall time before the change, so the instant is wall minus the old offset.
        onsets += [((wall - before).replace(tzinfo=dt.UTC), after) for wall in walls]
    return sorted(onsets)


def _zone_as_read_by(reader: str) -> dt.tzinfo:
    if reader == "icalendar":
        return timezone().to_tz(lookup_tzid=False)
    # dateutil refuses the X- line when it reads the zone directly.
    return tzical(io.StringIO(VTIMEZONE.replace("X-LIC-LOCATION:Europe/Berlin\r\n", ""))).get()


def _hours_around_all_changes() -> list[dt.datetime]:
    changes = [at for at, _ in _onsets_of_the_block() if FROM <= at < UNTIL]
    return [
        change + HOUR * step for change in changes for step in (-25, -2, -1, 0, 1, 2, 25, 24 * 60)
    ]


def _berlin_offset(at: dt.datetime) -> dt.timedelta | None:
    return at.astimezone(BERLIN).utcoffset()
