"""What is still missing in a year's cycle, for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.domain.meetings import in_order, is_external
from app.domain.wording import day_of_year, month_name
from app.extensions import db
from app.models.groups import Membership, MembershipRole
from app.models.meetings import AgendaItem, Cycle, Meeting, MeetingState, Phase
from app.models.plans import Plan

ESSENTIAL = {
    Phase.KICKOFF: "Für {year} ist noch keine Auftaktsitzung angelegt.",
    Phase.COMMITTEE: "Für {year} ist die Vorstellung im Ausschuss noch nicht angelegt.",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One gap, and the page on which the office can close it."""

    kind: str
    text: str
    url_endpoint: str
    url_values: dict[str, Any] = field(default_factory=dict)


def missing(plan: Plan, year: int, today: dt.date) -> list[Finding]:
    """The gaps of the year: dates, time, place, chair, minute-taker, agenda, unmarked meetings."""
    cycle = db.session.scalar(select(Cycle).where(Cycle.plan_id == plan.id, Cycle.year == year))
    if cycle is None:
        return [
            Finding(
                kind="no_cycle",
                text=f"Für {year} ist noch kein Sitzungsjahr angelegt.",
                url_endpoint="meetings.plan_year",
                url_values={"jahr": year},
            )
        ]
    if cycle.closed_on:
        return []
    rows = _meetings_with_facts(cycle)
    found = [finding for row in rows for finding in _of_meeting(row, today)]
    return [*_missing_phases(cycle, rows), *found]


@dataclass(frozen=True)
class _Row:
    meeting: Meeting
    has_agenda: bool
    has_chair: bool
    has_minute_taker: bool


def _meetings_with_facts(cycle: Cycle) -> list[_Row]:
    """The living meetings of the cycle with three facts each, in one query."""
    agenda = exists().where(AgendaItem.meeting_id == Meeting.id, AgendaItem.withdrawn.is_(False))
    rows = db.session.execute(
        select(
            Meeting, agenda, _held_by(MembershipRole.CHAIR), _held_by(MembershipRole.MINUTE_TAKER)
        )
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
                text=text.format(year=cycle.year),
                url_endpoint="meetings.create",
                url_values={"jahr": cycle.year, "art": phase.value},
            )


def _of_meeting(row: _Row, today: dt.date) -> Iterator[Finding]:
    meeting = row.meeting
    if meeting.state is MeetingState.HELD:
        return
    if meeting.held_on is None:
        yield _finding("no_date", meeting, "Der Tag ist noch offen.", "meetings.change_date")
    elif meeting.held_on < today:
        yield _finding(
            "not_marked", meeting, "Bitte vermerken Sie, ob die Sitzung stattgefunden hat."
        )
    if is_external(meeting) or (meeting.held_on and meeting.held_on < today):
        return
    if meeting.held_on and meeting.begins is None:
        yield _finding("no_time", meeting, "Die Uhrzeit fehlt.", "meetings.change_date")
    if meeting.held_on and not (meeting.place or meeting.online_url):
        yield _finding("no_place", meeting, "Der Ort fehlt.", "meetings.edit")
    if meeting.chair_id is None and not row.has_chair:
        yield _finding("no_chair", meeting, "Der Vorsitz ist nicht benannt.", "meetings.edit")
    if meeting.minute_taker_id is None and not row.has_minute_taker:
        yield _finding(
            "no_minute_taker", meeting, "Die Schriftführung ist nicht benannt.", "meetings.edit"
        )
    if meeting.held_on and not row.has_agenda:
        yield _finding("no_agenda", meeting, "Die Tagesordnung fehlt.", "meetings.add_item")


def _finding(kind: str, meeting: Meeting, text: str, endpoint: str = "meetings.show") -> Finding:
    return Finding(
        kind=kind,
        text=f"{_name(meeting)}: {text}",
        url_endpoint=endpoint,
        url_values={"uid": meeting.uid},
    )


def _name(meeting: Meeting) -> str:
    if meeting.held_on:
        return f"{meeting.title} am {day_of_year(meeting.held_on)}"
    month = f" ({month_name(meeting.month_on)})" if meeting.month_on else ""
    return f"{meeting.title}{month}"
