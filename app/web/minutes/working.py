"""The minute-taker's one page: who is there, and per item its result, agreements and tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template
from flask_wtf import FlaskForm

from app import clock
from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.spoken import instant_words
from app.language import gettext as _
from app.models.meetings import AgendaItem, Agreement, Attendance, Meeting, MinutesRevision
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import Task
from app.queries import authors, people, readings, task_links
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.queries.task_links import Link
from app.web.forms.minutes import (
    ATTENDANCE_WORDS,
    AttendanceForm,
    GuestForm,
    LineForm,
    PublishForm,
    SpotAgreementForm,
    SpotTaskForm,
    TextForm,
)
from app.web.guards import signed_in_viewer
from app.web.words import AGREEMENT_WORDS

TASK, AGREEMENT = "aufgabe", "vereinbarung"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One item on the working page."""

    item: AgendaItem
    form: TextForm
    saved: str
    agreements: Sequence[Agreement]
    tasks: Sequence[Task]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """The form that stands open at an item: a task or an agreement is being recorded."""

    item: AgendaItem
    kind: str
    form: FlaskForm


@dataclass(frozen=True, kw_only=True)
class Attending:
    """The attendance list as a form."""

    form: AttendanceForm
    lines: Sequence[LineForm]
    guest: GuestForm
    clashes: Sequence[str] = ()
    problem: str = ""

    @property
    def unsaid(self) -> int:
        """How many people still have no entry."""
        return sum(line.attendee.attendance is Attendance.OPEN for line in self.lines)


def page(
    meeting: Meeting,
    *,
    spot: Spot | None = None,
    attending: Attending | None = None,
    publish: PublishForm | None = None,
) -> str:
    """The whole page; what was being filled in is handed over by the view that refused it."""
    viewer, now = signed_in_viewer(), clock.now()
    today = local_day(now, meeting.plan)
    minutes = queries.of_meeting(meeting)
    agreements = meeting_queries.agreements(meeting)
    tasks = queries.tasks_of(viewer, meeting)
    open_tasks = queries.open_tasks(viewer, meeting.plan)
    rules = meeting_queries.deadline_rules(meeting.plan.id)
    until = law.objections_until(meeting, rules, today)
    return render_template(
        "minutes/take.html",
        meeting=meeting,
        minutes=minutes,
        writable=law.can_be_taken(meeting, today) and not law.locked(minutes),
        approvable=law.may_approve(viewer, meeting),
        objections_over=minutes is not None and not law.takes_objections(minutes, today),
        places=places(meeting, agreements, tasks),
        loose_agreements=[one for one in agreements if one.agenda_item is None],
        loose_tasks=[task for task in tasks if task.agenda_item_id is None],
        links=links_of([*tasks, *open_tasks]),
        open_tasks=open_tasks,
        attending=attending or attending_of(meeting),
        publish=publish or PublishForm(formdata=None, data={"until": until}),
        spot=spot,
        kind_words=AGREEMENT_WORDS,
        attendance_words=ATTENDANCE_WORDS,
    )


def places(meeting: Meeting, agreements: Sequence[Agreement], tasks: Sequence[Task]) -> list[Place]:
    """The items as forms with their newest texts, and what was agreed and handed out at each."""
    points = readings.points(meeting, agreements, tasks)
    written = [point.head.author_id for point in points if point.head and point.head.author_id]
    names = authors.names_of(written)
    return [
        Place(
            item=point.item,
            form=TextForm.showing(point.item, point.head, point.text),
            saved=saved_words(point.head, names, meeting.plan) if point.head else "",
            agreements=point.agreements,
            tasks=point.tasks,
        )
        for point in points
    ]


def saved_words(revision: MinutesRevision, names: Mapping[int, str], plan: Plan) -> str:
    """ "Gespeichert am 29. März 2017, 15:02 Uhr, Name"."""
    at = revision.written_at.astimezone(ZoneInfo(plan.timezone))
    name = names.get(revision.author_id or 0)
    words = _("Gespeichert am %(when)s", when=instant_words(at))
    return f"{words}, {name}" if name else words


def saved_at(revisions: Sequence[MinutesRevision], item: AgendaItem) -> dict[int, str]:
    """When and by whom each was saved, by its id."""
    names = authors.names_of([r.author_id for r in revisions if r.author_id is not None])
    return {one.id: saved_words(one, names, item.meeting.plan) for one in revisions}


def links_of(tasks: Sequence[Task]) -> Mapping[int, Sequence[Link]]:
    """What each task serves; one query."""
    return task_links.links_of([task.id for task in tasks])


def attending_of(meeting: Meeting) -> Attending:
    """The list as it stands in the database, or as it was just sent."""
    persons = people.persons(meeting.plan.id)
    rows = queries.attendance(meeting)
    guest = GuestForm(prefix="gast-")
    known = {row.person_id for row in rows}
    guest["person"].offer([one for one in persons if one.id not in known], empty=None)
    return Attending(
        form=AttendanceForm(prefix="liste-"),
        lines=[LineForm(row, _with_stand_in(persons, row.represented_by)) for row in rows],
        guest=guest,
    )


def _with_stand_in(persons: Sequence[Actor], stand_in: Actor | None) -> Sequence[Actor]:
    """Whoever stands in already stays a choice, even when gone meanwhile."""
    return persons if stand_in is None or stand_in in persons else [*persons, stand_in]


def task_form(item: AgendaItem, agreements: Sequence[Agreement]) -> Spot:
    own = [one for one in agreements if one.agenda_item_id in (item.id, None)]
    return Spot(item=item, kind=TASK, form=SpotTaskForm(item, own))


def agreement_form(item: AgendaItem) -> Spot:
    return Spot(item=item, kind=AGREEMENT, form=SpotAgreementForm(item.meeting))
