"""A whole calendar, written and read back by readers that did not write it."""

import datetime as dt
import logging
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.ical.entries import Day, Month, Organizer, Span
from app.ical.events import event_octets, octets_or_nothing
from app.ical.feed import FeedHead, assemble
from app.ical.text import one_line
from tests.ical.makers import CHANGED, HEAD, OFFICE, UTC, make_deadline, make_meeting, write
from tests.ical.readers import (
    complaints,
    parsed_events,
    read_by_hand,
    read_with_icalendar,
    read_with_vobject,
)

BERLIN = ZoneInfo("Europe/Berlin")
# The four days around each change of the clocks in the years of the plan and in the coming ones.
AROUND_CHANGES = [
    dt.datetime.combine(sunday + dt.timedelta(days=step), dt.time(14, 0), BERLIN)
    for sunday in (
        dt.date(2017, 3, 26),
        dt.date(2017, 10, 29),
        dt.date(2026, 10, 25),
        dt.date(2027, 3, 28),
        dt.date(2027, 10, 31),
        dt.date(2030, 3, 31),
    )
    for step in (-1, 0, 1, 4)
]
TITLES = {
    "umlauts": "Böblinger Größenübersicht ß",
    "comma": "Pflege, Schule, Arbeit",
    "semicolon": "Stand; Ausblick",
    "backslash": "C:\\neu\\nicht",
    "line break": "Zeile eins\r\nZeile zwei",
    "emoji": "Fest 🎉👩‍👩‍👧 der Kulturen",
    "colon": "TOP 1: Bericht",
    "quotes": '„Auf" "Deutsch"',
    "long": "ä" * 200,
    "other script": "اجتماع",
}


def all_kinds():
    return [
        make_meeting(uid="dated@w"),
        make_meeting(uid="day@w", when=Day(dt.date(2017, 7, 31))),
        make_meeting(uid="month@w", when=Month(2017, 7)),
        make_meeting(uid="cancelled@w", sequence=1, cancelled_at=CHANGED),
        make_deadline(uid="deadline@w"),
    ]


def test_every_kind_of_entry_makes_a_calendar_without_complaint():
    calendar = read_by_hand(write(all_kinds(), alarms=True))

    assert complaints(calendar) == []
    assert len(calendar.all("VEVENT")) == 5


