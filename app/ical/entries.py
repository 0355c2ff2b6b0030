"""The nouns of a calendar: what stands in a feed, before anybody thinks of iCalendar."""

import calendar
import datetime as dt
from dataclasses import dataclass

from app.ical.timezone import BERLIN

KEPT_AFTER_CANCELLATION = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another (aware); an end that nobody has set stays None."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None = None

    @property
    def last_on(self) -> dt.date:
        """The local day on which it is over."""
        return (self.ends_at or self.starts_at).astimezone(BERLIN).date()


@dataclass(frozen=True, slots=True)
class Day:
    """A known day whose time is still to come."""

    on: dt.date

    @property
    def last_on(self) -> dt.date:
        """The day itself."""
        return self.on


@dataclass(frozen=True, slots=True)
class Month:
    """A month without a day; nobody invents one."""

    year: int
    month: int

    @property
    def first_on(self) -> dt.date:
        """The place of the entry in a calendar, which is no date of the meeting."""
        return dt.date(self.year, self.month, 1)

    @property
    def last_on(self) -> dt.date:
        """The last day of the month."""
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


When = Span | Day | Month


@dataclass(frozen=True, slots=True)
class Organizer:
    """The functional mailbox in whose name a calendar is published; never a person."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """What every entry has.

    `changed_at` is the last change, never the time of writing: equal entries have equal octets.
    """

    uid: str
    sequence: int
    title: str
    created_at: dt.datetime
    changed_at: dt.datetime
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEntry(CalendarEntry):
    """A meeting, known to the minute, to the day or to the month, or called off."""

    when: When
    confirmed: bool = True
    cancelled_at: dt.datetime | None = None
    location: str = ""
    online_url: str = ""
    category: str = ""

    def is_shown_on(self, today: dt.date) -> bool:
        """Say whether it stands in a feed.

        Called off, it stays for 30 days or until its date has passed, whichever is later: what
        simply vanishes leaves people unsure.
        """
        if self.cancelled_at is None:
            return True
        kept_until = self.cancelled_at.astimezone(BERLIN).date() + KEPT_AFTER_CANCELLATION
        return today <= max(kept_until, self.when.last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineEntry(CalendarEntry):
    """The day on which a task is due."""

    due_on: dt.date
