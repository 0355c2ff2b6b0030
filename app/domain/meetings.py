"""Laws of meetings: what a date may be, which steps are lawful, who may answer and how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain import access
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.holidays import public_holiday, school_holiday, working_day_before
from app.domain.religious_days import religious_hints
from app.domain.wording import month_name
from app.language import N_, spoken
from app.language import gettext as _
from app.models.groups import Membership, MembershipRole
from app.models.meetings import (
    AttendeeRole,
    Cycle,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
)
from app.models.people import Actor

TIME_TO_FIX = dt.timedelta(weeks=8)
FIRST_YEAR, LAST_YEAR = 2000, 2099
ANSWERS = (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED, PartStat.DELEGATED)
WEEKEND = {5: N_("Samstag"), 6: N_("Sonntag")}


@dataclass(frozen=True, kw_only=True)
class When:
    """As much of a date as is known: a day with or without times, the first of a month, nothing."""

    held_on: dt.date | None = None
    month_on: dt.date | None = None
    begins: dt.time | None = None
    ends: dt.time | None = None

    @property
    def precision(self) -> DatePrecision:
        if self.held_on:
            return DatePrecision.DAY
        return DatePrecision.MONTH if self.month_on else DatePrecision.OPEN


def when_of(meeting: Meeting) -> When:
    """The date that `meeting` has now."""
    return When(
        held_on=meeting.held_on,
        month_on=meeting.month_on,
        begins=meeting.begins,
        ends=meeting.ends,
    )


def check_year(year: int) -> None:
    """Raise RuleBroken for a year in which there can be no cycle."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken(_("Bitte geben Sie ein Jahr zwischen 2000 und 2099 ein."), field="year")


def check_cycle_open(cycle: Cycle) -> None:
    """Raise RuleBroken when the year is closed: what was reported must stay as it was."""
    if cycle.closed_on:
        raise RuleBroken(
            _(
                "Das Jahr %(year)s ist abgeschlossen und kann nicht geändert werden.",
                year=cycle.year,
            )
        )


def check_when(when: When, cycle: Cycle) -> None:
    """Raise RuleBroken unless a meeting of `cycle` may have this date."""
    if when.held_on and when.month_on:
        raise RuleBroken(
            _("Bitte geben Sie entweder einen Tag oder einen Monat an, nicht beides."),
            field="month_on",
        )
    _check_times(when)
    for field in ("held_on", "month_on"):
        day: dt.date | None = getattr(when, field)
        if day and day.year != cycle.year:
            raise RuleBroken(
                _(
                    "Der Termin liegt nicht im Jahr %(year)s. "
                    "Bitte wählen Sie ein Datum in diesem Jahr.",
                    year=cycle.year,
                ),
                field=field,
            )


def _check_times(when: When) -> None:
    if when.begins and not when.held_on:
        raise RuleBroken(
            _("Eine Uhrzeit braucht einen Tag. Bitte ergänzen Sie ihn."), field="begins"
        )
    if when.ends and not when.begins:
        raise RuleBroken(_("Bitte geben Sie auch den Beginn ein."), field="begins")
    if when.begins and when.ends and when.ends <= when.begins:
        raise RuleBroken(_("Das Ende muss nach dem Beginn liegen."), field="ends")


def date_warnings(day: dt.date | None, region: str) -> list[str]:
    """What speaks against a day without forbidding it: free days of `region`, religious days."""
    if day is None:
        return []
    found = []
    if day.weekday() in WEEKEND:
        found.append(
            _("Der Termin fällt auf einen %(weekday)s.", weekday=_(WEEKEND[day.weekday()]))
        )
    if holiday := public_holiday(day, region):
        found.append(_("Der Termin fällt auf einen Feiertag (%(holiday)s).", holiday=holiday))
    if holidays := school_holiday(day, region):
        span = _span(day, holidays, region)
        found.append(
            _("Der Termin liegt in den %(holidays)s (%(span)s).", holidays=holidays, span=span)
        )
    return found + [_("Auf den Tag fällt: %(name)s.", name=name) for name in religious_hints(day)]


def check_month_ahead(when: When, today: dt.date) -> None:
    """Raise RuleBroken for a month that is over: a meeting that was has a day.

    Asked at the door alone; a historic year may be loaded as it stands in its sources.
    """
    if when.month_on and when.month_on < today.replace(day=1):
        raise RuleBroken(
            _(
                "Der Monat %(day)s ist schon vorbei. "
                "Bitte geben Sie den Tag der Sitzung ein oder einen späteren Monat.",
                day=month_name(when.month_on, spoken()),
            ),
            field="month_on",
        )


def _span(day: dt.date, name: str, region: str) -> str:
    first = last = day
    step = dt.timedelta(days=1)
    while school_holiday(first - step, region) == name:
        first -= step
    while school_holiday(last + step, region) == name:
        last += step
    return f"{first:%d.%m.}–{last:%d.%m.%Y}"


def check_changeable(meeting: Meeting) -> None:
    """Raise RuleBroken when date or place of the meeting can no longer change."""
    check_cycle_open(meeting.cycle)
    if meeting.cancelled:
        raise RuleBroken(_("Die Sitzung ist abgesagt. Bitte nehmen Sie sie zuerst wieder auf."))
    if meeting.state is MeetingState.HELD:
        raise RuleBroken(_("Die Sitzung hat schon stattgefunden."))


