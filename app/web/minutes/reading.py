"""Reading the minutes: results in one table, who was there, all open tasks as an annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _

from app import clock
from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.wording import time_span
from app.models.meetings import Attendance, Attendee, AttendeeRole, Minutes, MinutesNote
from app.queries import authors
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.web.forms.meetings import AGREEMENT_WORDS
from app.web.forms.minutes import NoteForm
from app.web.guards import allowed, signed_in_viewer
from app.web.minutes.room import bp
from app.web.minutes.working import instant_words, links_of, places


@dataclass(frozen=True)
class Said:
    """An objection or a note, ready to be shown."""

    text: str
    meta: str


@bp.get("/sitzungen/<uuid:uid>/protokoll/lesen")
@allowed(law.may_read, queries.by_meeting_uid)
def read(minutes: Minutes) -> str:
    """The minutes as everybody in the group reads and prints them."""
    return page(minutes)


def page(minutes: Minutes, *, form: NoteForm | None = None) -> str:
    """The page; `form` is a refused objection or note."""
    viewer, meeting = signed_in_viewer(), minutes.meeting
    today = local_day(clock.now(), meeting.plan)
    agreements = meeting_queries.agreements(meeting)
    tasks, open_tasks = queries.tasks_of(viewer, meeting), queries.open_tasks(viewer, meeting.plan)
    takes = law.may_take(viewer, meeting)
    objections, notes = _said(minutes, viewer.account_id, takes=takes)
    return render_template(
        "minutes/read.html",
        minutes=minutes,
        meeting=meeting,
        time=time_span(meeting.begins, meeting.ends),
        places=places(meeting, agreements, tasks),
        loose_agreements=[one for one in agreements if one.agenda_item is None],
        loose_tasks=[task for task in tasks if task.agenda_item_id is None],
        links=links_of([*tasks, *open_tasks]),
        open_tasks=open_tasks,
        attendance=attendance_rows(queries.attendance(meeting)),
        objections=objections,
        notes=notes,
        takes=takes,
        objects=law.takes_objections(minutes, today) and law.may_object(viewer, minutes),
        form=form or NoteForm(formdata=None),
        kind_words=AGREEMENT_WORDS,
        today=today,
        approved_on=local_day(minutes.approved_at, meeting.plan) if minutes.approved_at else None,
    )


def _said(
    minutes: Minutes, account_id: int, *, takes: bool
) -> tuple[Sequence[Said], Sequence[Said]]:
    """Objections, for who writes the minutes and for their authors; notes, for everybody."""
    names = authors.names_of([n.author_id for n in minutes.notes if n.author_id is not None])
    zone = ZoneInfo(minutes.meeting.plan.timezone)
    before, after = list[Said](), list[Said]()
    for note in minutes.notes:
        at = instant_words(note.written_at.astimezone(zone))
        name = names.get(note.author_id or 0, "")
        said = Said(note.text, f"{at}, {name}" if name else at)
        if not _is_objection(note, minutes):
            after.append(said)
        elif takes or note.author_id == account_id:
            before.append(said)
    return before, after


def _is_objection(note: MinutesNote, minutes: Minutes) -> bool:
    return minutes.approved_at is None or note.written_at < minutes.approved_at


def attendance_rows(attendees: Sequence[Attendee]) -> list[tuple[str, Sequence[str]]]:
    """Who was there, in the order of minutes; groups without anybody are left out."""
    guests = [a for a in attendees if a.role is AttendeeRole.OPTIONAL and _came(a)]
    members = [a for a in attendees if a not in guests]
    groups = [
        (_("Anwesend"), [a for a in members if a.attendance is Attendance.PRESENT]),
        (_("Vertreten"), [a for a in members if a.attendance is Attendance.REPRESENTED]),
        (_("Gäste"), guests),
        (_("Entschuldigt"), [a for a in members if a.attendance is Attendance.EXCUSED]),
        (_("Nicht gekommen"), [a for a in members if a.attendance is Attendance.ABSENT]),
        (_("Ohne Angabe"), [a for a in members if a.attendance is Attendance.OPEN]),
    ]
    return [(label, [_name(one) for one in rows]) for label, rows in groups if rows]


def _came(attendee: Attendee) -> bool:
    return attendee.attendance is Attendance.PRESENT


def _name(attendee: Attendee) -> str:
    """ "Name (Organisation), 14:30–16:00 Uhr" or "Name, vertreten durch Name"."""
    words = attendee.person.name
    if attendee.on_behalf_of:
        words += f" ({attendee.on_behalf_of.name})"
    if attendee.represented_by:
        words += _(", vertreten durch %(name)s", name=attendee.represented_by.name)
    start, end = attendee.present_from, attendee.present_until
    if start:
        words += ", " + (time_span(start, end) if end else _("ab %(t)s", t=time_span(start, None)))
    elif end:
        words += ", " + _("bis %(t)s", t=time_span(end, None))
    return words
