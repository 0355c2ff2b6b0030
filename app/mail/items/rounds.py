"""What a reminder says of status rounds and goals, worded from the day of writing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.spoken import day_of_month, long_day
from app.language import N_
from app.language import gettext as _
from app.mail.items.wording import SUBJECT_CHARACTERS
from app.models.rounds import Occasion

PURPOSES = {
    Occasion.COMMITTEE: (N_("Bericht an den Ausschuss"), N_("Bericht")),
    Occasion.HALF_YEAR: (N_("Stand zum Halbjahr"), N_("Halbjahr")),
    Occasion.WORKING: (N_("Stand vor dem Arbeitstreffen"), N_("Arbeitstreffen")),
}


def contribution_subject(start: str, answer_by: dt.date, purpose: tuple[str, str]) -> str:
    """ "Bitte um Zuarbeit bis 16. Oktober: Bericht an den Ausschuss", shorter where it is long."""
    subject = start + _(" bis %(until)s: ", until=day_of_month(answer_by))
    long, short = map(_, purpose)
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
        return contribution_subject(_("Noch offen: Zuarbeit"), self.answer_by, self.purpose)

    @property
    def heading(self) -> str:
        return _(self.purpose[0])

    @property
    def left(self) -> str:
        if self.owed == 1:
            return _("Ein Punkt ist noch offen.")
        return _("%(owed)s Punkte sind offen.", owed=self.owed)

    @property
    def until(self) -> str:
        return long_day(self.answer_by)


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
        return _("Wiedervorlage: Ziel %(key)s %(title)s", key=self.key, title=self.title)

    @property
    def heading(self) -> str:
        return _("Ziel %(key)s: %(title)s", key=self.key, title=self.title)

    @property
    def when(self) -> str:
        return long_day(self.on)
