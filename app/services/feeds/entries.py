"""From rows to the entries of a calendar: whose they are, what they are called, what they tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.wording import day_of_year, long_day
from app.ical.entries import Day, DeadlineEntry, MeetingEntry, Month, Span, When
from app.ical.feed import FeedHead
from app.ical.uids import answer_uid, meeting_uid, poll_uid, round_uid, task_uid
from app.models.feeds import FeedScope
from app.models.meetings import DatePrecision, MeetingState, PartStat
from app.queries.feeds import (
    DeadlineRow,
    MeetingRow,
    Owed,
    PollRow,
    RoundRow,
    Subscription,
    TaskRow,
)

# Names of CSS3 (RFC 7986 5.9) with the same for Apple.
COLOURS = (
    ("teal", "#007F7F"),
    ("steelblue", "#4682B4"),
    ("darkolivegreen", "#556B2F"),
    ("indianred", "#CD5C5C"),
    ("slateblue", "#6A5ACD"),
    ("peru", "#CD853F"),
)
BINDING = "Verbindlich ist die Einladung per E-Mail."
LATE = "Änderungen erscheinen im abonnierten Kalender oft erst nach einigen Stunden."
ANSWERS = {
    PartStat.ACCEPTED: "Sie haben zugesagt.",
    PartStat.TENTATIVE: "Sie haben „Vielleicht“ geantwortet.",
    PartStat.DECLINED: "Sie haben abgesagt.",
    PartStat.DELEGATED: "Für Sie kommt eine Vertretung.",
}
MOST_LINES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What of the settings shows in a calendar."""

    base_url: str
    mail_from: str


def meeting_entry(
    row: MeetingRow, zone: ZoneInfo, base_url: str, *, answer: str = "", binding: str = BINDING
) -> MeetingEntry:
    """What every calendar says of a meeting; the invitation itself need not say what is binding.

    `answer` is the reader's own (PARTSTAT), empty where the calendar is not one person's.
    """
    parts = (row.purpose, row.access_note, _agenda(row), _tasks(row.tasks), _answer(row, answer))
    return MeetingEntry(
        uid=meeting_uid(row.uid),
        sequence=row.sequence,
        title=_title_of(row),
        created_at=row.created_at,
        changed_at=row.changed_at,
        when=_when(row, zone),
        cancelled_at=row.cancelled_at,
        blocks=answer != PartStat.DECLINED,
        location=row.place or "",
        online_url=row.online_url or "",
        category=row.body_name,
        colour=colour_of(row.body_id)[0],
        description="\n\n".join(part for part in (*parts, binding) if part),
        url=f"{base_url}/sitzungen/{row.uid}",
    )


def public_entry(row: MeetingRow, zone: ZoneInfo) -> MeetingEntry:
    """What everybody may know: no link to pages that ask for a sign-in, no video address."""
    parts = (row.purpose, _agenda(row, public=True))
    return MeetingEntry(
        uid=meeting_uid(row.uid),
        sequence=row.sequence,
        title=_title_of(row),
        created_at=row.created_at,
        changed_at=row.changed_at,
        when=_when(row, zone),
        cancelled_at=row.cancelled_at,
        location=row.place or "",
        category=row.body_name,
        colour=colour_of(row.body_id)[0],
        description="\n\n".join(part for part in parts if part),
    )


def deadline_entry(row: DeadlineRow, base_url: str) -> DeadlineEntry:
    """The day on which a task is due."""
    agreed = f"Vereinbart: {row.due_label} ({long_day(row.due_on)})" if row.due_label else ""
    return DeadlineEntry(
        uid=task_uid(row.uid),
        sequence=row.sequence,
        what="Fällig",
        title=row.title,
        created_at=row.created_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        category="Aufgabe",
        description=agreed,
        url=f"{base_url}/aufgaben/{row.uid}",
    )


def owed_entries(owed: Owed, base_url: str) -> Iterator[DeadlineEntry]:
    """The days until which answers are wanted."""
    yield from (_invitation_entry(row, base_url) for row in owed.invitations)
    yield from (_poll_entry(row, base_url) for row in owed.polls)
    yield from (_round_entry(row, base_url) for row in owed.rounds)


def _invitation_entry(row: MeetingRow, base_url: str) -> DeadlineEntry:
    assert row.answer_by_on is not None
    assert row.held_on is not None
    return _wanted(
        uid=answer_uid(row.uid),
        title=f"{_title_of(row)} am {day_of_year(row.held_on)}",
        until=row.answer_by_on,
        description="Bitte sagen Sie bis heute, ob Sie kommen.",
        url=f"{base_url}/sitzungen/{row.uid}",
        since=(row.created_at, row.changed_at, row.sequence),
    )


