"""The office's page of the rules by which deadlines of meetings are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import deadlines as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.deadlines import RuleDraft
from app.domain.spoken import short_day
from app.language import gettext as _
from app.language import ngettext
from app.models.meetings import DeadlineRule, Meeting, MeetingScope
from app.models.plans import Plan
from app.queries import deadlines as queries
from app.queries.deadlines import Change, Step
from app.queries.meetings import deadline_rules
from app.services import deadlines as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.deadlines import (
    ADDRESSEE_WORDS,
    SCOPE_WORDS,
    RuleForm,
    present_rule,
)
from app.web.guards import allowed, looked_at_plan, signed_in_viewer

Answer = Response | str | tuple[str, int]

bp = Blueprint("deadlines", __name__)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a rule changes for one meeting, in words."""

    meeting: Meeting
    before: str
    after: str
    letters: str


def _may_edit(viewer: Viewer, rule: DeadlineRule) -> bool:
    return viewer.coordinates(rule.plan_id)


@bp.get("/verwaltung/fristen")
@allowed(access.may_coordinate)
def index() -> str:
    """All rules, those of our own meetings first, in the order of the days."""
    rules = sorted(deadline_rules(looked_at_plan().id), key=lambda rule: (rule.days, rule.id))
    return render_template(
        "deadlines/index.html",
        rules={scope: [one for one in rules if one.scope is scope] for scope in MeetingScope},
        scope_words=SCOPE_WORDS,
        addressee_words=ADDRESSEE_WORDS,
        distance=distance,
        proposed=_proposed,
    )


@bp.route("/verwaltung/fristen/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def add() -> Answer:
    """A further rule, after a look at what it brings."""
    return _page(looked_at_plan(), None, RuleForm())


@bp.route("/verwaltung/fristen/<int:rule_id>", methods=["GET", "POST"])
@allowed(_may_edit, queries.by_id)
def edit(rule: DeadlineRule) -> Answer:
    """Change a rule, after a look at what that changes; `?vorschlag=1` fills in the proposal."""
    default = law.default_of(rule.scope, rule.key)
    shown = default if default and request.args.get("vorschlag") else law.draft_of(rule)
    form = RuleForm(data=present_rule(shown, rule.version))
    del form["scope"]  # what a rule speaks of stays
    return _page(rule.plan, rule, form)


def _page(plan: Plan, rule: DeadlineRule | None, form: RuleForm) -> Answer:
    today = local_day(clock.now(), plan)
    changes = None
    if request.method == "POST" and form.validate():
        if rule is not None:
            check_version(form, rule, stored=present_rule(law.draft_of(rule)))
        draft = _draft(plan, rule, form)
        if kept(form, lambda: law.check_rule(draft)):
            changes = queries.changes(plan, rule, draft, today)
            if (form.confirms(draft) or not changes) and kept(form, _deed(plan, rule, draft)):
                flash(_("Die Frist ist gespeichert."))
                return redirect(url_for("deadlines.index"))
    page = render_template(
        "deadlines/edit.html",
        form=form,
        rule=rule,
        lines=[_line(change) for change in changes or ()],
        resets=rule is not None and not _proposed(rule),
        scope_words=SCOPE_WORDS,
    )
    return (page, 422) if form.errors else page


def _line(change: Change) -> Line:
    return Line(
        meeting=change.meeting,
        before=_day(change.before),
        after=_day(change.after),
        letters=_letters(change.after),
    )


def _day(step: Step | None) -> str:
    """ "Mi., 15.03.2017", with what moved it and the school holidays it lies in."""
    if step is None:
        return str(_("keine"))
    words = short_day(step.deadline.on)
    if step.deadline.moved:
        words += _(", statt %(day)s", day=short_day(step.deadline.computed_on))
    holiday = step.deadline.school_holiday
    return f"{words} ({holiday})" if holiday else words


def _letters(step: Step | None) -> str:
    if step is None:
        return ""
    return "; ".join(
        _(
            "%(day)s an %(name)s",
            day=short_day(local_day(one.at, step.meeting.plan)),
            name=one.recipient.name,
        )
        for one in step.letters
    )


def _draft(plan: Plan, rule: DeadlineRule | None, form: RuleForm) -> RuleDraft:
    if rule is not None:
        return form.draft(rule.scope, rule.key)
    scope = form["scope"].word
    keys = [one.key for one in deadline_rules(plan.id) if one.scope is scope]
    return form.draft(scope, law.free_key(scope, keys))


def _deed(plan: Plan, rule: DeadlineRule | None, draft: RuleDraft) -> Callable[[], None]:
    by, now = signed_in_viewer().account_id, clock.now()

    def deed() -> None:
        if rule is None:
            verbs.add_rule(plan, draft, by=by, now=now)
        else:
            verbs.edit_rule(rule, draft, by=by, now=now)

    return deed


def _proposed(rule: DeadlineRule) -> bool:
    """Whether the rule is just as it was proposed, or the office's own."""
    return law.default_of(rule.scope, rule.key) in (None, law.draft_of(rule))


def distance(days: int) -> str:
    """ "6 Wochen vor der Sitzung", "8 Tage vor der Sitzung", "am Tag der Sitzung"."""
    if days == 0:
        return str(_("am Tag der Sitzung"))
    weeks, rest = divmod(abs(days), 7)
    if rest:
        span = ngettext("%(num)s Tag", "%(num)s Tage", abs(days))
    else:
        span = ngettext("%(num)s Woche", "%(num)s Wochen", weeks)
    side = _("vor der Sitzung") if days < 0 else _("nach der Sitzung")
    return f"{span} {side}"
