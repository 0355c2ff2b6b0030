"""What the entries of calendars tell, to whom, and which of them are written anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from icalendar import Calendar, Event

from app.domain.meetings import When
from app.domain.polls import Offer
from app.domain.rounds import RoundDraft
from app.extensions import db
from app.models.accounts import Account
from app.models.feeds import FeedComponent, FeedScope
from app.models.meetings import Attendee, MeetingState, PartStat, PollChoice
from app.models.plans import Plan
from app.models.rounds import Channel, Occasion
from app.queries.meetings import agenda
from app.services import feeds, meetings, polls, rounds
from app.services.feeds import CalendarText, FeedWishes, Installation
from app.services.meetings import ItemDraft
from app.services.rounds.answering import Speaker
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
)

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=3)
TODAY = dt.date(2017, 2, 21)
HERE = Installation(base_url="http://127.0.0.1:8000", mail_from="post@example.org")


class World:
    """A kickoff with two items and an open task, read by a member and by the office."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.member = make_account(self.plan)
        self.office = make_office(self.plan)
        self.person = person_of(self.member)
        self.body = make_body(self.plan)
        self.council = make_body(self.plan, "Bildungsausschuss", external=True)
        join(self.body, self.person)
        self.cycle = make_cycle(self.plan)
        self.meeting = make_meeting(
            self.cycle,
            self.body,
            purpose="Wir vereinbaren die Themen.",
            online_url="https://video.example.org/raum",
        )
        self.sitting = make_meeting(self.cycle, self.council, title="Beratung", position=2)
        db.session.flush()
        for title, public in (("Begrüßung", True), ("Vertrauliches", False)):
            draft = ItemDraft(title=title, public=public)
            meetings.add_item(self.meeting, draft, by=None, now=NOW)
        self.task = make_task(
            self.plan, "Räume suchen", accountable=self.person, meeting=self.meeting
        )
        make_task(self.plan, "Anhörung vorbereiten", meeting=self.sitting)
        db.session.commit()

    def invite(self, partstat: PartStat = PartStat.NEEDS_ACTION) -> Attendee:
        invited = Attendee(
            meeting=self.meeting, person=self.person, partstat=partstat, created_at=NOW
        )
        self.meeting.state, self.meeting.invited_at = MeetingState.INVITED, NOW
        self.meeting.answer_by_on = dt.date(2017, 3, 22)
        db.session.add(invited)
        db.session.commit()
        return invited


@pytest.fixture
def world(app: object) -> World:
    return World()


def subscribe(account: Account, plan: Plan, **wishes: object) -> str:
    _, token = feeds.create_feed(account, plan, FeedWishes(name="x", **wishes), now=NOW)  # type: ignore[arg-type]
    db.session.commit()
    return token


def read(token: str | None, here: Installation = HERE) -> CalendarText:
    """What the calendar says now (the public one without a token); written texts are kept."""
    found = feeds.find(token) if token else feeds.find_public("integrationsplan")
    assert found is not None
    text = feeds.text_of(found, here, TODAY)
    assert text is not None
    db.session.commit()
    with db.engine.begin() as connection:
        feeds.keep(connection, text.fresh)
    return text


def event_behind(token: str | None, title: str = "Peergroup: Auftakt") -> Event:
    (found,) = [e for e in Calendar.from_ical(read(token).body).events if e["SUMMARY"] == title]
    return found


def tag_of(token: str) -> str:
    found = feeds.find(token)
    assert found is not None
    return feeds.etag_of(found, HERE, TODAY)


def test_the_description_tells_purpose_agenda_and_open_tasks(world: World) -> None:
    event = event_behind(subscribe(world.member, world.plan))

    assert event["DESCRIPTION"] == (
        "Wir vereinbaren die Themen.\n\n"
        "Tagesordnung:\n1. Begrüßung\n2. Vertrauliches\n\n"
        "Noch offen aus dieser Sitzung:\n– Räume suchen (bis 15. September 2017)\n\n"
        "Verbindlich ist die Einladung per E-Mail.\n\n"
        "Online teilnehmen: https://video.example.org/raum"
    )
    assert (event["COLOR"], event["CATEGORIES"].to_ical()) == ("steelblue", b"Peergroup")


