"""What our Event writes is, octet by octet, what icalendar writes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event, vCalAddress, vText

from app.ical.vevent import Vevent

STAMP = dt.datetime(2017, 2, 20, 9, tzinfo=dt.UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=["Cc"]))


def both() -> tuple[Vevent, Event]:
    return Vevent(), Event()


@given(title=WORDS, place=WORDS, group=WORDS, sequence=st.integers(0, 10**9))
def test_any_words_are_written_as_icalendar_writes_them(
    title: str, place: str, group: str, sequence: int
) -> None:
    ours, theirs = both()
    for event in (ours, theirs):
        event.add("summary", title)
        event.add("dtstamp", STAMP)
        event["organizer"] = vCalAddress("mailto:x@example.org", params={"CN": "Geschäftsstelle"})
    ours.put("location", place)
    ours.put("categories", (group,))
    ours.put("sequence", sequence)
    theirs.add("location", place)
    theirs.add("categories", [group])
    theirs.add("sequence", sequence)

    assert ours.to_ical() == theirs.to_ical()


@pytest.mark.parametrize("sign", ["a", "ä", "€", "\N{GRINNING FACE}", "\\", ","])
def test_lines_are_folded_where_icalendar_folds_them(sign: str) -> None:
    for length in range(1, 160):
        ours, theirs = both()
        for event in (ours, theirs):
            event.add("summary", sign * length)
        assert ours.to_ical() == theirs.to_ical()
        assert all(len(line) <= 75 for line in ours.to_ical().split(b"\r\n"))


def test_what_is_shared_stays_as_it_is_when_one_entry_says_something_else() -> None:
    first, second = both()[0], both()[0]
    first.put("status", "CONFIRMED")
    second.put("status", "CONFIRMED")

    del first["STATUS"]
    first.add("status", "CANCELLED")

    assert second["status"] == vText("CONFIRMED")
    assert b"STATUS:CANCELLED\r\n" in first.to_ical()
