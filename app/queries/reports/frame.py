"""For which meeting of the committee and which day a report is put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.domain.local_time import local_instant
from app.domain.reports.committee import AnnexLine
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reports import ReportPart

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """For which meeting and day a report is made; `words` are texts in place of proposals.

    A draft may be begun long before its day: what lies ahead of `today` has not happened.
    """

    meeting: Meeting
    title: str
    reporting_on: dt.date
    compared_on: dt.date | None
    today: dt.date
    words: Mapping[ReportPart, str] = field(default_factory=dict)
    annexes: Sequence[AnnexLine] = ()

    @property
    def plan(self) -> Plan:
        return self.meeting.plan

    @property
    def known_on(self) -> dt.date:
        """The last day of which something can be told."""
        return min(self.reporting_on, self.today)

    @property
    def ends_at(self) -> dt.datetime:
        """The instant at which the reporting date is over."""
        return local_instant(self.reporting_on + DAY, dt.time(), ZoneInfo(self.plan.timezone))

    @property
    def since(self) -> dt.date:
        """From when on results count: the date compared with, else the year's beginning."""
        return self.compared_on or dt.date(self.meeting.cycle.year, 1, 1) - DAY