def test_another_bodys_agenda_and_tasks_are_not_ours_to_tell(world: World) -> None:
    draft = ItemDraft(title="Kanarienvogel")
    world.council.external = False
    db.session.flush()
    meetings.add_item(world.sitting, draft, by=None, now=NOW)
    world.council.external = True
    db.session.commit()

    text = read(subscribe(world.office, world.plan, scope=FeedScope.PLAN)).body.decode()

    assert "Bildungsausschuss: Beratung" in text
    assert "Kanarienvogel" not in text
    assert "– Anhörung" not in text


def test_long_lists_are_cut_and_say_so(world: World) -> None:
    for number in range(40):
        make_task(world.plan, f"Schritt {number:02}", meeting=world.meeting)
    db.session.commit()

    description = str(event_behind(subscribe(world.member, world.plan))["DESCRIPTION"])

    assert "– Schritt 28" in description
    assert "– Schritt 29" not in description
    assert "… und 11 weitere" in description


@pytest.mark.parametrize(
    ("partstat", "words", "transp"),
    [
        (PartStat.NEEDS_ACTION, "Bitte antworten Sie bis Mittwoch, 22. März 2017.", "OPAQUE"),
        (PartStat.ACCEPTED, "Sie haben zugesagt.", "OPAQUE"),
        (PartStat.DECLINED, "Sie haben abgesagt.", "TRANSPARENT"),
    ],
)
def test_an_own_calendar_shows_the_own_answer_and_no_other_does(
    world: World, partstat: PartStat, words: str, transp: str
) -> None:
    world.invite(partstat)
    own = event_behind(subscribe(world.member, world.plan))
    group = event_behind(
        subscribe(world.member, world.plan, scope=FeedScope.GROUP, body=world.body)
    )

    assert words in own["DESCRIPTION"]
    assert own["TRANSP"] == transp
    assert words not in group["DESCRIPTION"]
    assert group["TRANSP"] == "OPAQUE"


def test_an_owed_answer_is_a_deadline_until_it_is_given(world: World) -> None:
    invited = world.invite()
    token = subscribe(world.member, world.plan)
    title = "Antwort erbeten: Peergroup: Auftakt am 29. März 2017"

    owed = event_behind(token, title)
    assert owed.decoded("DTSTART") == dt.date(2017, 3, 22)
    assert owed["UID"] == f"antwort-{world.meeting.uid}@wiedervorlage"
    assert title not in str(read(subscribe(world.member, world.plan, with_deadlines=False)).body)

    invited.partstat = PartStat.ACCEPTED
    db.session.commit()
    assert title not in read(token).body.decode()


def test_a_poll_is_a_deadline_for_those_it_asks_until_they_have_answered(world: World) -> None:
    july = make_meeting(
        world.cycle, world.body, held_on=None, month_on=dt.date(2017, 7, 1), title="Arbeitstreffen"
    )
    offers = [Offer(held_on=dt.date(2017, 7, day), begins=dt.time(14)) for day in (12, 19)]
    poll = polls.open_poll(july, offers, answer_by=dt.date(2017, 5, 12), by=None, now=NOW)
    db.session.commit()
    own, office = subscribe(world.member, world.plan), subscribe(world.office, world.plan)
    title = "Antwort erbeten: Termin für Peergroup: Arbeitstreffen"

    owed = event_behind(own, title)
    assert owed.decoded("DTSTART") == dt.date(2017, 5, 12)
    assert owed["UID"] == f"abstimmung-{poll.uid}@wiedervorlage"
    assert owed["URL"] == f"http://127.0.0.1:8000/sitzungen/abstimmungen/{poll.uid}"
    assert title not in read(office).body.decode()

    before, others = tag_of(own), tag_of(office)
    choices = {option.id: PollChoice.YES for option in poll.options}
    polls.answer(poll, world.person, choices, by=None, now=LATER)
    db.session.commit()

    assert tag_of(own) != before
    assert tag_of(office) == others
    assert title not in read(own).body.decode()


