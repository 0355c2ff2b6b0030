"""Laws of date polls: what may be offered, what speaks against a day, who answers, what fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain import access
from app.domain import meetings as law
from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.domain.holidays import is_working_day, public_holiday, school_holiday
from app.domain.religious_days import religious_hints
from app.domain.wording import day_of_year, long_day, month_name, time_span
from app.language import gettext as _
from app.language import spoken
from app.models.groups import Membership, MembershipRole, Reinvitation
from app.models.meetings import DatePoll, Meeting, MeetingState, PollChoice, PollOption
from app.models.people import Actor

MOST_OPTIONS = 6
PURPOSE = "poll"  # of the signed page on which a poll is answered
NOT_ASKED = frozenset({Reinvitation.DECLINED, Reinvitation.UNREACHABLE})


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A day on offer, before it becomes a row."""

    held_on: dt.date
    begins: dt.time
    ends: dt.time | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How one option stands."""

    option: PollOption
    yes: int = 0
    if_need_be: int = 0
    no: int = 0
    best: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """More people who can come at all weigh more than more who like to."""
        return (self.yes + self.if_need_be, self.yes)


def check_pollable(meeting: Meeting) -> None:
    """Raise RuleBroken unless people may be asked for a date of the meeting."""
    law.check_changeable(meeting)
    if law.is_external(meeting):
        raise RuleBroken(_("Den Termin dieser Sitzung legt ein anderes Gremium fest."))
    if meeting.held_on is not None:
        raise RuleBroken(_("Diese Sitzung hat schon einen Termin. Sie können ihn verschieben."))


def is_pollable(meeting: Meeting) -> bool:
    """Whether people may be asked for a date of the meeting."""
    try:
        check_pollable(meeting)
    except RuleBroken:
        return False
    return True


def check_offers(
    meeting: Meeting, offers: Sequence[Offer], answer_by: dt.date, today: dt.date
) -> None:
    """Raise RuleBroken unless a poll may be opened with these days.

    A sentence about one of the days names the field `offer_<place>`, counted from 1.
    """
    check_pollable(meeting)
    if not offers:
        raise RuleBroken(_("Bitte bieten Sie mindestens einen Tag an."), field="offer_1")
    if len(offers) > MOST_OPTIONS:
        raise RuleBroken(
            _("Bitte bieten Sie höchstens %(most)s Tage an.", most=MOST_OPTIONS),
            field="offer_1",
        )
    for place, offer in enumerate(offers, start=1):
        _check_offer(meeting, offer, offers[: place - 1], today, f"offer_{place}")
    if answer_by < today:
        raise RuleBroken(_("Die Antwortfrist liegt in der Vergangenheit."), field="answer_by")
    if answer_by >= min(offer.held_on for offer in offers):
        raise RuleBroken(
            _("Die Antwortfrist muss vor dem ersten Tag der Auswahl liegen."), field="answer_by"
        )


def _check_offer(
    meeting: Meeting, offer: Offer, earlier: Sequence[Offer], today: dt.date, field: str
) -> None:
    if offer.held_on < today:
        raise RuleBroken(
            _("Der %(day)s ist schon vorbei.", day=day_of_year(offer.held_on, spoken())),
            field=field,
        )
    if offer.held_on.year != meeting.cycle.year:
        year = meeting.cycle.year
        raise RuleBroken(
            _(
                "Der %(day)s liegt nicht im Jahr %(year)s.",
                day=day_of_year(offer.held_on, spoken()),
                year=year,
            ),
            field=field,
        )
    if offer.ends is not None and offer.ends <= offer.begins:
        raise RuleBroken(_("Das Ende muss nach dem Beginn liegen."), field=field)
    if any((o.held_on, o.begins) == (offer.held_on, offer.begins) for o in earlier):
        raise RuleBroken(
            _(
                "%(day)s, %(time)s steht zweimal da.",
                day=long_day(offer.held_on, spoken()),
                time=time_span(offer.begins, None, spoken()),
            ),
            field=field,
        )


def is_open(poll: DatePoll) -> bool:
    """Whether people can still answer: not closed, and its meeting still looks for a day.

    A day set by hand, or a cancellation, rests the poll; taken back, the poll goes on.
    """
    return (
        poll.closed_at is None
        and poll.meeting.held_on is None
        and poll.meeting.state in (MeetingState.PLANNED, MeetingState.INVITED)
        and poll.meeting.cycle.closed_on is None
    )


def check_open(poll: DatePoll) -> None:
    """Raise RuleBroken when the poll is over; the sentence says how it ended."""
    if is_open(poll):
        return
    held_on = poll.meeting.held_on
    over = _("Diese Terminabstimmung ist beendet. Antworten sind nicht mehr möglich.")
    if held_on is None:
        raise RuleBroken(over)
    fixed = _("Der Termin steht fest: %(day)s.", day=long_day(held_on, spoken()))
    raise RuleBroken(f"{over} {fixed}")


def check_answer(poll: DatePoll, choices: Mapping[int, PollChoice]) -> None:
    """Raise RuleBroken unless `choices` (by option id) answers every option of an open poll."""
    check_open(poll)
    known = {option.id for option in poll.options}
    if not set(choices) <= known:
        raise RuleBroken(_("Dieser Tag steht nicht zur Wahl."))
    if set(choices) != known:
        raise RuleBroken(_("Bitte antworten Sie zu jedem Tag."))


def check_choice(poll: DatePoll, option: PollOption) -> None:
    """Raise RuleBroken unless the open poll may be closed with `option`."""
    check_open(poll)
    if option.poll is not poll:
        raise RuleBroken(_("Dieser Tag steht nicht zur Wahl."))


def asked(memberships: Iterable[Membership], day: dt.date) -> dict[Actor, Membership]:
    """Who is asked: the active members on `day`, without guests and those who want no more."""
    wanted = [
        one
        for one in memberships
        if one.role is not MembershipRole.GUEST and one.reinvitation not in NOT_ASKED
    ]
    return law.invited(wanted, day)


def tallies(poll: DatePoll, choices: Iterable[tuple[int, PollChoice]]) -> list[Tally]:
    """The options in order with their counts; `best` marks those that suit most people."""
    counts: dict[int, dict[PollChoice, int]] = {option.id: {} for option in poll.options}
    for option_id, choice in choices:
        counts[option_id][choice] = counts[option_id].get(choice, 0) + 1
    found = [_tally(option, counts[option.id]) for option in poll.options]
    top = max((one.rank for one in found), default=(0, 0))
    if top == (0, 0):
        return found
    return [_tally(one.option, counts[one.option.id], best=one.rank == top) for one in found]


def _tally(option: PollOption, counts: Mapping[Any, int], best: bool = False) -> Tally:
    """The numbers of one day; once the answers were cleared, those that were kept of them."""
    counts = counts if option.answer_numbers is None else option.answer_numbers
    return Tally(
        option=option,
        yes=counts.get(PollChoice.YES, 0),
        if_need_be=counts.get(PollChoice.IF_NEED_BE, 0),
        no=counts.get(PollChoice.NO, 0),
        best=best,
    )


def day_hints(day: dt.date, region: str) -> list[str]:
    """What speaks against a day without forbidding it: weekend, holidays, religious days."""
    found = [_(law.WEEKEND[day.weekday()])] if day.weekday() in law.WEEKEND else []
    if holiday := public_holiday(day, region):
        found.append(_("Feiertag: %(name)s", name=holiday))
    if holidays := school_holiday(day, region):
        found.append(_("Schulferien: %(name)s", name=holidays))
    return found + religious_hints(day)


def option_hints(
    meeting: Meeting,
    offer: Offer,
    others: Iterable[Meeting],
    written: Callable[[str], str] = str,
) -> list[str]:
    """The hints of one option: its day, another month than planned, other meetings that day.

    `written` is how a page marks the words of people in them.
    """
    found = day_hints(offer.held_on, meeting.plan.holiday_region)
    month = meeting.month_on
    if month and (month.year, month.month) != (offer.held_on.year, offer.held_on.month):
        found.append(_("Nicht im %(month)s", month=month_name(month, spoken())))
    clashes = [one for one in others if one.held_on == offer.held_on and one.uid != meeting.uid]
    return found + [_clash(offer, one, written) for one in clashes]


def _clash(offer: Offer, other: Meeting, written: Callable[[str], str]) -> str:
    """Only the group's name: a title may say more than members of other groups should read."""
    when = time_span(other.begins, other.ends, spoken())
    start = _("Gleichzeitig") if _overlap(offer, other) else _("Am selben Tag")
    return f"{start}: " + written(other.body.name) + (f", {when}" if when else "")


