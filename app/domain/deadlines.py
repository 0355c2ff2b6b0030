"""Deadlines of a meeting, counted from its day by rules that are data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from app.domain.errors import RuleBroken
from app.domain.holidays import school_holiday, working_day_after, working_day_before
from app.language import gettext as _
from app.models.meetings import Addressee, DeadlineRule, Direction, Meeting, MeetingScope
from app.models.plans import Plan

# Keys that other laws ask for.
CUT_OFF, DISPATCH, MINUTES_DRAFT = "agenda_cutoff", "dispatch", "minutes_draft"
CONTRIBUTIONS, CO_SIGNING, HAND_IN = "contributions", "co_signing", "hand_in"


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """One rule before it becomes a row: a default, or what somebody has typed."""

    scope: MeetingScope
    key: str
    label: str
    days: int
    direction: Direction
    addressee: Addressee = Addressee.OFFICE
    active: bool = True


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
    _own(CUT_OFF, "Annahmeschluss für Themen", -21, Direction.ANSWERING),
    _own(DISPATCH, "Einladung mit Unterlagen versenden", -14, Direction.SENDING),
    _own(
        MINUTES_DRAFT,
        "Protokollentwurf vorlegen",
        7,
        Direction.ANSWERING,
        Addressee.MINUTE_TAKER,
    ),
    _own("objections", "Rückmeldungen zum Protokoll abschließen", 14, Direction.ANSWERING),
    _own("minutes_release", "Protokoll freigeben", 21, Direction.ANSWERING),
    _external(CONTRIBUTIONS, "Zuarbeit einholen, Stichtag der Sachstände", -42),
    _external(CO_SIGNING, "Entwurf der Vorlage zur Mitzeichnung geben", -35),
    _external(HAND_IN, "Vorlage bei der Geschäftsstelle des Kreistags abgeben", -21),
    _external(DISPATCH, "Versand der Sitzungsunterlagen prüfen", -8),
    _external("preparation", "Vorstellung vorbereiten", -7),
    _external("eve", "Vorstellung: letzte Abstimmung", -1),
)


FURTHEST_DAYS = 365
LONGEST_LABEL = 120


def check_rule(draft: RuleDraft) -> None:
    """Raise RuleBroken unless the draft can be a rule."""
    if not draft.label.strip():
        raise RuleBroken(_("Bitte sagen Sie, was bis dahin zu tun ist."), field="label")
    if len(draft.label.strip()) > LONGEST_LABEL:
        raise RuleBroken(_("Bitte kürzen Sie auf 120 Zeichen."), field="label")
    if not -FURTHEST_DAYS <= draft.days <= FURTHEST_DAYS:
        raise RuleBroken(_("Bitte geben Sie eine Zahl von 0 bis 365 ein."), field="days")
    if draft.addressee is Addressee.MINUTE_TAKER and draft.scope is MeetingScope.EXTERNAL:
        raise RuleBroken(
            _("Sitzungen anderer Gremien haben bei uns keine Schriftführung."), field="addressee"
        )


def default_of(scope: MeetingScope, key: str) -> RuleDraft | None:
    """What was proposed for the rule; None for one that the office has added."""
    return next((one for one in DEFAULT_RULES if (one.scope, one.key) == (scope, key)), None)


def draft_of(rule: DeadlineRule) -> RuleDraft:
    """The rule as it stands."""
    return RuleDraft(
        scope=rule.scope,
        key=rule.key,
        label=rule.label,
        days=rule.days,
        direction=rule.direction,
        addressee=rule.addressee,
        active=rule.active,
    )


def rule_of(draft: RuleDraft, plan: Plan) -> DeadlineRule:
    """A rule that is no row yet."""
    return DeadlineRule(
        plan=plan,
        scope=draft.scope,
        key=draft.key,
        label=draft.label.strip(),
        days=draft.days,
        direction=draft.direction,
        addressee=draft.addressee,
        active=draft.active,
    )


def free_key(scope: MeetingScope, keys: Iterable[str]) -> str:
    """A key for a rule that the office adds."""
    taken = set(keys)
    return next(key for number in count(1) if (key := f"{scope.value}_{number}") not in taken)


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
