"""Reading the minutes: results in one table, who was there, all open tasks as an annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template
from werkzeug.wrappers import Response

from app import clock
from app.documents import papers
from app.domain import archive as archive_law
from app.domain import minutes as law
from app.domain.attendance import described, groups
from app.domain.days import local_day
from app.domain.spoken import instant_words, time_span
from app.models.meetings import Minutes
from app.queries import minutes as queries
from app.queries import readings
from app.queries.readings import Reading
from app.services import throttle
from app.web.downloads import download
from app.web.forms.minutes import ArchiveAnswerForm, NoteForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.minutes.archiving import archiving_of
from app.web.minutes.room import bp, to_what_is_left
from app.web.words import AGREEMENT_WORDS


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


@bp.get("/sitzungen/<uuid:uid>/protokoll.pdf")
@allowed(law.may_read, queries.by_meeting_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def pdf(minutes: Minutes) -> Response:
    """The same to be filed and sent."""
    if archive_law.is_deleted(minutes):
        return to_what_is_left(minutes.meeting)
    return download(papers.minutes_pdf(_read(minutes), now=clock.now()))


@bp.get("/sitzungen/<uuid:uid>/protokoll.docx")
@allowed(law.may_read, queries.by_meeting_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def docx(minutes: Minutes) -> Response:
    """The same for an office to go on writing in."""
    if archive_law.is_deleted(minutes):
        return to_what_is_left(minutes.meeting)
    return download(papers.minutes_docx(_read(minutes), now=clock.now()))


def _read(minutes: Minutes) -> Reading:
    return readings.reading(signed_in_viewer(), minutes)


def page(
    minutes: Minutes, *, form: NoteForm | None = None, answer: ArchiveAnswerForm | None = None
) -> str:
    """The page; `form` is a refused objection or note, `answer` a refused one of the archive."""
    if archive_law.is_deleted(minutes):
        said = archive_law.deleted_words(minutes)
        return render_template("minutes/deleted.html", meeting=minutes.meeting, said=said)
    viewer, meeting, read = signed_in_viewer(), minutes.meeting, _read(minutes)
    today = local_day(clock.now(), meeting.plan)
    takes = law.may_take(viewer, meeting)
    objections, notes = _said(read, viewer.account_id, takes=takes)
    return render_template(
        "minutes/read.html",
        minutes=minutes,
        meeting=meeting,
        time=time_span(meeting.begins, meeting.ends),
        read=read,
        attendance=[
            (label, [described(one, read.name_of) for one in rows])
            for label, rows in groups(read.attendance)
        ],
        objections=objections,
        notes=notes,
        takes=takes,
        objects=law.takes_objections(minutes, today) and law.may_object(viewer, minutes),
        form=form or NoteForm(formdata=None),
        kind_words=AGREEMENT_WORDS,
        today=today,
        archiving=archiving_of(viewer, minutes, today, answer),
        approved_on=local_day(minutes.approved_at, meeting.plan) if minutes.approved_at else None,
    )


def _said(read: Reading, account_id: int, *, takes: bool) -> tuple[Sequence[Said], Sequence[Said]]:
    """Objections, for who writes the minutes and for their authors; notes, for everybody."""
    minutes = read.minutes
    zone = ZoneInfo(minutes.meeting.plan.timezone)
    before, after = list[Said](), list[Said]()
    for note in minutes.notes:
        at = instant_words(note.written_at.astimezone(zone))
        name = read.authors.get(note.author_id or 0, "")
        said = Said(note.text, f"{at}, {name}" if name else at)
        if not law.is_objection(note, minutes):
            after.append(said)
        elif takes or note.author_id == account_id:
            before.append(said)
    return before, after
