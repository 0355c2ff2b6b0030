"""The rules of reminders: read, changed, added, for the plan and for each of its groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.reminders import rules as law
from app.domain.reminders.rules import OF_PLAN, RuleDraft
from app.language import gettext as _
from app.models.groups import Body
from app.models.plans import Plan
from app.models.reminders import ReminderRule, ReminderScope
from app.queries import outlook
from app.queries import reminders as queries
from app.services import reminders as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.reminders import RuleForm, present_rule
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.reminders import words
from app.web.reminders.room import bp

Answer = Response | str | tuple[str, int]
MOST_LINES = 40


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule as a row of the page."""

    title: str
    timing: str
    to: str
    active: bool
    url: str
    note: str


def _may_edit(viewer: Viewer, rule: ReminderRule) -> bool:
    return viewer.coordinates(rule.plan_id)


@bp.get("/verwaltung/erinnerungen")
@allowed(access.may_coordinate)
def index() -> str:
    """All rules in the order of the work; `?gruppe=` shows those that hold in one group."""
    plan = looked_at_plan()
    groups, rules = queries.own_groups(plan), queries.rules_of(plan)
    body = _named_group(groups)
    return render_template(
        "reminders/index.html",
        rooms=[
            (title, [line for scope in scopes for line in _lines(scope, rules, body)])
            for title, scopes in words.ROOMS
        ],
        groups=groups,
        body=body,
        habits=queries.habits_of(plan.id),
    )


