"""Calendar messages to one person, read by readers that did not write them."""

from __future__ import annotations

import datetime as dt

import pytest

from app.ical.entries import Day, Month, Organizer
from app.ical.events import UnwritableEntry
from app.ical.invitations import Invitee, Method, write_invitation
from tests.ical.makers import CHANGED, OFFICE, make_meeting, write
from tests.ical.readers import Component, parsed_events, read_by_hand, read_with_vobject

WRITTEN = dt.datetime(2017, 3, 8, 7, 15, 30, 999, tzinfo=dt.UTC)
KIM = Invitee(name="Kim Beispiel", mail="kim@example.org")


def written(method: Method = Method.REQUEST, invitee: Invitee = KIM, **changes: object) -> bytes:
    return write_invitation(make_meeting(**changes), OFFICE, invitee, method, written_at=WRITTEN)


def event_of(body: bytes) -> Component:
    (event,) = read_by_hand(body).all("VEVENT")
    return event


def test_uid_sequence_and_time_are_those_of_the_feed() -> None:
    entry = make_meeting(sequence=3)
    feed = event_of(write([entry]))
    invitation = event_of(written(sequence=3))

    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LAST-MODIFIED"):
        assert invitation.value(name) == feed.value(name)


def test_the_stamp_is_the_moment_of_writing_and_not_of_the_last_change() -> None:
    event = event_of(written())

    assert event.value("DTSTAMP") == "20170308T071530Z"
    assert event.value("LAST-MODIFIED") == f"{CHANGED:%Y%m%dT%H%M%SZ}"


def test_equal_input_gives_equal_octets() -> None:
    assert written() == written()


def test_it_asks_one_person_and_names_nobody_else() -> None:
    (attendee,) = [line for line in event_of(written()).lines if line[0].startswith("ATTENDEE")]

    assert attendee[1] == "mailto:kim@example.org"
    assert set(attendee[0].split(";")[1:]) == {
        'CN="Kim Beispiel"',
        "CUTYPE=INDIVIDUAL",
        "EMAIL=kim@example.org",
        "PARTSTAT=NEEDS-ACTION",
        "ROLE=REQ-PARTICIPANT",
        "RSVP=TRUE",
    }


def test_a_name_with_comma_colon_and_quotation_marks_stays_one_parameter() -> None:
    body = written(invitee=Invitee(name='Müller, "Kim": Amt; 7', mail="kim@example.org"))

    assert b"CN=\"M\xc3\xbcller, 'Kim': Amt; 7\"" in body.replace(b"\r\n ", b"")
    assert parsed_events(body)[0]["ATTENDEE"].params["CN"] == "Müller, 'Kim': Amt; 7"


def test_a_line_break_in_a_name_starts_no_line_of_its_own() -> None:
    body = written(invitee=Invitee(name="Kim\r\nX-EVIL:1", mail="kim@example.org"))

    assert event_of(body).values("X-EVIL") == []


def test_a_cancellation_says_so_twice_and_asks_for_nothing() -> None:
    calendar = read_by_hand(written(Method.CANCEL))
    (event,) = calendar.all("VEVENT")

    assert calendar.value("METHOD") == "CANCEL"
    assert event.values("STATUS") == ["CANCELLED"]
    assert "RSVP=TRUE" not in next(h for h, _ in event.lines if h.startswith("ATTENDEE"))
    assert len(event.values("DTSTAMP")) == len(event.values("ORGANIZER")) == 1


def test_vobject_sees_the_local_hour_on_both_sides_of_the_spring_change() -> None:
    seen = read_with_vobject(written())

    assert seen["sitzung-1@wiedervorlage"][1] == "2017-03-29T12:00:00+00:00"


def test_a_day_without_time_is_a_whole_day() -> None:
    event = event_of(written(when=Day(dt.date(2017, 3, 29))))

    assert (event.value("DTSTART"), event.value("DTEND")) == ("20170329", "20170330")


def test_a_month_is_never_sent() -> None:
    with pytest.raises(UnwritableEntry):
        written(when=Month(2017, 7))


def test_the_organizer_is_who_it_is_told() -> None:
    sender = Organizer("Geschäftsstelle", "post@example.org")
    body = write_invitation(make_meeting(), sender, KIM, Method.REQUEST, written_at=WRITTEN)

    assert event_of(body).value("ORGANIZER") == "mailto:post@example.org"
