"""Deadlines of a meeting, counted from its day by rules that are data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.holidays import school_holiday, working_day_after, working_day_before
from app.models.meetings import Addressee, DeadlineRule, Direction, Meeting, MeetingScope


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """One default rule, before it becomes a row."""

    scope: MeetingScope
    key: str
    label: str
    days: int
    direction: Direction
    addressee: Addressee = Addressee.OFFICE


def _own(
    key: str, label: str, days: int, direction: Direction, addressee: Addressee = Addressee.OFFICE
) -> RuleDraft:
    return RuleDraft(
        scope=MeetingScope.OWN,
        key=key,
        label=label,
        days=days,
        direction=direction,
        addressee=addressee,
    )


def _external(key: str, label: str, days: int) -> RuleDraft:
    return RuleDraft(
        scope=MeetingScope.EXTERNAL,
        key=key,
        label=label,
        days=days,
        direction=Direction.SENDING,
    )


DEFAULT_RULES = (
    _own("save_the_date", "Termin vorankündigen", -56, Direction.SENDING),
    _own("call_for_topics", "Themen erfragen", -42, Direction.SENDING),
    _own("dispatch", "Einladung mit Unterlagen versenden", -14, Direction.SENDING),
    _own(
        "minutes_draft",
        "Protokollentwurf vorlegen",
        7,
        Direction.ANSWERING,
        Addressee.MINUTE_TAKER,
    ),
    _own("objections", "Rückmeldungen zum Protokoll abschließen", 14, Direction.ANSWERING),
    _own("minutes_release", "Protokoll freigeben", 21, Direction.ANSWERING),
    _external("contributions", "Zuarbeit einholen, Stichtag der Sachstände", -42),
    _external("co_signing", "Entwurf der Vorlage zur Mitzeichnung geben", -35),
    _external("hand_in", "Vorlage bei der Geschäftsstelle des Kreistags abgeben", -21),
    _external("dispatch", "Versand der Sitzungsunterlagen prüfen", -8),
    _external("preparation", "Vorstellung vorbereiten", -7),
    _external("eve", "Vorstellung: letzte Abstimmung", -1),
)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A deadline of a meeting; `computed_on` is the day before it was moved off a free day."""

    key: str
    label: str
    on: dt.date
    computed_on: dt.date
    direction: Direction
    addressee: Addressee
    school_holiday: str | None

    @property
    def moved(self) -> bool:
        return self.on != self.computed_on


def deadlines_of(meeting: Meeting, rules: Iterable[DeadlineRule], region: str) -> list[Deadline]:
    """The deadlines of a dated, uncancelled meeting in order of days; none for any other.

    Weekends and public holidays of the state `region` move a deadline: sending to the working
    day before, answering to the one after. School holidays only warn (decisions).
    """
    if meeting.held_on is None or meeting.cancelled:
        return []
    scope = MeetingScope.EXTERNAL if meeting.external else MeetingScope.OWN
    found = [
        _deadline(rule, meeting.held_on, region)
        for rule in rules
        if rule.active and rule.scope is scope
    ]
    return sorted(found, key=lambda deadline: (deadline.on, deadline.key))


def _deadline(rule: DeadlineRule, held_on: dt.date, region: str) -> Deadline:
    computed_on = held_on + dt.timedelta(days=rule.days)
    move = working_day_before if rule.direction is Direction.SENDING else working_day_after
    on = move(computed_on, region)
    return Deadline(
        key=rule.key,
        label=rule.label,
        on=on,
        computed_on=computed_on,
        direction=rule.direction,
        addressee=rule.addressee,
        school_holiday=school_holiday(on, region),
    )
