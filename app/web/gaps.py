"""Pages of the room "gaps": everything that is missing, and what a kickoff has to clear up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.domain.spoken import day_of_year
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.queries import choices, meetings
from app.queries import gaps as queries
from app.queries import plans as plan_queries
from app.queries.gaps import Kind, Row
from app.queries.paging import Page
from app.web.forms.gaps import GapFilterForm
from app.web.guards import allowed, signed_in_viewer

bp = Blueprint("gaps", __name__)

FIRST, ALL = 10, 500
CLARIFIED_AT_KICKOFF = (
    Kind.GOAL_UNCLEAR,
    Kind.GOAL_WITHOUT_ACTOR,
    Kind.GOAL_WITHOUT_TASK,
    Kind.BODY_WITHOUT_CONTACT,
)
Address = Callable[[Plan, Row], str]


@dataclass(frozen=True)
class Words:
    """How a kind of gap is called, why it matters, and the one step that closes it."""

    title: object
    lead: object
    step: object
    thing: Address
    closing: Address


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of gap on the page: how many there are, and the rows that are shown."""

    kind: Kind
    words: Words
    count: int
    rows: Sequence[Row]


def _goal(endpoint: str) -> Address:
    return lambda plan, row: url_for(endpoint, slug=plan.slug, key=row.key)


def _target(endpoint: str) -> Address:
    return lambda plan, row: url_for(endpoint, slug=plan.slug, key=row.key, uid=row.uid)


def _by_uid(endpoint: str) -> Address:
    return lambda _plan, row: url_for(endpoint, uid=row.uid)


def _body(endpoint: str) -> Address:
    return lambda _plan, row: url_for(endpoint, slug=row.slug)


WORDS = {
    Kind.GOAL_UNCLEAR: Words(
        _l("Ziele ohne Angabe zum Stand"),
        _l("Niemand hat bisher gesagt, wie weit sie sind."),
        _l("Stand eintragen"),
        _goal("plans.goal"),
        _goal("plans.set_status"),
    ),
    Kind.GOAL_WITHOUT_ACTOR: Words(
        _l("Ziele ohne verantwortliche Stelle"),
        _l("Niemand ist benannt, den man nach dem Stand fragen kann."),
        _l("Stelle benennen"),
        _goal("plans.goal"),
        _goal("plans.edit_goal"),
    ),
    Kind.GOAL_WITHOUT_TASK: Words(
        _l("Offene Ziele ohne Aufgabe"),
        _l("An ihnen arbeitet zurzeit niemand."),
        _l("Aufgabe anlegen"),
        _goal("plans.goal"),
        lambda _plan, row: url_for("tasks.create", ziel=row.key),
    ),
    Kind.GOAL_SILENT: Words(
        _l("Ziele, von denen man lange nichts gehört hat"),
        _l("Weder ein Stand noch ein Bericht zu einer ihrer Aufgaben."),
        _l("Stand eintragen"),
        _goal("plans.goal"),
        _goal("plans.set_status"),
    ),
    Kind.GOAL_RESUBMITTED: Words(
        _l("Ziele zur Wiedervorlage"),
        _l("Der Tag, für den sie vorgemerkt waren, ist da."),
        _l("Neu vormerken"),
        _goal("plans.goal"),
        _goal("plans.edit_goal"),
    ),
    Kind.TARGET_OPEN: Words(
        _l("Zielsetzungen, die noch nicht überprüfbar sind"),
        _l("Ohne diese Angaben lässt sich nicht sagen, ob sie erreicht sind."),
        _l("Ergänzen"),
        _target("targets.show"),
        _target("targets.edit"),
    ),
    Kind.TASK_WITHOUT_GOAL: Words(
        _l("Aufgaben ohne Ziel"),
        _l("Sie dienen keinem Ziel, Handlungsfeld oder Themenbereich des Plans."),
        _l("Ziel zuordnen"),
        _by_uid("tasks.show"),
        _by_uid("tasks.edit"),
    ),
    Kind.TASK_WITHOUT_PERSON: Words(
        _l("Aufgaben ohne Person"),
        _l("Niemand ist benannt, oder wer benannt war, ist nicht mehr da."),
        _l("Jemanden benennen"),
        _by_uid("tasks.show"),
        _by_uid("tasks.edit"),
    ),
    Kind.TASK_WITHOUT_DATE: Words(
        _l("Aufgaben ohne Frist"),
        _l("Ohne Frist erinnert niemand daran."),
        _l("Frist setzen"),
        _by_uid("tasks.show"),
        _by_uid("tasks.edit"),
    ),
    Kind.TASK_RESUBMITTED: Words(
        _l("Zurückgestellte Aufgaben zur Wiedervorlage"),
        _l("Der Tag, bis zu dem sie zurückgestellt waren, ist da."),
        _l("Stand ändern"),
        _by_uid("tasks.show"),
        _by_uid("tasks.change_state"),
    ),
    Kind.AGREEMENT_IDLE: Words(
        _l("Vereinbarungen, aus denen nichts geworden ist"),
        _l("Keine Aufgabe, keine Zielsetzung und keine spätere Vereinbarung beruht auf ihnen."),
        _l("Aufgabe anlegen"),
        _by_uid("register.show"),
        lambda _plan, row: url_for("tasks.create", vereinbarung=row.uid),
    ),
    Kind.BODY_WITHOUT_CONTACT: Words(
        _l("Bestehende Gremien ohne Ansprechperson"),
        _l("Niemand ist eingetragen, den man nach Ergebnissen fragen kann."),
        _l("Person eintragen"),
        _body("groups.show"),
        _body("groups.add_member"),
    ),
}