def test_a_round_is_a_deadline_until_it_is_answered(world: World) -> None:
    world.task.due_on = dt.date(2017, 12, 15)
    april = dt.date(2017, 4, 18)
    asking = RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=april, answer_by=april)
    own = subscribe(world.member, world.plan)
    before = tag_of(own)
    opened = rounds.open_round(world.plan, asking, by=None, now=NOW)
    db.session.commit()
    title = "Antwort erbeten: Stand zum 18. April 2017"

    assert tag_of(own) != before
    owed = event_behind(own, title)
    assert owed["UID"] == f"abfrage-{opened.uid}@wiedervorlage"
    assert owed["URL"] == f"http://127.0.0.1:8000/abfragen/{opened.uid}/meine-antworten"
    assert (owed.decoded("DTSTART"), owed["SEQUENCE"]) == (april, 0)
    assert title not in read(subscribe(world.office, world.plan)).body.decode()

    rounds.extend(opened, april + dt.timedelta(days=7), by=None, now=LATER)
    db.session.commit()
    longer = event_behind(own, title)
    assert (longer.decoded("DTSTART"), longer["SEQUENCE"]) == (dt.date(2017, 4, 25), 1)
    assert longer.decoded("DTSTAMP") == LATER

    before = tag_of(own)
    rounds.deliver(opened.requests, of=Speaker(channel=Channel.SIGNED), now=LATER)
    db.session.commit()
    assert tag_of(own) != before
    assert title not in read(own).body.decode()


def test_an_answer_changes_the_own_calendar_alone(world: World) -> None:
    invited = world.invite()
    own = subscribe(world.member, world.plan)
    others = [
        subscribe(world.member, world.plan, scope=FeedScope.PLAN),
        subscribe(world.office, world.plan),
        subscribe(world.office, world.plan, scope=FeedScope.PLAN),
    ]
    before, rest = tag_of(own), [tag_of(token) for token in others]

    invited.partstat = PartStat.DECLINED
    db.session.commit()

    assert tag_of(own) != before
    assert [tag_of(token) for token in others] == rest


def test_meetings_that_come_by_mail_can_be_left_out(world: World) -> None:
    token = subscribe(world.member, world.plan, with_invited=False, with_deadlines=False)
    assert "Peergroup: Auftakt" in str(read(token).body)

    world.invite()

    assert "Peergroup: Auftakt" not in str(read(token).body)
    assert "Peergroup: Auftakt" in str(read(subscribe(world.member, world.plan)).body)


def test_the_public_calendar_is_closed_until_the_office_opens_it(world: World) -> None:
    world.meeting.public = True
    db.session.commit()
    assert feeds.find_public("integrationsplan") is None

    feeds.open_public_calendar(world.plan, wanted=True, now=NOW)
    db.session.commit()
    event = event_behind(None)
    text = read(None).body.decode().replace("\r\n ", "")

    assert event["DESCRIPTION"] == ("Wir vereinbaren die Themen.\n\nTagesordnung:\n1. Begrüßung")
    for inner in ("Vertrauliches", "Räume", "video.example.org", "URL:", "Beratung", "CONFERENCE"):
        assert inner not in text
    assert world.person.name not in text
    assert feeds.find_public("anderswo") is None
    assert feeds.find_public("\0") is None

    feeds.open_public_calendar(world.plan, wanted=False, now=NOW)
    db.session.commit()
    assert feeds.find_public("integrationsplan") is None


def test_one_changed_meeting_among_many_costs_one_vevent(world: World) -> None:
    for number in range(40):
        make_meeting(world.cycle, world.body, title=f"Treffen {number}", position=number + 3)
    db.session.commit()
    token = subscribe(world.office, world.plan, scope=FeedScope.PLAN)
    first = read(token)
    second = read(token)
    assert (len(first.fresh), list(second.fresh)) == (44, [])
    assert second.body == first.body

    world.meeting.place = "Großer Sitzungssaal"
    db.session.commit()
    third = read(token)

    assert [one.meeting_id for one in third.fresh] == [world.meeting.id]
    assert third.body != first.body
    assert list(read(token).fresh) == []


def test_a_text_that_was_written_too_late_is_never_read(world: World) -> None:
    token = subscribe(world.member, world.plan)
    stale = read(token).fresh
    world.meeting.place = "Großer Sitzungssaal"
    db.session.commit()
    new = read(token).body

    with db.engine.begin() as connection:
        feeds.keep(connection, stale)

    assert "Großer Sitzungssaal" in new.decode()
    assert read(token).body == new


