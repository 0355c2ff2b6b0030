"""Letters about date polls: asking for an answer, asking once more, and telling how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_date

from app.domain import polls as law
from app.domain.days import local_day
from app.domain.local_time import end_of_day, local_instant
from app.domain.preferences import TOPIC_OF, left_out
from app.domain.reminders import Recipient
from app.domain.wording import long_day, time_span
from app.mail import letters
from app.mail.items import SUBJECT_CHARACTERS, short_date
from app.models.meetings import DatePoll, Meeting, PollOption
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from app.queries import polls as queries
from app.queries import preferences
from app.queries import reminders as directories
from app.services.outbox.drafts import Draft, NotWanted, Setting, plan_of, signature, stop_page
from app.services.outbox.items import page
from app.services.outbox.posting import enqueue

INVITATION, REMINDER, CLOSED = "poll_invitation", "poll_reminder", "poll_closed"
PURPOSE = "poll"
REMIND_DAYS, REMIND_AT = 3, dt.time(9, 0)
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


def remind_of_polls(plan: Plan, *, now: dt.datetime) -> int:
    """Ask those once more who have not answered three days before the end; how many new letters.

    Also invites who has joined a group since its poll was opened. The keys prevent a second
    letter; a poll opened after the threshold has asked lately enough.
    """
    new = 0
    for poll in queries.open_in(plan):
        until = _end_of(poll.answer_by, poll)
        if now >= until:
            continue
        new += queue_poll_invitations(poll, now=now)
        threshold = remind_at(poll)
        if poll.opened_at <= threshold <= now:
            owing = _owing(poll, now)
            new += _queue(REMINDER, poll, owing, now=now, due_at=threshold, useful_until=until)
    return new


@dataclass(frozen=True, kw_only=True)
class AskedAgain:
    """A reminder that the clock would send to somebody who has not answered by now."""

    at: dt.datetime
    poll: DatePoll
    recipient: Recipient

    @property
    def subject(self) -> str:
        return _asking_headline(REMINDER, self.poll)

    @property
    def dedup_key(self) -> str:
        return _key(REMINDER, self.poll, self.recipient)


def foreseen_polls(
    plan: Plan, begin: dt.datetime, end: dt.datetime, *, now: dt.datetime
) -> list[AskedAgain]:
    """The reminders of open polls whose threshold lies in this time, as answers stand `now`."""
    polls = [poll for poll in queries.open_in(plan) if begin <= remind_at(poll) < end]
    return [
        AskedAgain(at=remind_at(poll), poll=poll, recipient=recipient)
        for poll in polls
        if poll.opened_at <= remind_at(poll)
        for recipient in _wanting(poll, now)
    ]


def remind_at(poll: DatePoll) -> dt.datetime:
    """When those who have not answered are asked once more."""
    day = poll.answer_by - dt.timedelta(days=REMIND_DAYS)
    return local_instant(day, REMIND_AT, ZoneInfo(poll.meeting.plan.timezone))


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
    due_at: dt.datetime | None = None,
) -> int:
    asked = list(recipients)
    unwanted = _left_out(kind, poll, asked, now)
    new = 0
    for recipient in asked:
        reason = unwanted.get(recipient.key)
        letter_id = enqueue(
            dedup_key=_key(kind, poll, recipient),
            kind=kind,
            object_type="poll",
            object_uid=poll.uid,
            recipient=recipient,
            now=now,
            state=LetterState.CANCELLED if reason else LetterState.DUE,
            reason=reason,
            finished_at=now if reason else None,
            due_at=due_at,
            plan_id=poll.meeting.plan.id,
            useful_until=useful_until,
        )
        new += letter_id is not None and reason is None
    return new


def _key(kind: str, poll: DatePoll, recipient: Recipient) -> str:
    return f"{kind}|{poll.uid}|{recipient.key}"


def _reached(meeting: Meeting, now: dt.datetime) -> list[Recipient]:
    """Each member who is asked and can be reached, once."""
    plan = meeting.plan
    people = queries.people_asked(meeting, local_day(now, plan))
    known = directories.directory(plan, now, *people).reachable
    return [known[person.id] for person in people if person.id in known]


def _owing(poll: DatePoll, now: dt.datetime) -> list[Recipient]:
    answered = queries.answered_in([poll.id])
    return [one for one in _reached(poll.meeting, now) if (poll.id, one.actor_id) not in answered]


def _wanting(poll: DatePoll, now: dt.datetime) -> list[Recipient]:
    owing = _owing(poll, now)
    unwanted = _left_out(REMINDER, poll, owing, now)
    return [recipient for recipient in owing if recipient.key not in unwanted]


def _left_out(
    kind: str, poll: DatePoll, recipients: list[Recipient], now: dt.datetime
) -> dict[str, str]:
    """Who does not want a letter of the kind, and why."""
    if kind not in TOPIC_OF:
        return {}
    today = local_day(now, poll.meeting.plan)
    reasons = {
        key: left_out(wishes, kind, today)
        for key, wishes in preferences.by_recipient(recipients).items()
    }
    return {key: reason for key, reason in reasons.items() if reason is not None}


def asking(letter: OutboxLetter, setting: Setting) -> Draft:
    """An invitation or a reminder; it does not go to whoever has answered meanwhile."""
    poll = _poll(letter)
    if not law.is_open(poll):
        raise NotWanted("outdated")
    recipient = _recipient(letter, _reached(poll.meeting, setting.now))
    if (poll.id, recipient.actor_id) in queries.answered_in([poll.id]):
        raise NotWanted("answered")
    unwanted = _left_out(letter.kind, poll, [recipient], setting.now).get(recipient.key)
    if unwanted is not None:
        raise NotWanted(unwanted)
    return Draft(
        recipient=recipient,
        automatic=letter.kind == REMINDER,
        unsubscribe_url=stop_page(letter.kind, recipient, setting),
        thread=f"wiedervorlage-{poll.meeting.uid}",
        words=lambda: letters.render(
            letter.kind,
            signature=signature(plan_of(letter), setting, recipient, kind=letter.kind),
            headline=_asking_headline(letter.kind, poll),
            name=recipient.name,
            body=poll.meeting.body.name,
            title=poll.meeting.title,
            month=_month(poll),
            options=[_option_words(option) for option in poll.options],
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
            when=_option_words(chosen) if chosen else None,
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


def _option_words(option: PollOption) -> str:
    return f"{long_day(option.held_on)}, {time_span(option.begins, option.ends)}"


def _month(poll: DatePoll) -> str | None:
    """ "Juli", where a month is known."""
    first = poll.meeting.month_on
    return format_date(first, "LLLL", locale="de") if first else None


def _asking_headline(kind: str, poll: DatePoll) -> str:
    first = kind == INVITATION
    start = "Terminabstimmung: " if first else "Bitte noch antworten: "
    month = f" im {name}" if (name := _month(poll)) else ""
    end = f"{month} – {'Antwort ' if first else ''}bis {short_date(poll.answer_by)}"
    return start + _shortened(poll, start, end) + end


def _result_headline(poll: DatePoll, chosen: PollOption | None) -> str:
    start = "Termin steht fest: " if chosen else "Abstimmung zurückgezogen: "
    end = f" am {short_date(chosen.held_on)}" if chosen else ""
    return start + _shortened(poll, start, end) + end


def _shortened(poll: DatePoll, start: str, end: str) -> str:
    return letters.shorten(poll.meeting.body.name, SUBJECT_CHARACTERS - len(start) - len(end))


def _end_of(day: dt.date, poll: DatePoll) -> dt.datetime:
    return end_of_day(day, ZoneInfo(poll.meeting.plan.timezone))
