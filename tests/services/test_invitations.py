"""Inviting, moving, cancelling: who gets which letter, exactly once, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from email.message import EmailMessage

import pytest
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.meetings import When, when_of
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body, Membership
from app.models.meetings import Attendee, Meeting, MeetingState, PartStat
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from app.queries import invitations as queries
from app.services import feeds, groups, invitations, meetings
from app.services.meetings import ItemDraft, MeetingDraft
from tests.conftest import StepClock
from tests.ical.readers import Component, read_by_hand, read_with_vobject
from tests.jobs.conftest import script  # noqa: F401  a relay on loopback
from tests.jobs.letters import dispatch, letters
from tests.mail.relays import Script
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
ANSWER_BY = dt.date(2017, 3, 22)
APRIL = When(held_on=dt.date(2017, 4, 5), begins=dt.time(14), ends=dt.time(16, 30))
S = LetterState


class World:
    """A kickoff on 29 March 2017 with three people, and one whom no letter reaches."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan)
        self.office = make_office(self.plan)
        self.anna: Account = make_account(self.plan, "Anna Muster", email="anna@example.org")
        self.bela: Account = make_account(self.plan, "Bela Muster", email="bela@example.org")
        self.guest = make_person(self.plan, "Carla Ohne Konto", email="carla@example.org")
        self.mute = make_person(self.plan, "Dora Ohne Adresse")
        people = [person_of(self.anna), person_of(self.bela), self.guest, self.mute]
        self.memberships: list[Membership] = [join(self.body, person) for person in people]
        self.meeting: Meeting = make_meeting(
            make_cycle(self.plan), self.body, place="Großer Saal", access_note="Stufenlos."
        )
        save(self.meeting)
        meetings.invite_members(self.meeting, by=None, now=NOW)
        save()

    def send(self) -> int:
        new = invitations.send(self.meeting, answer_by=ANSWER_BY, by=None, now=NOW)
        save()
        return new

    def move(self, when: When, *, now: dt.datetime = NOW) -> None:
        meetings.set_date(self.meeting, when, by=None, now=now)
        save()

    def relocate(self, place: str) -> None:
        draft = MeetingDraft(title=self.meeting.title, body=self.body, place=place)
        meetings.edit_meeting(self.meeting, draft, by=None, now=NOW)
        save()

    def cancel(self, *, now: dt.datetime = NOW) -> None:
        meetings.cancel(self.meeting, "Zu viele sind krank.", by=None, now=now)
        save()

    def answer(self, account: Account, partstat: PartStat) -> None:
        meetings.answer(self.meeting, person_of(account), partstat, by=None, now=NOW)
        save()


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(NOW)
    return World()


def sent_to(script: Script) -> Counter[str]:  # noqa: F811
    return Counter(envelope.rcpt_tos[0] for envelope in script.accepted)


def kinds(state: LetterState) -> Counter[tuple[str, str]]:
    return Counter((letter.kind, letter.address) for letter in letters() if letter.state is state)


def calendar_of(letter: EmailMessage) -> Component:
    (part,) = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    return read_by_hand(body)


def story(script: Script, address: str) -> list[tuple[str, int, str]]:  # noqa: F811
    """METHOD, SEQUENCE and day of each calendar message to the address, in order."""
    found = []
    for envelope, letter in zip(script.accepted, script.letters, strict=True):
        if envelope.rcpt_tos == [address]:
            calendar = calendar_of(letter)
            (event,) = calendar.all("VEVENT")
            day = event.value("DTSTART")[:8]
            found.append((calendar.value("METHOD"), int(event.value("SEQUENCE")), day))
    return found


def test_it_invites_everybody_who_can_be_reached_with_one_letter(world: World) -> None:
    assert world.send() == 3

    assert world.meeting.state is MeetingState.INVITED
    assert (world.meeting.invited_at, world.meeting.answer_by_on) == (NOW, ANSWER_BY)
    assert kinds(S.DUE) == {
        ("invitation", "anna@example.org"): 1,
        ("invitation", "bela@example.org"): 1,
        ("invitation", "carla@example.org"): 1,
    }


def test_before_it_is_sent_it_says_whom_no_letter_reaches(world: World) -> None:
    audience = queries.audience(world.meeting, NOW)

    assert [person.name for person in audience.reached] == [
        "Anna Muster",
        "Bela Muster",
        "Carla Ohne Konto",
    ]
    assert [person.name for person in audience.unreached] == ["Dora Ohne Adresse"]