@bp.route("/verwaltung/erinnerungen/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def add() -> Answer:
    """A further rule, after a look at what it brings; `?art=` says of what."""
    plan = looked_at_plan()
    scope, body = words.scope_named(request.args.get("art")), _named_group(queries.own_groups(plan))
    if scope is None:
        return render_template("reminders/choose.html", rooms=_choices(body), body=body)
    if body is not None and scope in OF_PLAN:
        abort(404)
    shown = RuleDraft(scope=scope, days=3, reach=law.PROPOSED_LINES[scope])
    return _page(plan, None, RuleForm(scope, data=present_rule(shown)), body)


@bp.route("/verwaltung/erinnerungen/<int:rule_id>", methods=["GET", "POST"])
@allowed(_may_edit, queries.rule_by_id)
def edit(rule: ReminderRule) -> Answer:
    """Change a rule, after a look at what that changes; `?vorschlag=1` fills in the proposal.

    With `?gruppe=` a rule of the plan gets its exception for one group.
    """
    body = _named_group(queries.own_groups(rule.plan)) if rule.body is None else None
    if body is not None:
        return _except(rule, body)
    proposed = law.proposed_of(rule.scope, rule.days)
    wants_proposal = proposed is not None and request.args.get("vorschlag")
    shown = proposed if proposed and wants_proposal else law.draft_of(rule)
    form = RuleForm(
        rule.scope, days_fixed=_days_fixed(rule), data=present_rule(shown, rule.version)
    )
    return _page(rule.plan, rule, form, rule.body)


def _except(rule: ReminderRule, body: Body) -> Answer:
    """For one group the rule of the plan is to be another."""
    own = queries.beside(rule.plan, body, rule.scope)
    present = next((one for one in own if one.days == rule.days), None)
    if present is not None:
        return redirect(url_for("reminders.edit", rule_id=present.id))
    form = RuleForm(rule.scope, days_fixed=True, data=present_rule(law.draft_of(rule)))
    return _page(rule.plan, None, form, body, instead_of=rule)


def _page(
    plan: Plan,
    rule: ReminderRule | None,
    form: RuleForm,
    body: Body | None,
    *,
    instead_of: ReminderRule | None = None,
) -> Answer:
    changes = None
    fixed = rule or instead_of
    if request.method == "POST" and form.validate():
        draft = form.draft(fixed.days if fixed else 0)
        if rule is not None:
            check_version(form, rule, stored=present_rule(law.draft_of(rule)))
        if kept(form, _checked(plan, rule, draft, body)):
            changes = outlook.changes(plan, rule or instead_of, draft, body, clock.now())
            if (form.confirms(draft) or not changes) and kept(form, _deed(plan, rule, draft, body)):
                flash(_("Die Erinnerung ist gespeichert."))
                return redirect(_back(body))
    found = changes or []
    page = render_template(
        "reminders/edit.html",
        form=form,
        rule=rule,
        instead_of=instead_of,
        scope=form.scope,
        scope_words=words.SCOPE_WORDS,
        day_words=words.DAY_WORDS[form.scope],
        timing=words.timing(law.draft_of(fixed)) if fixed else "",
        body=body,
        lines=[words.change_line(one, plan.timezone) for one in found[:MOST_LINES]],
        further=max(0, len(found) - MOST_LINES),
        resets=rule is not None and _changed(rule),
        back=_back(body),
    )
    return (page, 422) if form.errors else page


def _checked(
    plan: Plan, rule: ReminderRule | None, draft: RuleDraft, body: Body | None
) -> Callable[[], None]:
    def check() -> None:
        others = [one for one in queries.beside(plan, body, draft.scope) if one is not rule]
        law.check_rule(draft, others, queries.habits_of(plan.id))

    return check


def _deed(
    plan: Plan, rule: ReminderRule | None, draft: RuleDraft, body: Body | None
) -> Callable[[], Any]:
    by, now = signed_in_viewer().account_id, clock.now()
    if rule is not None:
        return lambda: verbs.edit_rule(rule, draft, by=by, now=now)
    return lambda: verbs.add_rule(plan, body, draft, by=by, now=now)


def _named_group(groups: Any) -> Body | None:
    slug = request.args.get("gruppe", "")
    return next((one for one in groups if one.slug == slug), None)


def _lines(scope: ReminderScope, rules: Any, body: Body | None) -> list[Line]:
    """The rules of the plan, or those that hold in the group, in the order in which they ask."""
    if body is not None and scope in OF_PLAN:
        return []
    found = {one.days: one for one in rules if one.scope is scope and one.body is None}
    if body is not None:
        found |= {one.days: one for one in rules if one.scope is scope and one.body is body}
    ordered = sorted(found.values(), key=lambda one: one.days, reverse=scope not in law.LATE)
    return [_line(one, body) for one in ordered]


def _line(rule: ReminderRule, body: Body | None) -> Line:
    draft = law.draft_of(rule)
    inherited = body.slug if body is not None and rule.body is None else None
    return Line(
        title=str(words.SCOPE_WORDS[rule.scope]),
        timing=words.timing(draft),
        to=words.line(draft),
        active=rule.active,
        url=url_for("reminders.edit", rule_id=rule.id, gruppe=inherited),
        note=_note(rule, body),
    )


def _note(rule: ReminderRule, body: Body | None) -> str:
    if body is not None:
        return str(_("nur in dieser Gruppe") if rule.body is not None else "")
    return str(_("geändert") if _changed(rule) else "")


def _changed(rule: ReminderRule) -> bool:
    """Whether a proposed rule of the plan is no longer as it was proposed."""
    proposed = law.proposed_of(rule.scope, rule.days)
    return rule.body is None and proposed is not None and proposed != law.draft_of(rule)


def _days_fixed(rule: ReminderRule) -> bool:
    """A group's rule in place of the plan's keeps its days, or it would stand beside it."""
    beside = queries.beside(rule.plan, None, rule.scope) if rule.body is not None else ()
    return any(one.days == rule.days for one in beside)


def _choices(body: Body | None) -> list[tuple[Any, list[tuple[str, str]]]]:
    group = body.slug if body is not None else None
    return [
        (
            title,
            [
                (str(words.SCOPE_WORDS[one]), url_for("reminders.add", art=one.value, gruppe=group))
                for one in scopes
                if body is None or one not in OF_PLAN
            ],
        )
        for title, scopes in words.ROOMS
    ]


def _back(body: Body | None) -> str:
    return url_for("reminders.index", gruppe=body.slug if body is not None else None)
