"""One meeting: its page, and the office's forms for its words."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.deadlines import deadlines_of
from app.domain.meetings import (
    check_month_ahead,
    is_external,
    is_over,
    may_answer,
    takes_answers,
)
from app.domain.minutes import is_open
from app.domain.spoken import long_day, time_span
from app.domain.targets import missing_parts
from app.language import gettext as _
from app.models.meetings import Attendee, Meeting, Phase
from app.queries import meetings as queries
from app.queries.targets import by_agreement as targets_by_agreement
from app.services import meetings as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.meetings import (
    ANSWER_WORDS,
    PHASE_WORDS,
    MeetingForm,
    OfficeAnswerForm,
    present_meeting,
)
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.invitations import deputy_of, invitation_on
from app.web.limits import limited
from app.web.meetings.on_meeting import agenda_on, topics_on
from app.web.meetings.room import bp, today_in
from app.web.meetings.year import Entry
from app.web.minutes.on_meeting import minutes_on
from app.web.polls import poll_on
from app.web.words import AGREEMENT_WORDS, ITEM_WORDS

Answer = Response | str | tuple[str, int]


@bp.get("/sitzungen/<uuid:uid>")
@allowed(access.may_see_meeting, queries.by_uid)
def show(meeting: Meeting) -> str:
    """When, where, what for; agenda, my answer, agreements, tasks."""
    viewer, now = signed_in_viewer(), clock.now()
    attendees, agreements = queries.attendees(meeting), queries.agreements(meeting)
    leads = access.may_lead_meeting(viewer, meeting)
    of_minutes = minutes_on(viewer, meeting)
    arranges = leads and is_open(meeting, of_minutes["minutes"])
    mine, off = _mine(viewer, meeting, attendees), queries.uninvited(meeting)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        external=is_external(meeting),
        time=time_span(meeting.begins, meeting.ends),
        over=is_over(meeting, today_in(meeting.plan)),
        **agenda_on(viewer, meeting, arranges=arranges),
        **topics_on(viewer, meeting, now),
        agreements=agreements,
        targets=targets_by_agreement([one.id for one in agreements]),
        missing_parts=missing_parts,
        tasks=queries.tasks_from(viewer, meeting),
        attendees=attendees,
        mine=mine,
        answerable=takes_answers(meeting, now),
        answers_self=may_answer(viewer, meeting)
        and _has_person(viewer, meeting)
        and viewer.actor_ids[meeting.plan.id] not in {one.id for one in off},
        off_the_list=off if leads else [],
        deadlines=_deadlines(meeting) if leads else [],
        leads=leads,
        **poll_on(viewer, meeting),
        office=access.may_schedule(viewer, meeting),
        phase_words=PHASE_WORDS,
        item_words={kind: str(word) for kind, word in ITEM_WORDS.items()},
        agreement_words=AGREEMENT_WORDS,
        answer_words=ANSWER_WORDS,
        office_form=OfficeAnswerForm([one.person for one in attendees]),
        **deputy_of(meeting, mine),
        **invitation_on(viewer, meeting, now),
        **of_minutes,
    )


def _has_person(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer belongs to the group in person; the office need not."""
    return meeting.body_id in viewer.body_roles and meeting.plan.id in viewer.actor_ids


def _mine(viewer: Viewer, meeting: Meeting, attendees: list[Attendee]) -> Attendee | None:
    person_id = viewer.actor_ids.get(meeting.plan.id)
    return next((one for one in attendees if one.person_id == person_id), None)


def _deadlines(meeting: Meeting) -> list[Entry]:
    """The deadlines before and after the meeting, as a line."""
    plan, today = meeting.plan, today_in(meeting.plan)
    found = deadlines_of(meeting, queries.deadline_rules(plan.id), plan.holiday_region)
    return [
        Entry(
            date=long_day(one.on) + (f" ({one.school_holiday})" if one.school_holiday else ""),
            label=one.label,
            state="past" if one.on < today else "planned",
            url="",
        )
        for one in found
    ]


@bp.route("/sitzungen/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
@limited(throttle.LETTERS_BY_ACCOUNT)
def create() -> Answer:
    """A further meeting of a year that exists."""
    plan, by = looked_at_plan(), signed_in_viewer().account_id
    year = request.args.get("jahr", type=int) or today_in(plan).year
    cycle = queries.cycle_of(plan, year)
    if cycle is None:
        return redirect(url_for("meetings.plan_year", jahr=year))
    kind = request.args.get("art", Phase.WORKING.value)
    form = MeetingForm(plan, cycle.year, data={"phase": kind, "month_on": ""})
    warnings: list[str] = []
    made: list[Meeting] = []

    def deed() -> None:
        check_month_ahead(form.when, today_in(plan))
        made.append(verbs.create_meeting(cycle, form.draft_for(), by=by, now=clock.now()))

    if request.method == "POST" and form.validate():
        warnings = form.warnings(cycle, form["body"].row)
        if not warnings and kept(form, deed):
            flash(_("Die Sitzung ist angelegt."))
            return redirect(url_for("meetings.show", uid=made[0].uid))
    page = render_template("meetings/create.html", form=form, year=year, warnings=warnings)
    return (page, 422) if request.method == "POST" else page


@bp.route("/sitzungen/<uuid:uid>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_schedule, queries.by_uid)
def edit(meeting: Meeting) -> Answer:
    """Change name, place, purpose and who leads."""
    plan, by = meeting.plan, signed_in_viewer().account_id
    stored = present_meeting(meeting)
    form = MeetingForm(plan, meeting.cycle.year, meeting, data=stored)

    def deed() -> None:
        verbs.edit_meeting(meeting, form.draft_for(meeting.body), by=by, now=clock.now())

    if request.method == "POST" and form.validate():
        check_version(form, meeting, stored=stored)
        if kept(form, deed):
            flash(_("Die Sitzung ist gespeichert."))
            return redirect(url_for("meetings.show", uid=meeting.uid))
    page = render_template("meetings/edit.html", form=form, meeting=meeting)
    return (page, 422) if request.method == "POST" else page
