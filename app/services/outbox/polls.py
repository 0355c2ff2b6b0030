"""Letters about date polls: asking for an answer, and telling how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from app.domain import polls as law
from app.domain.days import local_day
from app.domain.local_time import end_of_day
from app.domain.polls import PURPOSE
from app.domain.reminders import Recipient
from app.domain.spoken import day_of_month
from app.language import gettext as _
from app.mail import letters
from app.mail.items import SUBJECT_CHARACTERS, poll_month, shorten
from app.models.meetings import DatePoll, Meeting, PollOption
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import polls as queries
from app.queries import reminders as directories
from app.services.outbox.drafts import Draft, NotWanted, Setting, plan_of, signature
from app.services.outbox.items import option_words, page
from app.services.outbox.posting import enqueue_all

INVITATION, CLOSED = "poll_invitation", "poll_closed"
TELL_DAYS = 30  # how long it is worth a letter that nobody need answer any more


def queue_poll_invitations(poll: DatePoll, *, now: dt.datetime) -> int:
    """Ask every member who can be reached, each once whatever happens; how many new letters."""
    until = _end_of(poll.answer_by, poll)
    return _queue(INVITATION, poll, _reached(poll.meeting, now), now=now, useful_until=until)


def queue_poll_results(poll: DatePoll, *, now: dt.datetime) -> int:
    """Tell every member who can be reached how the poll ended; how many new letters."""
    chosen = _chosen(poll)
    until = _end_of(chosen.held_on, poll) if chosen else now + dt.timedelta(days=TELL_DAYS)
    return _queue(CLOSED, poll, _reached(poll.meeting, now), now=now, useful_until=until)


def invite_newcomers(plan: Plan, *, now: dt.datetime) -> int:
    """Invite whoever has joined a group since its poll was opened; how many new letters."""
    asking = [poll for poll in queries.open_in(plan) if now < _end_of(poll.answer_by, poll)]
    return sum(queue_poll_invitations(poll, now=now) for poll in asking)


def poll_reach(meeting: Meeting, *, now: dt.datetime) -> int:
    """How many people letters about a poll of the meeting reach."""
    return len(_reached(meeting, now))


def _queue(
    kind: str,
    poll: DatePoll,
    recipients: Iterable[Recipient],
    *,
    now: dt.datetime,
    useful_until: dt.datetime,
) -> int:
    rows = [
        {
            "dedup_key": f"{kind}|{poll.uid}|{recipient.key}",
            "kind": kind,
            "object_type": "poll",
            "object_uid": poll.uid,
            "recipient": recipient,
            "plan_id": poll.meeting.plan.id,
            "useful_until": useful_until,
        }
        for recipient in recipients
    ]
    return enqueue_all(rows, now=now)


def _reached(meeting: Meeting, now: dt.datetime) -> list[Recipient]:
    """Each member who is asked and can be reached, once."""
    plan = meeting.plan
    people = queries.people_asked(meeting, local_day(now, plan))
    known = directories.directory(plan, now, *people).reachable
    return [known[person.id] for person in people if person.id in known]


def asking(letter: OutboxLetter, setting: Setting) -> Draft:
    """The invitation; it does not go to whoever has answered meanwhile."""
    poll = _poll(letter)
    if not law.is_open(poll):
        raise NotWanted("outdated")
    recipient = _recipient(letter, _reached(poll.meeting, setting.now))
    if (poll.id, recipient.actor_id) in queries.answered_in([poll.id]):
        raise NotWanted("answered")
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{poll.meeting.uid}",
        words=lambda: letters.render(
            INVITATION,
            signature=signature(plan_of(letter), setting, recipient),
            headline=_asking_headline(poll),
            name=recipient.name,
            body=poll.meeting.body.name,
            title=poll.meeting.title,
            month=_month(poll),
            options=[option_words(option) for option in poll.options],
            answer_by=poll.answer_by,
            note=poll.note,
            url=setting.signed_page(PURPOSE, poll=poll.id, person=recipient.actor_id or 0),
        ),
    )


def result(letter: OutboxLetter, setting: Setting) -> Draft:
    """How the poll ended; not when the meeting has gone another way since."""
    poll = _poll(letter)
    chosen, meeting = _chosen(poll), poll.meeting
    moved = chosen is not None and meeting.held_on != chosen.held_on
    if poll.closed_at is None or meeting.cancelled or moved:
        raise NotWanted("outdated")
    recipient = _recipient(letter, _reached(poll.meeting, setting.now))
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{meeting.uid}",
        words=lambda: letters.render(
            CLOSED,
            signature=signature(plan_of(letter), setting, recipient),
            headline=_result_headline(poll, chosen),
            name=recipient.name,
            body=meeting.body.name,
            title=meeting.title,
            month=_month(poll),
            when=option_words(chosen) if chosen else None,
            place=meeting.place,
            online_url=meeting.online_url,
            url=page(setting.base_url, meeting) if recipient.account_id else None,
        ),
    )


def _poll(letter: OutboxLetter) -> DatePoll:
    poll = queries.by_uid(letter.object_uid)
    if poll is None:
        raise NotWanted("outdated")
    return poll


def _recipient(letter: OutboxLetter, reached: list[Recipient]) -> Recipient:
    for recipient in reached:
        if recipient.actor_id == letter.actor_id:
            return recipient
    raise NotWanted("not_reachable")


def _chosen(poll: DatePoll) -> PollOption | None:
    return next((option for option in poll.options if option.chosen), None)


def _month(poll: DatePoll) -> str | None:
    return poll_month(poll.meeting.month_on)


def _asking_headline(poll: DatePoll) -> str:
    start = _("Terminabstimmung: ")
    month = _(" im %(month)s", month=name) if (name := _month(poll)) else ""
    end = month + _(" – Antwort bis %(until)s", until=day_of_month(poll.answer_by))
    return start + _shortened(poll, start, end) + end


def _result_headline(poll: DatePoll, chosen: PollOption | None) -> str:
    start = _("Termin steht fest: ") if chosen else _("Abstimmung zurückgezogen: ")
    end = _(" am %(day)s", day=day_of_month(chosen.held_on)) if chosen else ""
    return start + _shortened(poll, start, end) + end


def _shortened(poll: DatePoll, start: str, end: str) -> str:
    return shorten(poll.meeting.body.name, SUBJECT_CHARACTERS - len(start) - len(end))


def _end_of(day: dt.date, poll: DatePoll) -> dt.datetime:
    return end_of_day(day, ZoneInfo(poll.meeting.plan.timezone))