def _overlap(offer: Offer, other: Meeting) -> bool:
    if other.begins is None:
        return False
    ends, other_ends = offer.ends or dt.time.max, other.ends or dt.time.max
    return offer.begins < other_ends and other.begins < ends


def offer_of(option: PollOption) -> Offer:
    """The day an option stands for."""
    return Offer(held_on=option.held_on, begins=option.begins, ends=option.ends)


def may_see(viewer: Viewer, poll: DatePoll) -> bool:
    """Whoever sees the meeting knows that a date is sought for it."""
    return access.may_see_meeting(viewer, poll.meeting)


def may_answer(viewer: Viewer, poll: DatePoll) -> bool:
    """Members of the group for themselves; who is asked indeed, the verb knows."""
    meeting = poll.meeting
    return (
        access.may_see_meeting(viewer, meeting)
        and meeting.body_id in viewer.body_roles
        and meeting.body.plan_id in viewer.actor_ids
    )


def may_read_answers(viewer: Viewer, poll: DatePoll) -> bool:
    """Who said what: the office, and who leads the group."""
    return access.may_lead_meeting(viewer, poll.meeting)


def may_answer_for(viewer: Viewer, asked_one: tuple[DatePoll, Actor]) -> bool:
    """The office for a member that has no other way to answer, or answers by telephone (R53)."""
    return access.may_schedule(viewer, asked_one[0].meeting)


def may_close(viewer: Viewer, poll: DatePoll) -> bool:
    """The office fixes dates."""
    return access.may_schedule(viewer, poll.meeting)


def proposals(month: dt.date, weekday: int, region: str, today: dt.date) -> list[dt.date]:
    """Days of the month on that weekday, ahead of `today`, against which nothing speaks."""
    first = month.replace(day=1)
    days = [first + dt.timedelta(days=n) for n in range(31)]
    return [
        day
        for day in days
        if day.month == first.month
        and day.weekday() == weekday
        and day > today
        and is_working_day(day, region)
        and not day_hints(day, region)
    ]