def test_another_address_of_the_installation_writes_all_texts_anew(world: World) -> None:
    token = subscribe(world.member, world.plan)
    kept = read(token).fresh
    moved = replace(HERE, base_url="https://plan.example.org")

    assert len(read(token, moved).fresh) == len(kept)
    assert b"https://plan.example.org/sitzungen/" in read(token, moved).body
    assert b"127.0.0.1" not in read(token, moved).body


def test_kept_texts_go_with_their_meeting(world: World) -> None:
    spare = make_meeting(world.cycle, world.body, title="Zuviel", position=9)
    db.session.commit()
    read(subscribe(world.member, world.plan))

    db.session.delete(spare)
    db.session.commit()

    left = db.session.scalars(sa.select(FeedComponent.meeting_id)).all()
    assert spare.id not in left
    assert world.meeting.id in left


def test_the_moment_of_a_deed_is_the_last_change(world: World) -> None:
    token = subscribe(world.member, world.plan)
    found = feeds.find(token)
    assert found is not None
    assert found.calendar_changed_at == NOW

    meetings.set_date(
        world.meeting, When(held_on=dt.date(2017, 4, 5), begins=dt.time(14)), by=None, now=LATER
    )
    db.session.commit()

    assert read(token).changed_at == LATER
    assert event_behind(token).decoded("DTSTAMP") == LATER


def test_an_item_of_the_agenda_is_a_change_of_its_meeting(world: World) -> None:
    token = subscribe(world.member, world.plan)
    version = world.meeting.version
    before = tag_of(token)
    second = agenda(world.meeting)[1]

    meetings.move_item(second, up=True, by=None, now=LATER)
    db.session.commit()

    event = event_behind(token)
    assert tag_of(token) != before
    assert "2. Vertrauliches\n1. Begrüßung" in event["DESCRIPTION"]
    assert (event["SEQUENCE"], event.decoded("LAST-MODIFIED")) == (0, LATER)
    assert world.meeting.version == version


@pytest.mark.parametrize(
    ("held_on", "month_on", "last"),
    [
        (dt.date(2017, 2, 27), None, dt.date(2017, 3, 23)),
        (dt.date(2017, 3, 29), None, dt.date(2017, 3, 29)),
        (None, dt.date(2017, 7, 1), dt.date(2017, 7, 31)),
    ],
)
def test_a_cancelled_meeting_stays_thirty_days_or_until_its_date_has_passed(
    world: World, held_on: dt.date | None, month_on: dt.date | None, last: dt.date
) -> None:
    # Cancelled on 20 February at half past eleven at night in UTC: the 21st in Berlin.
    called_off = make_meeting(
        world.cycle,
        world.body,
        held_on,
        month_on,
        title="Abgeblasen",
        position=8,
        state=MeetingState.CANCELLED,
        cancelled_at=dt.datetime(2017, 2, 20, 23, 30, tzinfo=dt.UTC),
    )
    db.session.commit()
    found = feeds.find(subscribe(world.member, world.plan))
    assert found is not None

    shown = [
        b"Abgeblasen" in (feeds.text_of(found, HERE, day) or CalendarText(b"", NOW)).body
        for day in (last, last + dt.timedelta(days=1))
    ]

    assert called_off.cancelled
    assert shown == [True, False]


BAD = {
    "breaks": "Zeile eins\r\nX-EVIL:1\nZeile drei",
    "controls": "a\x07b\x1bc",
    "right to left": "Treffen \u202eadversus\u202c اجتماع",
    "long": "ä" * 10_000,
    "unwritable": "\x07",
}


def test_no_record_however_bad_breaks_the_calendar(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for number, (title, words) in enumerate(BAD.items()):
        world.body.name = world.body.name if title != "unwritable" else "\x07"
        make_meeting(
            world.cycle,
            world.body,
            title=words if db.engine.dialect.name == "sqlite" else words[:200],
            purpose=words,
            position=number + 3,
        )
    db.session.commit()

    body = read(subscribe(world.member, world.plan)).body

    found = Calendar.from_ical(body).events
    assert len(found) == 1 + 4 + 1  # the kickoff, those that can be written, the task
    assert b"\nX-EVIL" not in body
    assert caplog.text.count("skipped") == 1