@bp.get("/plaene/<slug>/was-fehlt")
@allowed(access.may_see_gaps, plan_queries.by_slug)
def show(plan: Plan) -> str:
    """Every gap of plan and meetings, grouped and counted, each with the step that closes it."""
    today = local_day(clock.now(), plan)
    form = GapFilterForm(choices.fields_of(plan), WORDS, formdata=request.args)
    field, kind = form.field, form.kind
    counts = queries.count_all(plan, today, field)
    page: Page[Row] | None = None
    rows: Mapping[Kind, Sequence[Row]]
    if kind is not None:
        page = queries.page_of(kind, plan, today, field, request.args.get("page", 1, type=int))
        rows = {kind: page.items}
    else:
        limit = ALL if request.args.get("zeige") == "alle" else FIRST
        found = [one for one in Kind if counts[one]]
        rows = queries.first_of_each(plan, today, found, field, limit)
    return render_template(
        "gaps/show.html",
        plan=plan,
        form=form,
        parts=_parts(rows, counts),
        page=page,
        narrowed=bool(field or kind),
        findings=[] if field or kind else meetings.missing_now(plan, today),
        total=sum(counts.values()),
        number=form["feld"].data or None,
        may_edit=access.may_edit_plan(signed_in_viewer(), plan),
        today=today,
    )


@bp.get("/sitzungen/<uuid:uid>/zu-klaeren")
@allowed(access.may_see_clarifications, meetings.by_uid)
def clarify(meeting: Meeting) -> str:
    """What the meeting has to clear up, on one page to print and take along."""
    plan = meeting.plan
    today = local_day(clock.now(), plan)
    counts = queries.count_all(plan, today)
    kinds = [kind for kind in CLARIFIED_AT_KICKOFF if counts[kind]]
    return render_template(
        "gaps/clarify.html",
        plan=plan,
        meeting=meeting,
        title=clarify_title(meeting.held_on),
        parts=_parts(queries.first_of_each(plan, today, kinds, limit=ALL), counts),
        doubtful=queries.doubtful(plan),
    )


def clarify_title(day: dt.date | None) -> str:
    """ "Zu klären am 29. März 2017"; without the day while it is open."""
    return str(_("Zu klären am %(day)s", day=day_of_year(day)) if day else _("Zu klären"))


def _parts(rows: Mapping[Kind, Sequence[Row]], counts: Mapping[Kind, int]) -> list[Part]:
    return [
        Part(kind=kind, words=WORDS[kind], count=counts[kind], rows=rows[kind])
        for kind in Kind
        if rows.get(kind)
    ]