def test_the_calendar_says_what_readers_want_to_know():
    calendar = read_by_hand(write([]))

    assert calendar.lines == [
        ("VERSION", "2.0"),
        ("PRODID", "-//Wiedervorlage//Kalender 1//DE"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("DESCRIPTION", "Sitzungen und Fristen."),
        ("X-WR-CALDESC", "Sitzungen und Fristen."),
        ("NAME", "Integrationsplan – meine Termine"),
        ("X-WR-CALNAME", "Integrationsplan – meine Termine"),
        ("COLOR", "teal"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
        ("X-APPLE-CALENDAR-COLOR", "#007F7F"),
        ("X-PUBLISHED-TTL", "PT1H"),
        ("X-WR-TIMEZONE", "Europe/Berlin"),
    ]


def test_an_empty_feed_is_still_a_calendar():
    body = write([])

    assert complaints(read_by_hand(body)) == []
    assert read_with_vobject(body) == {}


def test_both_families_of_readers_see_the_right_hour_around_every_change_of_the_clocks():
    entries = [
        make_meeting(uid=f"{start:%Y%m%d}@w", when=Span(start, start + dt.timedelta(hours=2)))
        for start in AROUND_CHANGES
    ]
    expected = {
        f"{start:%Y%m%d}@w": (
            "Peergroup zum Integrationsplan",
            start.astimezone(UTC).isoformat(),
            (start.astimezone(UTC) + dt.timedelta(hours=2)).isoformat(),
        )
        for start in AROUND_CHANGES
    }

    body = write(entries)

    assert read_with_icalendar(body) == expected
    assert read_with_vobject(body) == expected


def test_a_reader_that_trusts_the_block_would_notice_a_wrong_one():
    start = dt.datetime(2027, 4, 1, 12, 0, tzinfo=UTC)
    body = write([make_meeting(when=Span(start))])
    wrong = body.replace(b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300").replace(
        b"TZOFFSETFROM:+0200", b"TZOFFSETFROM:+0300"
    )

    assert wrong != body
    assert read_with_icalendar(wrong)["sitzung-1@wiedervorlage"][1] == "2027-04-01T12:00:00+00:00"
    assert read_with_vobject(wrong)["sitzung-1@wiedervorlage"][1] == "2027-04-01T11:00:00+00:00"


def test_all_readers_see_all_day_entries_neither_a_day_short_nor_long():
    body = write(all_kinds())
    expected = {
        "day@w": ("2017-07-31", "2017-08-01"),
        "month@w": ("2017-07-01", "2017-07-02"),
        "deadline@w": ("2017-09-15", "2017-09-16"),
    }

    for seen in (read_with_icalendar(body), read_with_vobject(body)):
        assert {uid: seen[uid][1:] for uid in expected} == expected


def test_titles_of_every_kind_come_back_as_they_were():
    entries = [
        make_meeting(uid=name.replace(" ", "-"), title=title, description=title)
        for name, title in TITLES.items()
    ]
    expected = {name.replace(" ", "-"): " ".join(title.split()) for name, title in TITLES.items()}

    body = write(entries)

    read_by_hand(body)
    assert {uid: seen[0] for uid, seen in read_with_icalendar(body).items()} == expected
    assert {uid: seen[0] for uid, seen in read_with_vobject(body).items()} == expected


def test_the_name_of_the_calendar_is_escaped():
    head = FeedHead(name="Plan, Teil\n2", description="Eins; zwei\ndrei")

    calendar = Calendar.from_ical(write([], head))

    assert calendar["NAME"] == "Plan, Teil 2"
    assert calendar["DESCRIPTION"] == "Eins; zwei\ndrei"
    assert b"X-WR-CALNAME:Plan\\, Teil 2\r\n" in write([], head)


def test_two_writings_of_the_same_entries_are_equal_octet_for_octet():
    first = write(all_kinds(), alarms=True)
    second = write(all_kinds(), alarms=True)

    assert first == second
    assert write([make_meeting(location="Anderswo")]) != (write([make_meeting()]))


def test_a_meeting_keeps_one_uid_from_month_to_cancellation():
    dated = Span(
        dt.datetime(2017, 7, 19, 12, 0, tzinfo=UTC), dt.datetime(2017, 7, 19, 14, 0, tzinfo=UTC)
    )
    moved = Span(
        dt.datetime(2017, 7, 26, 12, 0, tzinfo=UTC), dt.datetime(2017, 7, 26, 14, 0, tzinfo=UTC)
    )
    story = [
        make_meeting(sequence=0, when=Month(2017, 7)),
        make_meeting(sequence=1, when=dated),
        make_meeting(sequence=2, when=moved),
        make_meeting(sequence=3, when=moved, cancelled_at=CHANGED),
    ]

    seen = [parsed_events(write([chapter]))[0] for chapter in story]

    assert {str(event["UID"]) for event in seen} == {"sitzung-1@wiedervorlage"}
    assert [int(event["SEQUENCE"]) for event in seen] == [0, 1, 2, 3]
    assert [str(event["STATUS"]) for event in seen] == [
        "TENTATIVE",
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]


@pytest.mark.parametrize(
    "bad", [{"url": "https://a.example/\r\nX-EVIL:1"}, {"title": ""}, {"uid": "\x00"}]
)
def test_one_bad_entry_among_fifty_costs_only_itself(bad, caplog):
    entries = [make_meeting(uid=f"{number}@w") for number in range(49)]
    entries.insert(20, make_meeting(**{"uid": "bad@w"} | bad))

    with caplog.at_level(logging.ERROR):
        texts = [octets_or_nothing(one.uid, partial(event_octets, one, OFFICE)) for one in entries]
    body = assemble(HEAD, texts)

    assert len(read_with_icalendar(body)) == 49
    assert texts[20] == b""
    assert f"{entries[20].uid!r} skipped" in caplog.text
    assert b"X-EVIL" not in body


def test_alarms_ring_only_where_they_were_asked_for():
    assert b"VALARM" not in write(all_kinds())

    with_alarms = read_by_hand(write(all_kinds(), alarms=True))

    assert [event.value("UID") for event in with_alarms.all("VEVENT") if event.all("VALARM")] == [
        "dated@w"
    ]


@given(st.text(st.characters(codec=None), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_text_whatever_breaks_the_calendar(text):
    entry = make_meeting(title=f"A{text}", description=text, location=text, category=text)

    body = write(
        [entry], FeedHead(name=f"A{text}", description=text), Organizer(f"A{text}", OFFICE.mail)
    )

    assert complaints(read_by_hand(body)) == []
    assert str(parsed_events(body)[0]["SUMMARY"]) == one_line(f"A{text}")
