"""Narrows the list of letters."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from app.domain.spoken import short_day
from app.language import lazy_gettext as _l
from app.models.outbox import LetterState
from app.models.plans import Plan
from app.queries import letters as queries
from app.web.forms.fields import DayField
from app.web.forms.filters import Choice, FilterForm
from app.web.letters.words import KIND_WORDS, STATE_WORDS


class LetterFilterForm(FilterForm):
    """By words of name, address or subject, by state, kind, meeting and day."""

    stand = Choice(_l("Stand"))
    art = Choice(_l("Art"))
    sitzung = Choice(_l("Sitzung"))
    tag = DayField(_l("Fällig am"))

    def __init__(self, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        counts = queries.counts(plan.id)
        self["stand"].offer(
            (state.value, f"{words[0]} ({counts.get(state, 0)})")
            for state, words in STATE_WORDS.items()
        )
        self["art"].offer((kind, KIND_WORDS.get(kind, kind)) for kind in queries.kinds(plan.id))
        self["sitzung"].offer(
            (str(meeting.uid), f"{short_day(meeting.held_on)} {meeting.title}")
            for meeting in queries.meetings_written_of(plan.id)
            if meeting.held_on
        )

    @property
    def told(self) -> list[tuple[str, str]]:
        day = self["tag"].data
        return super().told + ([(str(self["tag"].label.text), short_day(day))] if day else [])

    @property
    def further(self) -> bool:
        return super().further or self["tag"].data is not None

    def wanted(self, plan: Plan) -> queries.Filter:
        return queries.Filter(
            words=self.search,
            state=LetterState(self["stand"].word) if self["stand"].word else None,
            kind=self["art"].word,
            meeting=self["sitzung"].word,
            day=self["tag"].data,
            zone=ZoneInfo(plan.timezone),
        )
