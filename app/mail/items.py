"""What a reminder speaks of: meetings, tasks and deadlines, worded from the day of writing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date

from app.domain.wording import clock_time, long_day, time_span
from app.models.rounds import Occasion

SUBJECT_CHARACTERS = 60


def short_date(day: dt.date) -> str:
    """ "29. März", for subjects."""
    return format_date(day, "d. MMMM", locale="de")


def distance(days: int) -> str:
    """How far away a day is: "heute", "morgen", "in einer Woche", "in 5 Tagen", "seit 2 Tagen"."""
    fixed = {-1: "seit gestern", 0: "heute", 1: "morgen", 7: "in einer Woche", 14: "in zwei Wochen"}
    if days in fixed:
        return fixed[days]
    return f"in {days} Tagen" if days > 0 else f"seit {-days} Tagen"


def _opening(days: int) -> str:
    words = distance(days)
    return words[0].upper() + words[1:]


@dataclass(frozen=True, kw_only=True)
class MeetingItem:
    """A meeting to come, for somebody who takes part."""

    days: int  # calendar days from the day of writing to the meeting
    body: str
    title: str
    held_on: dt.date
    begins: dt.time | None
    ends: dt.time | None
    place: str | None
    online_url: str | None
    access_note: str | None
    url: str

    @property
    def subject(self) -> str:
        if self.days > 1:
            return f"Erinnerung: {self.body} {distance(self.days)} ({short_date(self.held_on)})"
        when = clock_time(self.begins) if self.begins else short_date(self.held_on)
        subject = f"{_opening(self.days)}: {self.body}, {when}"
        for part in (self.place or "").split(","):  # as much of the place as can be said in full
            longer = f"{subject}, {part.strip()}"
            if not part.strip() or len(longer) > SUBJECT_CHARACTERS:
                break
            subject = longer
        return subject

    @property
    def heading(self) -> str:
        return self.body if self.title == self.body else f"{self.body}: {self.title}"

    @property
    def when(self) -> str:
        return ", ".join(
            part for part in (long_day(self.held_on), time_span(self.begins, self.ends)) if part
        )

    @property
    def where(self) -> str:
        known = [part for part in (self.place, self.online_url) if part]
        if known:
            return " oder ".join(known)
        return "Ort folgt" if self.begins else "Uhrzeit und Ort folgen"

    @property
    def distance(self) -> str:
        return distance(self.days)


@dataclass(frozen=True, kw_only=True)
class AnswerItem:
    """An invitation that somebody has not answered yet."""

    days: int  # calendar days from the day of writing to the answer-by day
    body: str
    title: str
    held_on: dt.date
    begins: dt.time | None
    ends: dt.time | None
    answer_by: dt.date
    url: str

    @property
    def subject(self) -> str:
        meeting = f"{self.body} am {short_date(self.held_on)}"
        return f"Bitte antworten Sie bis {short_date(self.answer_by)}: {meeting}"

    @property
    def heading(self) -> str:
        return self.body if self.title == self.body else f"{self.body}: {self.title}"

    @property
    def when(self) -> str:
        return ", ".join(
            part for part in (long_day(self.held_on), time_span(self.begins, self.ends)) if part
        )

    @property
    def until(self) -> str:
        return long_day(self.answer_by)


PURPOSES = {
    Occasion.COMMITTEE: ("Bericht an den Ausschuss", "Bericht"),
    Occasion.HALF_YEAR: ("Stand zum Halbjahr", "Halbjahr"),
    Occasion.WORKING: ("Stand vor dem Arbeitstreffen", "Arbeitstreffen"),
}


def contribution_subject(start: str, answer_by: dt.date, purpose: tuple[str, str]) -> str:
    """ "Bitte um Zuarbeit bis 16. Oktober: Bericht an den Ausschuss", shorter where it is long."""
    subject = f"{start} bis {short_date(answer_by)}: "
    long, short = purpose
    return subject + (long if len(subject + long) <= SUBJECT_CHARACTERS else short)


@dataclass(frozen=True, kw_only=True)
class ContributionItem:
    """A status round that waits for somebody's contribution."""

    days: int  # calendar days from the day of writing to the answer-by day
    purpose: tuple[str, str]  # what it is for, and the same in a word
    answer_by: dt.date
    owed: int  # how many goals and tasks are left
    url: str

    @property
    def subject(self) -> str:
        return contribution_subject("Noch offen: Zuarbeit", self.answer_by, self.purpose)

    @property
    def heading(self) -> str:
        return self.purpose[0]

    @property
    def left(self) -> str:
        return "Ein Punkt ist noch offen." if self.owed == 1 else f"{self.owed} Punkte sind offen."

    @property
    def until(self) -> str:
        return long_day(self.answer_by)


