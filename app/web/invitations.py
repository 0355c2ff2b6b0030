"""Sending a meeting's invitation, and answering one without account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.documents.papers import invitation_pdf
from app.domain import access
from app.domain import invitations as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.signed_links import Signed
from app.domain.spoken import long_day, time_span
from app.language import gettext as _
from app.language import ngettext
from app.models.meetings import Attendee, Meeting, MeetingState, PartStat
from app.queries import invitations as queries
from app.queries import meetings as meeting_queries
from app.queries.undelivered import out_of_reach
from app.services import invitations as verbs
from app.services import meetings as meeting_verbs
from app.services import throttle
from app.web import signed
from app.web.deeds import kept
from app.web.downloads import download
from app.web.editing import check_version
from app.web.forms.invitations import DeputyForm, SendForm, deputy_hint
from app.web.forms.meetings import ANSWER_WORDS, AnswerForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited

Answer = Response | str | tuple[str, int]

bp = Blueprint("invitations", __name__)


@bp.route("/sitzungen/<uuid:uid>/einladung", methods=["GET", "POST"])
@allowed(access.may_lead_meeting, meeting_queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def send(meeting: Meeting) -> Answer:
    """Say who will be written to, ask for the answer-by day, and send."""
    now, by = clock.now(), signed_in_viewer().account_id
    answer_by = law.proposed_answer_by(meeting, local_day(now, meeting.plan))
    form = SendForm(data={"answer_by": answer_by, "version": meeting.version})
    sent: list[int] = []

    def deed() -> None:
        sent.append(verbs.send(meeting, answer_by=form["answer_by"].data, by=by, now=now))

    if request.method == "POST" and form.validate():
        check_version(form, meeting)
        if kept(form, deed):
            flash(
                ngettext(
                    "Die Einladung geht an eine Person.",
                    "Die Einladung geht an %(num)s Personen.",
                    sent[0],
                )
            )
            return redirect(url_for("meetings.show", uid=meeting.uid))
    page = render_template(
        "invitations/send.html",
        meeting=meeting,
        time=time_span(meeting.begins, meeting.ends),
        form=form,
        why_not=law.why_not(meeting, now),
        audience=queries.audience(meeting, now),
        has_agenda=any(not item.withdrawn for item in meeting_queries.agenda(meeting)),
    )
    return (page, 422) if request.method == "POST" else page


@bp.get("/sitzungen/<uuid:uid>/einladung.pdf")
@allowed(law.may_read_letter, meeting_queries.by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def letter(meeting: Meeting) -> Response:
    """The invitation on paper, as a draft before it is sent."""
    base_url = current_app.config["BASE_URL"]
    return download(invitation_pdf(meeting, base_url=base_url, now=clock.now()))


@signed.answers(law.PURPOSE)
def signed_page(link: Signed) -> ResponseReturnValue | None:
    """Who answers for what, and the buttons; nobody is signed in by it."""
    meeting = queries.meeting_by_id(link.ids.get("meeting", 0))
    if meeting is None:
        return None
    now, attendee = clock.now(), queries.attendee(meeting, link.ids.get("person", 0))
    over = law.link_is_over(meeting, attendee is not None, now)
    if over or attendee is None:
        return render_template("invitations/over.html", sentence=over), 410
    form = AnswerForm()
    if request.method == "POST" and form.validate() and kept(form, _deed(attendee, form, now)):
        flash(_("Ihre Antwort ist gespeichert. Vielen Dank!"))
        return redirect(request.path, 303)
    page = render_template(
        "invitations/answer.html",
        meeting=meeting,
        attendee=attendee,
        time=time_span(meeting.begins, meeting.ends),
        answer_words=ANSWER_WORDS,
        answer_by=_answer_by(meeting, now),
        **deputy_of(meeting, attendee, form),
    )
    return (page, 422) if request.method == "POST" else page


def _deed(attendee: Attendee, form: AnswerForm, now: dt.datetime) -> Any:
    def deed() -> None:
        meeting_verbs.answer(
            attendee.meeting,
            attendee.person,
            form["answer"].word,
            by=None,
            now=now,
            comment=form["comment"].data,
        )

    return deed


def deputy_of(
    meeting: Meeting, attendee: Attendee | None, form: AnswerForm | None = None
) -> dict[str, Any]:
    """The form in which somebody names a deputy: who was named last, or whom the group knows."""
    deputy = queries.deputy_of(meeting, attendee.person_id) if attendee else None
    name = deputy.name if deputy else None
    delegated = attendee is not None and attendee.partstat is PartStat.DELEGATED
    shown = attendee.comment if attendee and delegated else name
    errors = tuple(form["comment"].errors) if form else ()
    return {"deputy_form": DeputyForm(shown, errors), "deputy_hint": deputy_hint(name)}


def invitation_on(viewer: Viewer, meeting: Meeting, now: dt.datetime) -> dict[str, Any]:
    """What the page of a meeting says of its invitation, for whoever leads it."""
    facts: dict[str, Any] = {"sendable": False, "invited_on": None, "answer_by": None}
    facts["answer_by"] = _answer_by(meeting, now)
    facts |= {"letters": None, "unreached": [], "may_call": False}
    facts["has_letter"] = law.may_read_letter(viewer, meeting)
    if not access.may_lead_meeting(viewer, meeting):
        return facts
    facts["sendable"] = law.why_not(meeting, now) is None
    if meeting.state is MeetingState.INVITED and meeting.invited_at is not None:
        facts["invited_on"] = long_day(local_day(meeting.invited_at, meeting.plan))
        facts["letters"] = queries.progress(meeting)
        secret = current_app.config["SECRET_KEY"]
        facts["unreached"] = [one.name for one, _why in out_of_reach(meeting, now, secret)]
        facts["may_call"] = access.may_schedule(viewer, meeting)
    return facts


def _answer_by(meeting: Meeting, now: dt.datetime) -> str | None:
    """The day in words, while it has not passed."""
    day = meeting.answer_by_on
    return long_day(day) if day and day >= local_day(now, meeting.plan) else None
