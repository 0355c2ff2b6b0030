"""What a reminder says of meetings, worded from the day of writing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.spoken import clock_time, day_of_month, long_day, time_span
from app.language import gettext as _
from app.mail.items.wording import (
    SUBJECT_CHARACTERS,
    distance,
    opening,
    poll_month,
    shorten,
)


@dataclass(frozen=True, kw_only=True)
class OfMeeting:
    """Something about a meeting, named by whose it is."""

    body: str
    title: str

    @property
    def heading(self) -> str:
        return self.body if self.title == self.body else f"{self.body}: {self.title}"


@dataclass(frozen=True, kw_only=True)
class OnItsDay(OfMeeting):
    """Something about a meeting that has its day."""

    held_on: dt.date
    begins: dt.time | None
    ends: dt.time | None

    @property
    def when(self) -> str:
        return ", ".join(
            part for part in (long_day(self.held_on), time_span(self.begins, self.ends)) if part
        )


@dataclass(frozen=True, kw_only=True)
class MeetingItem(OnItsDay):
    """A meeting to come, for somebody who takes part."""

    days: int  # calendar days from the day of writing to the meeting
    place: str | None
    online_url: str | None
    access_note: str | None
    url: str

    @property
    def subject(self) -> str:
        if self.days > 1:
            return _(
                "Erinnerung: %(body)s %(distance)s (%(day)s)",
                body=self.body,
                distance=distance(self.days),
                day=day_of_month(self.held_on),
            )
        when = clock_time(self.begins) if self.begins else day_of_month(self.held_on)
        subject = f"{opening(self.days)}: {self.body}, {when}"
        for part in (self.place or "").split(","):  # as much of the place as can be said in full
            longer = f"{subject}, {part.strip()}"
            if not part.strip() or len(longer) > SUBJECT_CHARACTERS:
                break
            subject = longer
        return subject

    @property
    def where(self) -> str:
        known = [part for part in (self.place, self.online_url) if part]
        if known:
            return _(" oder ").join(known)
        return _("Ort folgt") if self.begins else _("Uhrzeit und Ort folgen")

    @property
    def distance(self) -> str:
        return distance(self.days)


@dataclass(frozen=True, kw_only=True)
class AnswerItem(OnItsDay):
    """An invitation that somebody has not answered yet."""

    days: int  # calendar days from the day of writing to the answer-by day
    answer_by: dt.date
    url: str

    @property
    def subject(self) -> str:
        return _(
            "Bitte antworten Sie bis %(until)s: %(body)s am %(day)s",
            until=day_of_month(self.answer_by),
            body=self.body,
            day=day_of_month(self.held_on),
        )

    @property
    def until(self) -> str:
        return long_day(self.answer_by)


@dataclass(frozen=True, kw_only=True)
class PollItem(OfMeeting):
    """A date poll that somebody has not answered yet."""

    days: int  # calendar days from the day of writing to the answer-by day
    month_on: dt.date | None
    options: tuple[str, ...]  # "Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr"
    answer_by: dt.date
    url: str

    @property
    def subject(self) -> str:
        start = _("Bitte noch antworten: ")
        month = _(" im %(month)s", month=self.month) if self.month else ""
        end = month + _(" – bis %(until)s", until=day_of_month(self.answer_by))
        return start + shorten(self.body, SUBJECT_CHARACTERS - len(start) - len(end)) + end

    @property
    def month(self) -> str | None:
        return poll_month(self.month_on)

    @property
    def until(self) -> str:
        return long_day(self.answer_by)


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
        short = f"{opening(self.days)}: {self.label}"
        meeting = _("%(body)s am %(day)s", body=self.body, day=day_of_month(self.held_on))
        full = f"{short} ({meeting})"
        return full if len(full) <= SUBJECT_CHARACTERS else short

    @property
    def meeting(self) -> str:
        return _("%(body)s am %(day)s", body=self.body, day=long_day(self.held_on))

    @property
    def when(self) -> str:
        return (
            f"{distance(self.days)}, {long_day(self.on)}" if self.days >= 0 else long_day(self.on)
        )


@dataclass(frozen=True, kw_only=True)
class AgendaItem(OfMeeting):
    """A meeting to come without an agenda."""

    days: int  # calendar days from the day of writing to the meeting
    held_on: dt.date
    url: str

    @property
    def subject(self) -> str:
        return _(
            "Tagesordnung fehlt: %(body)s am %(day)s",
            body=self.body,
            day=day_of_month(self.held_on),
        )

    @property
    def when(self) -> str:
        return f"{long_day(self.held_on)} ({distance(self.days)})"


@dataclass(frozen=True, kw_only=True)
class MinutesItem(OfMeeting):
    """A draft of minutes that is late."""

    days: int  # calendar days from the day of writing to the day it was due: negative
    held_on: dt.date
    due_on: dt.date
    note: str  # why the letter goes to the office, if it does
    url: str

    @property
    def subject(self) -> str:
        return _(
            "Protokoll fehlt: %(body)s vom %(day)s",
            body=self.body,
            day=day_of_month(self.held_on),
        )

    @property
    def when(self) -> str:
        return long_day(self.held_on)

    @property
    def due(self) -> str:
        return f"{long_day(self.due_on)} ({distance(self.days)})"
