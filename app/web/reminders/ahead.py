"""Who gets what when: the reminders of one meeting or task that lie ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for

from app import clock
from app.domain import access
from app.language import german
from app.models.meetings import Meeting
from app.models.tasks import Task
from app.queries import meetings, outlook, tasks
from app.queries.outlook import Sending
from app.web.guards import allowed
from app.web.letters.words import KIND_WORDS, reason
from app.web.reminders import words
from app.web.reminders.room import bp


@dataclass(frozen=True, kw_only=True)
class AheadLine:
    """One instant at which somebody hears of it."""

    when: str
    what: str
    people: str
    names: Sequence[str]
    left_out: Sequence[tuple[str, str]]


@bp.get("/sitzungen/<uuid:uid>/erinnerungen")
@allowed(access.may_lead_meeting, meetings.by_uid)
def of_meeting(meeting: Meeting) -> str:
    """The reminders of a meeting, to those who prepare it."""
    found = outlook.of_meeting(meeting, clock.now())
    back = url_for("meetings.show", uid=meeting.uid)
    return _page(found, meeting.title, back, meeting.plan.timezone)


@bp.get("/aufgaben/<uuid:uid>/erinnerungen")
@allowed(access.may_edit_task, tasks.by_uid)
def of_task(task: Task) -> str:
    """The reminders of a task, to the office."""
    found = outlook.of_task(task, clock.now())
    return _page(found, task.title, url_for("tasks.show", uid=task.uid), task.plan.timezone)


def _page(found: Sequence[Sending], title: str, back: str, timezone: str) -> str:
    lines = [_line(one, timezone) for one in found]
    return render_template("reminders/ahead.html", title=title, back=back, lines=lines)


def _line(sending: Sending, timezone: str) -> AheadLine:
    kind = str(KIND_WORDS[sending.kind.value])
    return AheadLine(
        when=words.moment(sending.at, timezone),
        what=f"{kind}: " + german(sending.label) if sending.label else kind,
        people=words.people(len(sending.going)),
        names=[one.name for one in sending.going],
        left_out=[(one.name, reason(code)) for one, code in sending.left_out],
    )