def test_it_is_sent_once(world: World) -> None:
    world.send()

    with pytest.raises(RuleBroken, match="schon versendet"):
        world.send()
    db.session.rollback()
    assert len(letters()) == 3


@pytest.mark.parametrize(
    ("answer_by", "sentence"),
    [
        (dt.date(2017, 2, 28), "in der Vergangenheit"),
        (dt.date(2017, 3, 30), "vor der Sitzung"),
    ],
)
def test_an_answer_by_day_that_cannot_be_is_refused(
    world: World, answer_by: dt.date, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        invitations.send(world.meeting, answer_by=answer_by, by=None, now=NOW)


def test_without_a_day_nobody_is_invited(world: World) -> None:
    world.move(When(month_on=dt.date(2017, 7, 1)))

    with pytest.raises(RuleBroken, match="zuerst den Tag"):
        world.send()


def test_a_meeting_behind_us_invites_nobody(world: World) -> None:
    later = dt.datetime(2017, 3, 29, 12, 30, tzinfo=dt.UTC)

    with pytest.raises(RuleBroken, match="begonnen"):
        invitations.send(world.meeting, answer_by=dt.date(2017, 3, 29), by=None, now=later)


def test_a_draft_that_moves_or_falls_writes_to_nobody(world: World) -> None:
    world.move(APRIL)
    world.cancel()

    assert letters() == []


def test_who_joins_later_is_invited_by_itself(world: World) -> None:
    world.send()
    new = make_person(world.plan, "Emil Neu", email="emil@example.org")
    save(new)

    draft = groups.MembershipDraft(person=new, from_on=dt.date(2017, 3, 1))
    groups.add_member(world.body, draft, by=None, now=NOW + dt.timedelta(days=1))
    save()

    assert kinds(S.DUE)["invitation", "emil@example.org"] == 1
    assert len(letters()) == 4


def test_a_move_reaches_everybody_once_also_who_declined(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.answer(world.anna, PartStat.DECLINED)
    script.accepted.clear()

    world.move(APRIL)
    dispatch(app)
    dispatch(app)

    assert sent_to(script) == {
        "anna@example.org": 1,
        "bela@example.org": 1,
        "carla@example.org": 1,
    }
    assert {str(letter["Subject"]) for letter in script.letters} == {
        "Neuer Termin: Peergroup am 5. April (bisher 29. März)"
    }


def test_another_room_is_told_to_those_who_may_come(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.answer(world.anna, PartStat.DECLINED)
    world.answer(world.bela, PartStat.ACCEPTED)
    script.accepted.clear()

    world.relocate("Kleiner Saal")
    dispatch(app)

    assert sent_to(script) == {"bela@example.org": 1, "carla@example.org": 1}
    text = script.letters[0].get_body(("plain",))
    assert text is not None
    assert "Ort: Kleiner Saal (bisher: Großer Saal)" in text.get_content()
    assert "Ihre Antwort bleibt gespeichert: Sie nehmen teil" in text.get_content()


def test_a_cancellation_reaches_everybody_who_was_told_and_nobody_else(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.answer(world.anna, PartStat.DECLINED)
    script.accepted.clear()

    world.cancel()
    dispatch(app)

    assert sent_to(script) == {
        "anna@example.org": 1,
        "bela@example.org": 1,
        "carla@example.org": 1,
    }
    assert {letter.priority for letter in letters() if letter.kind == "meeting_cancelled"} == {0}


def test_what_has_not_left_the_house_is_taken_back_by_the_deed(world: World) -> None:
    world.send()

    world.cancel()

    assert [letter.state for letter in letters()] == [S.CANCELLED] * 3


def test_who_was_not_reached_before_a_move_gets_the_invitation_to_the_new_day(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()

    world.move(APRIL)
    dispatch(app)

    assert kinds(S.CANCELLED)["invitation", "anna@example.org"] == 1
    assert story(script, "anna@example.org") == [("REQUEST", 1, "20170405")]
    assert script.letters[0]["Subject"] == "Einladung: Peergroup am Mittwoch, 5. April 2017"


def test_two_moves_in_a_row_make_one_letter_that_names_the_day_people_know(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    script.accepted.clear()

    world.move(APRIL)
    world.move(When(held_on=dt.date(2017, 4, 12), begins=dt.time(10)))
    dispatch(app)

    assert sent_to(script)["anna@example.org"] == 1
    assert script.letters[0]["Subject"] == "Neuer Termin: Peergroup am 12. April (bisher 29. März)"


def test_the_sequence_rises_through_the_whole_story_and_is_the_feeds(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.move(APRIL)
    dispatch(app)
    world.relocate("Kleiner Saal")
    dispatch(app)
    world.cancel()
    dispatch(app)
    meetings.restore(world.meeting, by=None, now=NOW)
    save()
    dispatch(app)
    world.send()
    dispatch(app)

    assert story(script, "anna@example.org") == [
        ("REQUEST", 0, "20170329"),
        ("REQUEST", 1, "20170405"),
        ("REQUEST", 2, "20170405"),
        ("CANCEL", 3, "20170405"),
        ("REQUEST", 4, "20170405"),
    ]
    assert world.meeting.sequence == 4


def test_a_letter_says_of_the_meeting_what_every_calendar_says(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    meetings.add_item(world.meeting, ItemDraft(title="Begrüßung"), by=None, now=NOW)
    save()
    world.send()
    dispatch(app)
    world.move(APRIL)
    dispatch(app)
    here = feeds.Installation(base_url="http://127.0.0.1:8000", mail_from="post@example.org")

    (letter,) = calendar_of(script.letters[-1]).all("VEVENT")
    file = feeds.file_of([world.meeting], world.plan, here)
    (entry,) = read_by_hand(file).all("VEVENT")

    same = [name for name, _ in entry.lines if not name.startswith(("DTSTAMP", "ORGANIZER"))]
    same.remove("DESCRIPTION")  # the invitation need not say that it is what is binding
    assert {"UID", "SEQUENCE", "SUMMARY", "LOCATION", "LAST-MODIFIED", "COLOR", "URL"} < {*same}
    for name in same:
        assert dict(letter.lines)[name] == dict(entry.lines)[name]
    assert entry.value("DESCRIPTION").startswith(letter.value("DESCRIPTION"))
    assert "1. Begrüßung" in letter.value("DESCRIPTION")


def test_a_day_that_is_taken_back_is_cancelled_in_calendars_and_may_be_set_again(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)

    world.move(When(month_on=dt.date(2017, 7, 1)))
    dispatch(app)

    assert world.meeting.state is MeetingState.PLANNED
    assert story(script, "carla@example.org")[-1] == ("CANCEL", 1, "20170329")
    assert script.letters[-1]["Subject"] == "Termin entfällt: Peergroup am 29. März 2017"


def test_whoever_is_taken_off_the_list_is_told_and_reads_nothing_new(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    script.accepted.clear()

    groups.end_membership(world.memberships[0], dt.date(2017, 4, 2), by=None, now=NOW)
    save()
    dispatch(app)
    assert script.accepted == []  # still a member on the day of the meeting

    world.move(APRIL)
    dispatch(app)

    assert story(script, "anna@example.org") == [("CANCEL", 1, "20170329")]
    (letter,) = [
        one
        for envelope, one in zip(script.accepted, script.letters, strict=True)
        if envelope.rcpt_tos == ["anna@example.org"]
    ]
    text = letter.get_body(("plain",))
    assert text is not None
    assert "5. April" not in text.get_content()
    assert "Sie stehen nicht mehr auf der Liste" in text.get_content()


def test_a_locked_account_hears_nothing_more(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    world.anna.active = False
    save()

    dispatch(app)

    assert sent_to(script)["anna@example.org"] == 0
    assert kinds(S.CANCELLED)["invitation", "anna@example.org"] == 1


def test_a_restored_meeting_does_not_frighten_those_who_had_not_heard(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    script.accepted.clear()

    world.cancel()
    meetings.restore(world.meeting, by=None, now=NOW)
    save()
    assert {one.state for one in letters() if one.kind == "meeting_cancelled"} == {S.CANCELLED}
    dispatch(app)

    assert script.accepted == []
    assert world.meeting.state is MeetingState.PLANNED


def test_a_reminder_tells_too_so_a_move_is_told_without_a_calendar_entry(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
    clock: StepClock,
) -> None:
    from app.services import outbox

    make_agenda_item(world.meeting)
    clock.set(dt.datetime(2017, 3, 22, 8, tzinfo=dt.UTC))
    outbox.plan_reminders(host="127.0.0.1", now=dt.datetime(2017, 3, 20, 8, tzinfo=dt.UTC))
    db.session.commit()
    outbox.plan_reminders(host="127.0.0.1", now=clock.now)
    db.session.commit()
    assert dispatch(app) == 3
    script.accepted.clear()

    world.move(APRIL, now=clock.now)
    dispatch(app)

    assert sent_to(script)["anna@example.org"] == 1
    assert script.letters[0]["Subject"] == "Neuer Termin: Peergroup am 5. April (bisher 29. März)"
    assert "text/calendar" not in [part.get_content_type() for part in script.letters[0].walk()]


def test_the_whole_letter_has_the_layout_that_calendars_understand(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    raw = bytes(script.accepted[0].content or b"")
    letter = script.letters[0]

    assert max(raw) < 128
    assert max(len(line) for line in raw.split(b"\r\n")) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
        "application/pdf",
    ]
    calendar, attachment = list(letter.walk())[-3:-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert attachment.get_filename() == "einladung.ics"
    assert attachment.get_param("name") == "einladung.ics"
    assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True)
    assert letter["To"] == "Anna Muster <anna@example.org>"
    assert letter["Content-Language"] == "de"
    assert letter["Auto-Submitted"] is None
    assert letter["List-Unsubscribe"] is None


def test_the_calendar_inside_names_one_person_and_the_sender(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    letter = script.letters[0]

    calendar = calendar_of(letter)
    (event,) = calendar.all("VEVENT")

    assert calendar.value("METHOD") == "REQUEST"
    assert [zone.value("TZID") for zone in calendar.all("VTIMEZONE")] == ["Europe/Berlin"]
    assert calendar.values("X-WR-CALNAME") == calendar.values("REFRESH-INTERVAL") == []
    assert event.value("UID") == f"sitzung-{world.meeting.uid}@wiedervorlage"
    assert event.values("ATTENDEE") == ["mailto:anna@example.org"]
    (head,) = [head for head, _ in event.lines if head.startswith("ATTENDEE")]
    assert {"PARTSTAT=NEEDS-ACTION", "RSVP=TRUE", "CUTYPE=INDIVIDUAL"} <= set(head.split(";"))
    assert event.value("ORGANIZER") == "mailto:geschaeftsstelle@example.org"
    assert "geschaeftsstelle@example.org" in str(letter["From"])
    assert event.value("DTSTAMP") == "20170301T090000Z"
    assert event.value("STATUS") == "CONFIRMED"


def test_a_reader_that_trusts_the_zone_block_sees_the_right_hour(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    (part,) = [p for p in script.letters[0].walk() if p.get_content_type() == "text/calendar"]
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)

    assert read_with_vobject(body) == {
        f"sitzung-{world.meeting.uid}@wiedervorlage": (
            "Peergroup: Auftakt",
            "2017-03-29T12:00:00+00:00",
            "2017-03-29T14:30:00+00:00",
        )
    }


def test_a_cancellation_says_so_outside_and_inside(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.cancel()
    dispatch(app)
    letter = script.letters[-1]

    (part,) = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    calendar = calendar_of(letter)
    (event,) = calendar.all("VEVENT")

    assert part.get_param("method") == calendar.value("METHOD") == "CANCEL"
    assert event.value("STATUS") == "CANCELLED"
    assert event.value("SUMMARY") == "Abgesagt: Peergroup: Auftakt"
    assert len(event.values("ATTENDEE")) == len(event.values("ORGANIZER")) == 1
    assert letter["Subject"] == "Abgesagt: Peergroup am 29. März 2017"
    text = letter.get_body(("plain",))
    assert text is not None
    assert "Grund: Zu viele sind krank." in text.get_content()


def test_it_sends_the_same_bytes_again_after_a_lost_reply(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
    clock: StepClock,
) -> None:
    world.send()
    script.answers["data"] = ["drop after acceptance", "250 ok"]

    for _ in range(4):
        dispatch(app)
        clock.advance(minutes=30)

    copies = Counter(bytes(envelope.content or b"") for envelope in script.accepted)
    assert sorted(copies.values()) == [1, 1, 2]


def rows() -> list[Attendee]:
    return list(db.session.query(Attendee))


def outbox_of(meeting: Meeting) -> list[OutboxLetter]:
    return [letter for letter in letters() if letter.object_uid == meeting.uid]


def test_everything_of_a_deed_is_kept_or_nothing(world: World) -> None:
    when = when_of(world.meeting)
    invitations.send(world.meeting, answer_by=ANSWER_BY, by=None, now=NOW)
    db.session.rollback()

    assert outbox_of(world.meeting) == []
    assert world.meeting.state is MeetingState.PLANNED
    assert when_of(world.meeting) == when
    assert len(rows()) == 4
