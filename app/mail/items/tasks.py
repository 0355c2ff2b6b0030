"""What a reminder says of tasks, worded from the day of writing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.spoken import day_of_month, long_day
from app.language import gettext as _
from app.mail.items.wording import SUBJECT_CHARACTERS, capital, distance


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
            return _("Fällig in %(days)s Tagen: %(title)s", days=self.days, title=self.title)
        return capital(
            _("%(distance)s fällig: %(title)s", distance=distance(self.days), title=self.title)
        )

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
        return _("Wiedervorlage: %(title)s", title=self.title)

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
        short = _("Bitte um Rückmeldung: %(title)s", title=self.title)
        full = short + _(" (fällig war %(day)s)", day=day_of_month(self.due_on))
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
        return _("Bitte benennen Sie eine Person: %(title)s", title=self.title)


@dataclass(frozen=True, kw_only=True)
class UnassignedItem:
    """A task that nobody does, for the office."""

    days: int  # calendar days from the day of writing to the day it was entered: 0 or negative
    title: str
    entered_on: dt.date
    due_on: dt.date | None
    organisation: str | None
    url: str

    @property
    def subject(self) -> str:
        return _("Aufgabe ohne Person: %(title)s", title=self.title)

    @property
    def entered(self) -> str:
        return long_day(self.entered_on)

    @property
    def due(self) -> str | None:
        return long_day(self.due_on) if self.due_on else None
