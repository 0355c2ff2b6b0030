"""What people have complained of in other systems' calendars, one test a complaint.

Those about letters stand with the letters, those about HTTP with the polled addresses.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.ical.entries import Day, Month, Span
from app.ical.invitations import Invitee, Method, write_invitation
from tests.ical.makers import CHANGED, OFFICE, UTC, make_deadline, make_meeting, write
from tests.ical.readers import Component, read_by_hand, read_with

LONG = "Umsetzung für Ältere, Größere & Zugezogene 🎉 " * 8
SUMMER = Span(dt.datetime(2027, 4, 1, 12, tzinfo=UTC), dt.datetime(2027, 4, 1, 14, tzinfo=UTC))
KIM = Invitee(name="Kim Beispiel", mail="kim@example.org")


@pytest.fixture(scope="module")
def body() -> bytes:
    """A calendar with an entry of every kind."""
    return write(
        [
            make_meeting(uid="dated@w", when=SUMMER, title=LONG, description=f"{LONG}\n{LONG}"),
            make_meeting(uid="broken@w", title="Zeile eins\r\nZeile zwei", location="Saal\n2"),
            make_meeting(uid="day@w", when=Day(dt.date(2017, 7, 31))),
            make_meeting(uid="month@w", when=Month(2017, 7)),
            make_meeting(uid="off@w", sequence=2, cancelled_at=CHANGED),
            make_deadline(uid="deadline@w"),
        ],
        alarms=True,
    )


@pytest.fixture(scope="module")
def calendar(body: bytes) -> Component:
    return read_by_hand(body)


def event(calendar: Component, uid: str) -> Component:
    (found,) = [one for one in calendar.all("VEVENT") if one.value("UID") == uid]
    return found


def test_a_meeting_is_not_an_hour_off_where_the_embedded_zone_is_believed(
    body: bytes, calendar: Component
) -> None:
    (zone,) = calendar.all("VTIMEZONE")

    assert [rule.values("RDATE") for rule in zone.children] == [[], []]
    assert all("FREQ=YEARLY" in rule.value("RRULE") for rule in zone.children)
    assert read_with("vobject", body)["dated@w"][1] == "2027-04-01T12:00:00+00:00"


def test_no_zone_is_named_that_the_file_does_not_bring(calendar: Component) -> None:
    named = {
        head.split("TZID=")[1]
        for one in calendar.all("VEVENT")
        for head, _ in one.lines
        if "TZID=" in head
    }

    assert named == {zone.value("TZID") for zone in calendar.all("VTIMEZONE")}


def test_no_time_floats_so_that_outlook_reports_no_error_at_each_poll(calendar: Component) -> None:
    starts = [
        (head, value)
        for one in calendar.all("VEVENT")
        for head, value in one.lines
        if head.startswith(("DTSTART", "DTEND"))
    ]

    assert len(starts) == 12
    assert all("TZID=" in h or "VALUE=DATE" in h or v.endswith("Z") for h, v in starts)


def test_nothing_comes_twice_whether_by_feed_or_by_letter(calendar: Component) -> None:
    dated = make_meeting(uid="dated@w", when=SUMMER)
    letter = read_by_hand(write_invitation(dated, OFFICE, KIM, Method.REQUEST, written_at=CHANGED))
    uids = [one.value("UID") for one in calendar.all("VEVENT")]

    assert len(uids) == len(set(uids))
    assert letter.all("VEVENT")[0].value("UID") in uids
    assert not any(one.values("RECURRENCE-ID") for one in calendar.all("VEVENT"))


def test_a_cancelled_meeting_says_so_in_every_reader(calendar: Component) -> None:
    off = event(calendar, "off@w")

    assert off.value("STATUS") == "CANCELLED"
    assert off.value("SUMMARY").startswith("Abgesagt: ")
    assert off.value("TRANSP") == "TRANSPARENT"
    assert off.values("RRULE") == []


def test_whole_days_are_neither_a_day_short_nor_a_day_long(body: bytes) -> None:
    for reader in ("vobject", "ical"):
        seen = read_with(reader, body)
        assert seen["day@w"][1:] == ("2017-07-31", "2017-08-01")
        assert seen["deadline@w"][1:] == ("2017-09-15", "2017-09-16")


def test_a_month_does_not_fill_a_list_with_31_lines(calendar: Component) -> None:
    month = event(calendar, "month@w")

    assert (month.value("DTSTART"), month.value("DTEND")) == ("20170701", "20170702")


def test_google_sees_an_edit_by_sequence_and_by_the_time_of_the_change(
    calendar: Component,
) -> None:
    off = event(calendar, "off@w")

    assert off.value("SEQUENCE") == "2"
    assert off.value("DTSTAMP") == off.value("LAST-MODIFIED") == "20170301T093015Z"


def test_it_says_how_often_it_wants_to_be_asked(calendar: Component) -> None:
    assert ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H") in calendar.lines
    assert calendar.value("X-PUBLISHED-TTL") == "PT1H"


def test_an_invitation_opens_no_second_calendar_in_outlook() -> None:
    letter = read_by_hand(
        write_invitation(make_meeting(), OFFICE, KIM, Method.REQUEST, written_at=CHANGED)
    )

    for name in ("X-WR-CALNAME", "NAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        assert letter.values(name) == []


def test_a_feed_is_not_one_item_with_a_uid_of_its_own(calendar: Component) -> None:
    assert calendar.values("UID") == []


def test_a_forwarded_file_hands_on_no_secret(calendar: Component) -> None:
    assert calendar.values("URL") == calendar.values("SOURCE") == []


def test_a_fold_splits_no_character_so_that_google_does_not_drop_the_file(body: bytes) -> None:
    lines = body.split(b"\r\n")

    assert any(line.startswith(b" ") for line in lines)
    assert all(len(line) <= 75 and line.decode("utf-8") is not None for line in lines)


def test_no_raw_break_empties_the_calendar_in_thunderbird(calendar: Component) -> None:
    broken = event(calendar, "broken@w")

    assert (
        broken.value("SUMMARY") == "Zeile eins Zeile zwei"
    )  # calcurse refuses even an escaped one
    assert broken.value("LOCATION") == "Saal 2"


def test_there_is_no_byte_order_mark(body: bytes) -> None:
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")


def test_published_entries_name_the_office_and_no_attendee(calendar: Component) -> None:
    for one in calendar.all("VEVENT"):
        assert one.value("ORGANIZER") == "mailto:integration@example.org"
        assert one.values("ATTENDEE") == []


def test_nothing_stands_in_it_that_libical_cannot_read(body: bytes) -> None:
    newer = rb"^(LINK|CONCEPT|STYLED-DESCRIPTION|PROXIMITY|PARTICIPANT|RELATED-TO|VLOCATION)"

    assert re.search(newer, body, re.MULTILINE) is None


def test_an_alarm_rings_once_and_only_for_what_takes_place_at_an_hour(
    calendar: Component,
) -> None:
    ringing = {
        one.value("UID"): [alarm.value("UID") for alarm in one.all("VALARM")]
        for one in calendar.all("VEVENT")
        if one.all("VALARM")
    }

    assert ringing == {uid: [f"erinnerung-{uid}"] for uid in ("dated@w", "broken@w")}
