"""One entry, one VEVENT."""

import datetime as dt

import pytest

from app.ical.entries import Day, Month, Organizer, Span
from app.ical.events import UnwritableEntry, build_event, event_octets
from tests.ical.makers import CHANGED, OFFICE, UTC, make_deadline, make_meeting


def lines_of(entry, **options):
    return event_octets(entry, OFFICE, **options).decode().replace("\r\n ", "").split("\r\n")


def test_a_dated_meeting_is_written_whole():
    entry = make_meeting(
        sequence=2,
        description="Zwischenstand; Ausblick, Fragen\nKaffee",
        location="Großer Sitzungssaal, Böblingen",
        url="https://plan.example.org/sitzungen/1",
        online_url="https://video.example.org/j/12?pwd=geheim",
        category="Peergroup",
    )

    assert lines_of(entry, alarm=True) == [
        "BEGIN:VEVENT",
        "SUMMARY:Peergroup zum Integrationsplan",
        "DTSTART;TZID=Europe/Berlin:20170329T140000",
        "DTEND;TZID=Europe/Berlin:20170329T160000",
        "DTSTAMP:20170301T093015Z",
        "UID:sitzung-1@wiedervorlage",
        "SEQUENCE:2",
        "CATEGORIES:Peergroup",
        "CLASS:PUBLIC",
        "CONFERENCE;FEATURE=VIDEO;LABEL=Online teilnehmen;VALUE=URI:https://video.example.org/j/12",
        "CREATED:20170220T080000Z",
        "DESCRIPTION:Zwischenstand\\; Ausblick\\, Fragen\\nKaffee\\n\\n"
        "Online teilnehmen: https://video.example.org/j/12",
        "LAST-MODIFIED:20170301T093015Z",
        "LOCATION:Großer Sitzungssaal\\, Böblingen",
        'ORGANIZER;CN="Geschäftsstelle Integrationsplan":mailto:integration@example.org',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://plan.example.org/sitzungen/1",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Peergroup zum Integrationsplan",
        "TRIGGER:-PT1H",
        "UID:erinnerung-sitzung-1@wiedervorlage",
        "END:VALARM",
        "END:VEVENT",
        "",
    ]


def test_a_month_is_an_all_day_entry_on_its_first_that_says_it_is_open():
    assert lines_of(make_meeting(when=Month(2017, 7)), alarm=True) == [
        "BEGIN:VEVENT",
        "SUMMARY:Termin offen: Peergroup zum Integrationsplan im Juli 2017",
        "DTSTART;VALUE=DATE:20170701",
        "DTEND;VALUE=DATE:20170702",
        "DTSTAMP:20170301T093015Z",
        "UID:sitzung-1@wiedervorlage",
        "SEQUENCE:0",
        "CLASS:PUBLIC",
        "CREATED:20170220T080000Z",
        "DESCRIPTION:Termin offen: Die Sitzung ist für Juli 2017 vorgesehen\\, "
        "der Tag steht noch nicht fest.",
        "LAST-MODIFIED:20170301T093015Z",
        'ORGANIZER;CN="Geschäftsstelle Integrationsplan":mailto:integration@example.org',
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "",
    ]


def test_a_day_without_a_time_is_all_day_and_says_that_the_time_follows():
    event = build_event(make_meeting(when=Day(dt.date(2017, 7, 31))), OFFICE)

    assert event["SUMMARY"] == "Peergroup zum Integrationsplan (Uhrzeit folgt)"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        dt.date(2017, 7, 31),
        dt.date(2017, 8, 1),
    )
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_deadline_is_an_all_day_entry_that_blocks_nobody():
    event = build_event(make_deadline(description="Frist: bis zum Herbst"), OFFICE, alarm=True)

    assert event["SUMMARY"] == "Fällig: Angebote zusammenstellen"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        dt.date(2017, 9, 15),
        dt.date(2017, 9, 16),
    )
    assert event["CATEGORIES"].to_ical() == b"Aufgabe"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["DESCRIPTION"] == "Frist: bis zum Herbst"
    assert event.subcomponents == []


@pytest.mark.parametrize(
    ("when", "title"),
    [
        (make_meeting().when, "Abgesagt: Peergroup zum Integrationsplan"),
        (Day(dt.date(2017, 7, 3)), "Abgesagt: Peergroup zum Integrationsplan"),
        (Month(2017, 7), "Abgesagt: Peergroup zum Integrationsplan im Juli 2017"),
    ],
)
def test_a_cancelled_meeting_says_so_blocks_nobody_and_rings_no_more(when, title):
    entry = make_meeting(
        when=when, cancelled_at=CHANGED, online_url="https://video.example.org/j/12"
    )

    event = build_event(entry, OFFICE, alarm=True)

    assert (event["SUMMARY"], event["STATUS"], event["TRANSP"]) == (
        title,
        "CANCELLED",
        "TRANSPARENT",
    )
    assert event.subcomponents == []
    assert "CONFERENCE" not in event


def test_a_meeting_that_is_not_confirmed_is_tentative():
    assert build_event(make_meeting(confirmed=False), OFFICE)["STATUS"] == "TENTATIVE"


def test_an_end_that_nobody_has_set_is_not_invented():
    assert "DTEND" not in build_event(
        make_meeting(when=Span(make_meeting().when.starts_at)), OFFICE
    )


def test_the_second_coming_of_an_hour_is_written_in_utc():
    first = dt.datetime(2017, 10, 29, 0, 30, tzinfo=UTC)
    second = first + dt.timedelta(hours=1)

    lines = lines_of(make_meeting(when=Span(first, second)))

    assert lines[2:4] == ["DTSTART;TZID=Europe/Berlin:20171029T023000", "DTEND:20171029T013000Z"]


def test_a_quotation_mark_in_the_office_name_is_not_caret_encoded():
    event = build_event(make_meeting(), Organizer('Amt "Soziales"\r\nX', "amt@example.org"))

    assert event["ORGANIZER"].params["CN"] == "Amt 'Soziales' X"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " \x00 "},
        {"uid": ""},
        {"uid": "a\r\nX-EVIL:1"},
        {"url": "https://a.example/\r\nX-EVIL:1"},
        {
            "when": Span(
                dt.datetime(2017, 3, 29, 14, tzinfo=UTC), dt.datetime(2017, 3, 29, 12, tzinfo=UTC)
            )
        },
        {"when": Span(dt.datetime(2017, 3, 29, 14, 0))},  # noqa: DTZ001
    ],
    ids=["no title", "no uid", "break in uid", "break in url", "ends before it begins", "no zone"],
)
def test_an_entry_that_no_reader_would_take_is_refused(changes):
    with pytest.raises(ValueError):  # noqa: PT011  ours, or the library's
        event_octets(make_meeting(**changes), OFFICE)


def test_our_own_refusals_have_a_name():
    with pytest.raises(UnwritableEntry, match="title"):
        event_octets(make_meeting(title=""), OFFICE)