@dataclass(frozen=True, kw_only=True)
class TaskItem:
    """A task somebody is accountable for, or that the office follows up."""

    days: int
    title: str
    due_on: dt.date
    due_label: str | None
    goals: tuple[str, ...]  # "7.4 Imame und Gemeinden einbeziehen"
    responsible: str | None  # named when the letter goes to somebody else in its stead
    url: str

    @property
    def subject(self) -> str:
        if self.days > 1:
            return f"Fällig in {self.days} Tagen: {self.title}"
        return f"{_opening(self.days)} fällig: {self.title}"

    @property
    def when(self) -> str:
        day = long_day(self.due_on)
        return f"{day} ({self.due_label})" if self.due_label else day

    @property
    def distance(self) -> str:
        return distance(self.days)


@dataclass(frozen=True, kw_only=True)
class AgainItem:
    """A task that was put off until a day that has come."""

    days: int  # calendar days from the day of writing to the date: 0, or negative when late
    title: str
    on: dt.date
    reason: str  # why it was put off
    goals: tuple[str, ...]
    responsible: str | None  # named when the letter goes to somebody else in its stead
    url: str

    @property
    def subject(self) -> str:
        return f"Wiedervorlage: {self.title}"

    @property
    def when(self) -> str:
        return long_day(self.on)


@dataclass(frozen=True, kw_only=True)
class OverdueItem:
    """A task whose day is over and of which nobody has said how it stands."""

    days: int  # calendar days from the day of writing to the due day: negative
    title: str
    due_on: dt.date
    due_label: str | None
    goals: tuple[str, ...]
    responsible: str | None  # named when the letter goes to somebody else in its stead
    url: str

    @property
    def subject(self) -> str:
        short = f"Bitte um Rückmeldung: {self.title}"
        full = f"{short} (fällig war {short_date(self.due_on)})"
        return full if len(full) <= SUBJECT_CHARACTERS else short

    @property
    def when(self) -> str:
        day = long_day(self.due_on)
        return f"{day} ({self.due_label})" if self.due_label else day


@dataclass(frozen=True, kw_only=True)
class NamingItem:
    """A task for which an organisation has not named a person yet."""

    days: int
    title: str
    organisation: str
    url: str

    @property
    def subject(self) -> str:
        return f"Bitte benennen Sie eine Person: {self.title}"


@dataclass(frozen=True, kw_only=True)
class DeadlineItem:
    """A step of the office or the minute-taker towards or after a meeting."""

    days: int
    label: str
    on: dt.date
    body: str
    held_on: dt.date
    url: str

    @property
    def subject(self) -> str:
        short = f"{_opening(self.days)}: {self.label}"
        full = f"{short} ({self.body} am {short_date(self.held_on)})"
        return full if len(full) <= SUBJECT_CHARACTERS else short

    @property
    def meeting(self) -> str:
        return f"{self.body} am {long_day(self.held_on)}"

    @property
    def when(self) -> str:
        return (
            f"{distance(self.days)}, {long_day(self.on)}" if self.days >= 0 else long_day(self.on)
        )


@dataclass(frozen=True, kw_only=True)
class MinutesItem:
    """A draft of minutes that is late."""

    days: int  # calendar days from the day of writing to the day it was due: negative
    body: str
    title: str
    held_on: dt.date
    due_on: dt.date
    note: str  # why the letter goes to the office, if it does
    url: str

    @property
    def subject(self) -> str:
        return f"Protokoll fehlt: {self.body} vom {short_date(self.held_on)}"

    @property
    def heading(self) -> str:
        return self.body if self.title == self.body else f"{self.body}: {self.title}"

    @property
    def when(self) -> str:
        return long_day(self.held_on)

    @property
    def due(self) -> str:
        return f"{long_day(self.due_on)} ({distance(self.days)})"


@dataclass(frozen=True, kw_only=True)
class GoalItem:
    """A goal that comes back to the office on its resubmission date."""

    days: int  # calendar days from the day of writing to the date: 0, or negative when late
    key: str
    title: str
    on: dt.date
    url: str

    @property
    def subject(self) -> str:
        return f"Wiedervorlage: Ziel {self.key} {self.title}"

    @property
    def heading(self) -> str:
        return f"Ziel {self.key}: {self.title}"

    @property
    def when(self) -> str:
        return long_day(self.on)


Item = (
    MeetingItem
    | AnswerItem
    | ContributionItem
    | TaskItem
    | AgainItem
    | OverdueItem
    | NamingItem
    | DeadlineItem
    | MinutesItem
    | GoalItem
)


def most_important_first(items: list[Item]) -> list[Item]:
    """What is nearest first, in the order in which they stand here; then what is over."""
    kinds = (
        MeetingItem,
        AnswerItem,
        ContributionItem,
        TaskItem,
        AgainItem,
        NamingItem,
        DeadlineItem,
        MinutesItem,
        GoalItem,
        OverdueItem,
    )
    return sorted(
        items,
        key=lambda item: (
            isinstance(item, OverdueItem),
            item.days,
            kinds.index(type(item)),
            item.subject,
        ),
    )
