"""What is still missing in a year's cycle, for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.deadlines import DISPATCH, MINUTES_DRAFT, deadlines_of
from app.domain.meetings import in_order, is_external
from app.domain.reports import late_words
from app.domain.wording import day_of_year, month_name
from app.extensions import db
from app.language import N_, german, spoken
from app.language import gettext as _
from app.models.groups import Membership, MembershipRole
from app.models.meetings import (
    STANDING,
    AgendaItem,
    CommitteeResult,
    Cycle,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Phase,
)
from app.models.plans import Plan
from app.models.reports import KEPT, Report, ReportState
from app.queries.meetings.parts import deadline_rules

ESSENTIAL = {
    Phase.KICKOFF: N_("Für %(year)s ist noch keine Auftaktsitzung angelegt."),
    Phase.COMMITTEE: N_("Für %(year)s ist die Vorstellung im Ausschuss noch nicht angelegt."),
}

LEFT_OVER = frozenset({"not_marked", "no_minutes", "not_approved", "no_result"})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One gap, and the page on which the office can close it; a meeting's title is marked in it."""

    kind: str
    text: str
    url_endpoint: str
    url_values: dict[str, Any] = field(default_factory=dict)


def missing_now(plan: Plan, today: dt.date) -> list[Finding]:
    """The gaps of the year whose meetings come next, from late autumn on often the next one."""
    return missing(plan, _year_that_counts(plan, today), today)


def _year_that_counts(plan: Plan, today: dt.date) -> int:
    """The first year with a meeting that still lies ahead; without any the one of `today`."""
    ahead = or_(
        Meeting.held_on >= today,
        Meeting.held_on.is_(None) & (Meeting.month_on >= today.replace(day=1)),
        Meeting.held_on.is_(None) & Meeting.month_on.is_(None) & (Cycle.year >= today.year),
    )
    found = db.session.scalar(
        select(func.min(Cycle.year))
        .join(Meeting, Meeting.cycle_id == Cycle.id)
        .where(Cycle.plan_id == plan.id, Cycle.closed_on.is_(None), ahead)
        .where(Meeting.state.in_([MeetingState.PLANNED, MeetingState.INVITED]))
    )
    return found or today.year


def missing(plan: Plan, year: int, today: dt.date) -> list[Finding]:
    """The gaps of the year, from a date that is open to minutes nobody has approved.

    What has its deadline is missing only once that has passed. Minutes and results that the year
    before left open are missing as long as `year` is not behind us. Three queries a year.
    """
    cycles = {
        one.year: one
        for one in db.session.scalars(
            select(Cycle).where(Cycle.plan_id == plan.id, Cycle.year.in_([year - 1, year]))
        )
    }
    before = cycles.get(year - 1)
    left = _of_cycle(plan, before, today) if before and year >= today.year else []
    return [one for one in left if one.kind in LEFT_OVER] + _of_year(
        plan, year, cycles.get(year), today
    )


def _of_year(plan: Plan, year: int, cycle: Cycle | None, today: dt.date) -> list[Finding]:
    if cycle is None:
        return [
            Finding(
                kind="no_cycle",
                text=_("Für %(year)s ist noch kein Sitzungsjahr angelegt.", year=year),
                url_endpoint="meetings.plan_year",
                url_values={"jahr": year},
            )
        ]
    return _of_cycle(plan, cycle, today)


def _of_cycle(plan: Plan, cycle: Cycle, today: dt.date) -> list[Finding]:
    if cycle.closed_on:
        return []
    rows, rules = _meetings_with_facts(cycle), deadline_rules(plan.id)
    found: list[Finding] = []
    for row in rows:
        deadlines = deadlines_of(row.meeting, rules, plan.holiday_region)
        due = {one.key: one.on for one in deadlines}
        found += _of_meeting(row, due, today)
    return [*_missing_phases(cycle, rows), *found]


@dataclass(frozen=True)
class _Row:
    meeting: Meeting
    has_agenda: bool
    has_chair: bool
    has_minute_taker: bool
    has_result: bool
    minutes: MinutesState | None
    objections_until: dt.date | None
    report: ReportState | None


def _meetings_with_facts(cycle: Cycle) -> list[_Row]:
    """The living meetings of the cycle with what there is of each, in one query."""
    agenda = exists().where(
        AgendaItem.meeting_id == Meeting.id, AgendaItem.withdrawn.is_(False), STANDING
    )
    result = exists().where(CommitteeResult.meeting_id == Meeting.id)
    rows = db.session.execute(
        select(
            Meeting,
            agenda,
            _held_by(MembershipRole.CHAIR),
            _held_by(MembershipRole.MINUTE_TAKER),
            result,
            Minutes.state,
            Minutes.objections_until_on,
            Report.state,
        )
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .outerjoin(Report, and_(Report.meeting_id == Meeting.id, KEPT))
        .where(Meeting.cycle_id == cycle.id, Meeting.state != MeetingState.CANCELLED)
        .options(joinedload(Meeting.body), joinedload(Meeting.cycle))
    ).all()
    facts = {row[0]: _Row(*row) for row in rows}
    return [facts[meeting] for meeting in in_order(facts)]


