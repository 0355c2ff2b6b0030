"""How far the demo's year is: papers on the agenda, a poll that runs, minutes of what has been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from app.documents.document import Document, Paragraph
from app.documents.word import docx_of
from app.domain.holidays import is_working_day, school_holiday
from app.domain.polls import Offer
from app.extensions import db
from app.language import GERMAN
from app.models.meetings import AgendaItem, Attendance, DatePoll, Meeting, PollChoice
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import minutes as queries
from app.services import meetings, minutes, outbox, polls, proposals, reports
from app.services.demo.meetings import WORKING_MONTHS
from app.services.demo.scene import World
from app.services.demo.work import ABSENT, PAPERS, POLL_ANSWERS, RESULTS, DemoPaper
from app.services.files import Upload
from app.services.minutes import Entry, presence_of

DAY = dt.timedelta(days=1)
BASELINE = dt.date(2017, 2, 20)  # of the stock-taking that the demo's plan holds
WEDNESDAY, OFFERED = 2, 3
TIME_TO_ANSWER = 21 * DAY
PUBLISHED_AFTER, OBJECTIONS = 5 * DAY, 14 * DAY
BEGINS, ENDS = dt.time(14, 0), dt.time(16, 30)
CHOICES = {"+": PollChoice.YES, "o": PollChoice.IF_NEED_BE, "-": PollChoice.NO}


def bring_up_to_date(world: World) -> None:
    """What a visitor would find today: papers, a poll, minutes, a draft; nobody gets a letter."""
    kickoff, by, now = world.meetings["kickoff"], world.office, world.now
    assert kickoff.held_on is not None
    _hang_papers(kickoff, by=by, now=now)
    for key, _month in WORKING_MONTHS:
        if _ask_for_a_day(world.meetings[key], world.actors, by=by, now=now):
            break
    if kickoff.held_on < now.date():
        _take_minutes(kickoff, world.actors, by=by, now=now)
    reports.begin_bilanz(world.plan, BASELINE, None, by=by, now=now)
    _hold_back_letters(world.plan, now=now)


def _hang_papers(kickoff: Meeting, *, by: int, now: dt.datetime) -> None:
    """One paper that is public and one for the group."""
    items = _items(kickoff)
    for paper in PAPERS:
        upload = Upload(name=f"{paper.title}.docx", content=docx_of(_document(paper, kickoff, now)))
        meetings.add_papers(items[paper.item], [upload], public=paper.public, by=by, now=now)


def _ask_for_a_day(
    meeting: Meeting, actors: Mapping[str, Actor], *, by: int, now: dt.datetime
) -> DatePoll | None:
    """Up to three Wednesdays of its month, answered by some; None when the month is too near."""
    offers, answer_by = _offers(meeting), now.date() + TIME_TO_ANSWER
    if not offers or offers[0].held_on <= answer_by:
        return None
    poll = polls.open_poll(meeting, offers, answer_by=answer_by, by=by, now=now)
    for key, marks in POLL_ANSWERS:
        choices = {option.id: CHOICES[marks[place]] for place, option in enumerate(poll.options)}
        polls.answer(poll, actors[key], choices, by=by, now=now, on_behalf=True)
    return poll


def _take_minutes(
    meeting: Meeting, actors: Mapping[str, Actor], *, by: int, now: dt.datetime
) -> None:
    """Minutes of a meeting that lies behind `now`, as far as they would be by now."""
    assert meeting.held_on is not None
    met = dt.datetime.combine(meeting.held_on, ENDS, tzinfo=now.tzinfo)
    items = _items(meeting)
    for key, text, outcome in RESULTS:
        minutes.save_text(items[key], text, parent_id=None, by=by, now=met)
        proposals.record_outcome(items[key], outcome, by=by, now=met)
    _note_presence(meeting, {actors[key].id for key in ABSENT}, by=by, now=met)
    published = met + PUBLISHED_AFTER
    until = (published + OBJECTIONS).date()
    if now >= published:
        minutes.publish(meeting, until, by=by, now=published)
    if now >= published + OBJECTIONS + DAY:
        minutes.approve(meeting, by=by, now=published + OBJECTIONS + DAY)


def _hold_back_letters(plan: Plan, *, now: dt.datetime) -> None:
    """What the demo's own deeds would have written to people is never sent."""
    waiting = select(OutboxLetter.object_uid).where(
        OutboxLetter.plan_id == plan.id, OutboxLetter.state == LetterState.DUE
    )
    for uid in db.session.scalars(waiting.distinct()).all():
        outbox.cancel_unsent(uid, reason="demo", now=now)


def _note_presence(meeting: Meeting, absent: set[int], *, by: int, now: dt.datetime) -> None:
    entries = []
    for one in queries.attendance(meeting):
        seen = presence_of(one)
        came = Attendance.EXCUSED if one.person_id in absent else Attendance.PRESENT
        wanted = replace(seen, attendance=came)
        entries.append(Entry(person_id=one.person_id, seen=seen, wanted=wanted))
    minutes.take_attendance(meeting, entries, by=by, now=now)


def _items(meeting: Meeting) -> dict[str | None, AgendaItem]:
    """The items by the line of the template they were taken from."""
    found = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    return {item.template_key: item for item in found}


def _offers(meeting: Meeting) -> list[Offer]:
    """The first working Wednesdays of the meeting's month outside the school holidays."""
    first, region = meeting.month_on, meeting.plan.holiday_region
    if first is None:
        return []
    days = [first + number * DAY for number in range(31)]
    suitable = [
        day
        for day in days
        if day.month == first.month
        and day.weekday() == WEDNESDAY
        and is_working_day(day, region)
        and not school_holiday(day, region)
    ]
    return [Offer(held_on=day, begins=BEGINS, ends=ENDS) for day in suitable[:OFFERED]]


def _document(paper: DemoPaper, meeting: Meeting, now: dt.datetime) -> Document:
    return Document(
        title=paper.title,
        author=meeting.plan.office_name,
        day=now.date(),
        preline=meeting.title,
        blocks=[Paragraph(text=text) for text in paper.paragraphs],
        language=GERMAN,
    )