def _poll_entry(row: PollRow, base_url: str) -> DeadlineEntry:
    """What a poll asks and until when never changes: a new question is a new poll."""
    return _wanted(
        uid=poll_uid(row.uid),
        title=f"Termin für {_title_of(row)}",
        until=row.answer_by,
        description="Bitte sagen Sie bis heute, an welchen Tagen Sie können.",
        url=f"{base_url}/sitzungen/abstimmungen/{row.uid}",
        since=(row.opened_at, row.opened_at, 0),
    )


def _round_entry(row: RoundRow, base_url: str) -> DeadlineEntry:
    return _wanted(
        uid=round_uid(row.uid),
        title=f"Stand zum {day_of_year(row.reporting_on)}",
        until=row.answer_by,
        description="Bitte sagen Sie bis heute, wie es um Ihre Ziele und Aufgaben steht.",
        url=f"{base_url}/abfragen/{row.uid}/meine-antworten",
        since=(row.opened_at, row.changed_at, row.sequence),
    )


def _wanted(
    *,
    uid: str,
    title: str,
    until: dt.date,
    description: str,
    url: str,
    since: tuple[dt.datetime, dt.datetime, int],
) -> DeadlineEntry:
    """An answer that is wanted until a day; `since` is when it was made, changed, and how often."""
    created_at, changed_at, sequence = since
    return DeadlineEntry(
        uid=uid,
        sequence=sequence,
        what="Antwort erbeten",
        title=title,
        created_at=created_at,
        changed_at=changed_at,
        due_on=until,
        category="Antwort",
        description=description,
        url=url,
    )


def head_of(feed: Subscription) -> FeedHead:
    """Name and colour of the calendar; the office's words only, nobody's name (R74)."""
    parts = {
        FeedScope.OWN: "meine Termine",
        FeedScope.PLAN: "alle Termine",
        None: "öffentliche Termine",
    }
    part = feed.body_name if feed.body_name else parts[feed.scope]
    colour, colour_hex = colour_of(feed.body_id)
    hint = f"{LATE} {BINDING}" if feed.scope else LATE
    return FeedHead(
        name=f"{feed.plan_title} – {part}",
        description=f"Sitzungen und Fristen. {hint}" if feed.with_deadlines else hint,
        colour=colour,
        colour_hex=colour_hex,
    )


def colour_of(body_id: int | None) -> tuple[str, str]:
    """The colour of a group, the same in every calendar."""
    return COLOURS[(body_id or 0) % len(COLOURS)]


def _title_of(row: MeetingRow | PollRow) -> str:
    """A calendar holds many things: the title alone ("Auftakt") would not say whose it is."""
    if row.body_name.casefold() in row.title.casefold():
        return row.title
    return f"{row.body_name}: {row.title}"


def _when(row: MeetingRow, zone: ZoneInfo) -> When:
    if row.precision is DatePrecision.MONTH and row.month_on is not None:
        return Month(row.month_on.year, row.month_on.month)
    if row.held_on is None:
        raise ValueError("a meeting without any date has no place in a calendar")
    if row.begins is None:
        return Day(row.held_on)
    begins = dt.datetime.combine(row.held_on, row.begins, zone)
    ends = dt.datetime.combine(row.held_on, row.ends, zone) if row.ends else None
    return Span(begins, ends)


def _agenda(row: MeetingRow, *, public: bool = False) -> str:
    if row.cancelled_at is not None:
        return ""
    items = [f"{_number(one.number)} {one.title}" for one in row.agenda if one.public or not public]
    return _list("Tagesordnung:", items)


def _number(number: str) -> str:
    return f"{number}." if number.isdigit() else number


def _tasks(tasks: Sequence[TaskRow]) -> str:
    return _list("Noch offen aus dieser Sitzung:", [f"– {_task(task)}" for task in tasks])


def _task(task: TaskRow) -> str:
    until = task.due_label or (f"bis {day_of_year(task.due_on)}" if task.due_on else "")
    return f"{task.title} ({until})" if until else task.title


def _list(heading: str, lines: Sequence[str]) -> str:
    return "\n".join((heading, *_shortened(lines))) if lines else ""


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"… und {len(lines) - MOST_LINES} weitere"


def _answer(row: MeetingRow, answer: str) -> str:
    if not answer or row.cancelled_at is not None:
        return ""
    if answer != PartStat.NEEDS_ACTION:
        return ANSWERS[PartStat(answer)]
    if row.state is not MeetingState.INVITED or row.answer_by_on is None:
        return ""
    return f"Bitte antworten Sie bis {long_day(row.answer_by_on)}."