def check_cancel(meeting: Meeting, reason: str) -> None:
    """Raise RuleBroken unless the meeting may be cancelled for the reason given."""
    check_changeable(meeting)
    if not reason.strip():
        raise RuleBroken(_("Bitte nennen Sie den Grund der Absage in einem Satz."), field="reason")


def check_restore(meeting: Meeting) -> None:
    """Raise RuleBroken unless the meeting is cancelled in an open year."""
    check_cycle_open(meeting.cycle)
    if not meeting.cancelled:
        raise RuleBroken(_("Die Sitzung ist nicht abgesagt."))


def check_hold(meeting: Meeting, today: dt.date) -> None:
    """Raise RuleBroken unless the meeting's day has come."""
    check_changeable(meeting)
    if meeting.held_on is None or meeting.held_on > today:
        raise RuleBroken(_("Die Sitzung lässt sich erst ab ihrem Tag als stattgefunden vermerken."))


def check_own(meeting: Meeting) -> None:
    """Raise RuleBroken for a meeting of an external body: we neither invite to it nor minute it."""
    if is_external(meeting):
        raise RuleBroken(_("Zu dieser Sitzung lädt ein anderes Gremium ein."))


def is_external(meeting: Meeting) -> bool:
    """Whether somebody else calls the meeting (R44); the body decides as well as the meeting."""
    return meeting.external or meeting.body.external


def is_over(meeting: Meeting, today: dt.date) -> bool:
    """Whether the meeting lies behind us; one without a day does not."""
    if meeting.state is MeetingState.HELD:
        return True
    return meeting.held_on is not None and meeting.held_on < today


def has_begun(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether a dated meeting has begun at the instant `now`; without a time: its day is over."""
    if meeting.held_on is None:
        return False
    if meeting.begins is None:
        return local_day(now, meeting.plan) > meeting.held_on
    zone = ZoneInfo(meeting.plan.timezone)
    return now >= dt.datetime.combine(meeting.held_on, meeting.begins, zone)


def takes_answers(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether people can still say if they come: our own, dated, neither cancelled nor begun."""
    return (
        not is_external(meeting)
        and meeting.held_on is not None
        and meeting.state in (MeetingState.PLANNED, MeetingState.INVITED)
        and not has_begun(meeting, now)
    )


def check_answer(meeting: Meeting, answer: PartStat, now: dt.datetime) -> None:
    """Raise RuleBroken unless `answer` may be given to the meeting at `now`."""
    if answer not in ANSWERS:
        raise RuleBroken(_("Bitte wählen Sie eine der Antworten."), field="answer")
    if not takes_answers(meeting, now):
        raise RuleBroken(_("Zu dieser Sitzung werden keine Antworten (mehr) angenommen."))


def check_list(meeting: Meeting, now: dt.datetime) -> None:
    """Raise RuleBroken unless people may be taken off the meeting's list, or put back, at `now`."""
    check_own(meeting)
    check_changeable(meeting)
    if has_begun(meeting, now):
        raise RuleBroken(_("Die Sitzung hat schon begonnen. Die Liste steht fest."))


def may_answer(viewer: Viewer, meeting: Meeting) -> bool:
    """Members of the group for themselves; the office on their behalf."""
    return access.may_see_meeting(viewer, meeting) and (
        meeting.body_id in viewer.body_roles or viewer.coordinates(meeting.body.plan_id)
    )


def invited(memberships: Iterable[Membership], day: dt.date) -> dict[Actor, Membership]:
    """Who belongs to a meeting on `day`, each person once, in the weightiest role."""
    found: dict[Actor, Membership] = {}
    for membership in memberships:
        if membership.active_on(day):
            held = found.get(membership.person)
            if held is None or _weight(membership) < _weight(held):
                found[membership.person] = membership
    return found


def _weight(membership: Membership) -> int:
    return tuple(MembershipRole).index(membership.role)


def attendee_role(role: MembershipRole) -> AttendeeRole:
    """The part a member plays in a meeting, in the words of RFC 5545 section 3.2.16."""
    if role is MembershipRole.CHAIR:
        return AttendeeRole.CHAIR
    return AttendeeRole.OPTIONAL if role is MembershipRole.GUEST else AttendeeRole.REQUIRED


def fix_date_by(meeting: Meeting) -> dt.date:
    """Until when the day of an undated meeting should be fixed (R64): a working day.

    Eight weeks before the month begins; where not even the month is known, before the year ends.
    """
    first = meeting.month_on or dt.date(meeting.cycle.year, 12, 31)
    return working_day_before(first - TIME_TO_FIX, meeting.plan.holiday_region)


def fix_date_title(meeting: Meeting) -> str:
    """What the office has to do while there is no day; an external one can only be asked for."""
    verb = "Termin erfragen" if is_external(meeting) else "Termin festlegen"
    month = f" ({month_name(meeting.month_on)})" if meeting.month_on else ""
    room = 200 - len(verb) - len(month) - 2
    title = meeting.title if len(meeting.title) <= room else meeting.title[: room - 1] + "…"
    return f"{verb}: {title}{month}"


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """By date as far as it is known; a month stands before its days, no date at the end."""
    return sorted(
        meetings,
        key=lambda one: (
            one.held_on or one.month_on or dt.date.max,
            one.begins or dt.time.min,
            one.position,
            one.id or 0,
        ),
    )
