"""The nouns of a calendar: what stands in a feed, before anybody thinks of iCalendar."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another (aware); an end that nobody has set stays None."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A known day whose time is still to come."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class Month:
    """A month without a day; nobody invents one."""

    year: int
    month: int

    @property
    def first_on(self) -> dt.date:
        """The place of the entry in a calendar, which is no date of the meeting."""
        return dt.date(self.year, self.month, 1)


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
    """A meeting, known to the minute, to the day or to the month, or called off.

    `colour` is a name of CSS3; `blocks` says whether its reader means to be there.
    """

    when: When
    confirmed: bool = True
    cancelled_at: dt.datetime | None = None
    location: str = ""
    online_url: str = ""
    category: str = ""
    colour: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineEntry(CalendarEntry):
    """The last day for something that is to be done; it takes no time of that day.

    `what` stands before the title: "Fällig", "Antwort erbeten".
    """

    what: str
    due_on: dt.date
    category: str = ""