def _held_by(role: MembershipRole) -> Any:
    """Whether somebody holds the role in the meeting's group without an end."""
    return exists().where(
        Membership.body_id == Meeting.body_id,
        Membership.role == role,
        Membership.until_on.is_(None),
    )


def _missing_phases(cycle: Cycle, rows: list[_Row]) -> Iterator[Finding]:
    present = {row.meeting.phase for row in rows}
    for phase, text in ESSENTIAL.items():
        if phase not in present:
            yield Finding(
                kind=f"no_{phase.value}",
                text=_(text, year=cycle.year),
                url_endpoint="meetings.create",
                url_values={"jahr": cycle.year, "art": phase.value},
            )


def _of_meeting(row: _Row, due: Mapping[str, dt.date], today: dt.date) -> Iterator[Finding]:
    """The gaps of one meeting; `due` holds its deadlines by their key."""
    meeting = row.meeting
    behind = meeting.held_on is not None and meeting.held_on < today
    if meeting.held_on is None:
        yield _finding("no_date", meeting, _("Der Tag ist noch offen."), "meetings.change_date")
    if is_external(meeting):
        if behind and not row.has_result:
            text = _("Das Ergebnis des Ausschusses fehlt.")
            yield _finding("no_result", meeting, text, "minutes.enter_result")
        if meeting.phase is Phase.COMMITTEE and not behind:
            yield from _of_report(row, due, today)
        return
    if behind and meeting.state is not MeetingState.HELD:
        yield _finding(
            "not_marked", meeting, _("Bitte vermerken Sie, ob die Sitzung stattgefunden hat.")
        )
    if behind or meeting.state is MeetingState.HELD:
        yield from _of_minutes(row, due, today)
    else:
        yield from _of_preparation(row, due, today)


def _of_preparation(row: _Row, due: Mapping[str, dt.date], today: dt.date) -> Iterator[Finding]:
    meeting = row.meeting
    if meeting.held_on and meeting.begins is None:
        yield _finding("no_time", meeting, _("Die Uhrzeit fehlt."), "meetings.change_date")
    if meeting.held_on and not (meeting.place or meeting.online_url):
        yield _finding("no_place", meeting, _("Der Ort fehlt."), "meetings.edit")
    if meeting.chair_id is None and not row.has_chair:
        yield _finding("no_chair", meeting, _("Der Vorsitz ist nicht benannt."), "meetings.edit")
    if meeting.minute_taker_id is None and not row.has_minute_taker:
        yield _finding(
            "no_minute_taker",
            meeting,
            _("Die Schriftführung ist nicht benannt."),
            "meetings.edit",
        )
    if meeting.held_on and not row.has_agenda:
        yield _finding("no_agenda", meeting, _("Die Tagesordnung fehlt."), "meetings.add_item")
    dispatch = due.get(DISPATCH)
    if meeting.state is MeetingState.PLANNED and dispatch and dispatch < today:
        text = _(
            "Die Einladung ist noch nicht versendet (fällig war %(day)s).",
            day=day_of_year(dispatch, spoken()),
        )
        yield _finding("not_invited", meeting, text, "invitations.send")


def _of_minutes(row: _Row, due: Mapping[str, dt.date], today: dt.date) -> Iterator[Finding]:
    draft_by, until = due.get(MINUTES_DRAFT), row.objections_until
    if row.minutes in (None, MinutesState.DRAFT) and draft_by and draft_by < today:
        text = _(
            "Das Protokoll fehlt (Entwurf erbeten bis %(day)s).",
            day=day_of_year(draft_by, spoken()),
        )
        yield _finding("no_minutes", row.meeting, text, "minutes.take")
    if row.minutes is MinutesState.OBJECTIONS and until and until < today:
        text = _(
            "Das Protokoll ist nicht freigegeben (Rückmeldungen bis %(day)s).",
            day=day_of_year(until, spoken()),
        )
        yield _finding("not_approved", row.meeting, text, "minutes.read")


def _of_report(row: _Row, due: Mapping[str, dt.date], today: dt.date) -> Iterator[Finding]:
    late = late_words(row.report, due, today)
    if late:
        yield _finding("no_report", row.meeting, late, "reports.to_meeting")


def _finding(kind: str, meeting: Meeting, text: str, endpoint: str = "meetings.show") -> Finding:
    return Finding(
        kind=kind,
        text=_name(meeting) + f": {text}",
        url_endpoint=endpoint,
        url_values={"uid": meeting.uid},
    )


def _name(meeting: Meeting) -> str:
    if meeting.held_on:
        day = day_of_year(meeting.held_on, spoken())
        return _("%(title)s am %(day)s", title=german(meeting.title), day=day)
    month = f" ({month_name(meeting.month_on, spoken())})" if meeting.month_on else ""
    return german(meeting.title) + month
