"""Pages of the room "targets": one target with its check and its values; the office edits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access, charts
from app.domain import targets as law
from app.domain.days import local_day
from app.domain.spoken import day_of_year
from app.language import german
from app.language import gettext as _
from app.models.plans import Goal
from app.models.targets import Target, TargetValue
from app.queries import targets as queries
from app.queries.authors import names_of
from app.queries.plans import goal_by_key
from app.services import targets as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.targets import (
    KIND_WORDS,
    SMART_WORDS,
    CorrectionForm,
    TargetForm,
    ValueForm,
    present_target,
    present_value,
)
from app.web.guards import allowed, signed_in_viewer

bp = Blueprint("targets", __name__)
PLACE = "/plaene/<slug>/ziele/<key>/zielsetzungen"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class About:
    """A target as pages show it: what is missing, what stands, what was wanted."""

    target: Target
    missing: list[str]
    baseline: str | None
    wanted: str | None
    latest: str | None
    entries: list[law.Entry]


def about(target: Target) -> About:
    """The target in words."""
    entries = law.entries(target.values)
    standing = [entry.value for entry in entries if not entry.struck_out]
    latest = standing[-1] if standing else None
    return About(
        target=target,
        missing=law.missing_parts(target),
        baseline=_on(target.baseline_value, target.baseline_on, target, _("am")),
        wanted=_on(target.target_value, target.target_on, target, _("bis")),
        latest=_on(latest.value, latest.measured_on, target, _("am")) if latest else None,
        entries=entries,
    )


@bp.get(f"{PLACE}/<uuid:uid>")
@allowed(access.may_see_target, queries.by_uid)
def show(target: Target) -> str:
    """One target: can it be checked, is it SMART, what was measured."""
    said = about(target)
    authors = [value.author_id for value in target.values if value.author_id]
    return render_template(
        "targets/show.html",
        said=said,
        target=target,
        goal=target.goal,
        plan=target.goal.field.plan,
        answers=law.smart(target, german),
        smart_words=SMART_WORDS,
        kind_words=KIND_WORDS,
        chart=_chart(said),
        in_words=law.in_words,
        authors=names_of(authors),
        may_edit=access.may_edit_target(signed_in_viewer(), target),
    )


@bp.route(f"{PLACE}/neu", methods=["GET", "POST"])
@allowed(access.may_edit_goal, goal_by_key)
def create(goal: Goal) -> Answer:
    """A target under the goal."""
    plan = goal.field.plan
    form = TargetForm(plan, data=present_target(None))
    made: list[Target] = []
    if request.method == "POST" and form.validate():
        deed = partial(verbs.add, goal, form.draft, by=_by(), now=clock.now())
        if kept(form, lambda: made.append(deed())):
            flash(_("Die Zielsetzung wurde angelegt."))
            return _to(made[0])
    return _page("targets/edit.html", form=form, plan=plan, goal=goal, target=None)


@bp.route(f"{PLACE}/<uuid:uid>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_target, queries.by_uid)
def edit(target: Target) -> Answer:
    """Change the parts of a target."""
    goal, plan = target.goal, target.goal.field.plan
    form = TargetForm(plan, obj=target, data=present_target(target))
    if request.method == "POST" and form.validate():
        check_version(form, target)
        if kept(form, partial(verbs.edit, target, form.draft, by=_by(), now=clock.now())):
            flash(_("Die Zielsetzung wurde geändert."))
            return _to(target)
    return _page("targets/edit.html", form=form, plan=plan, goal=goal, target=target)


@bp.route(f"{PLACE}/<uuid:uid>/werte/neu", methods=["GET", "POST"])
@allowed(access.may_edit_target, queries.by_uid)
def record(target: Target) -> Answer:
    """Enter a measured value."""
    form = ValueForm(data={"measured_on": _today(target), "source": target.data_source})
    if request.method == "POST" and form.validate():
        deed = partial(verbs.record, target, form.draft, by=_by(), now=clock.now())
        if kept(form, deed):
            flash(_("Der Wert ist eingetragen."))
            return _to(target)
    return _page("targets/value.html", form=form, target=target, value=None)


@bp.route(f"{PLACE}/<uuid:uid>/werte/<int:value_id>/berichtigen", methods=["GET", "POST"])
@allowed(access.may_edit_value, queries.value_of)
def correct(value: TargetValue) -> Answer:
    """Correct a measured value; the old one stays readable."""
    form = CorrectionForm(data=present_value(value))
    if request.method == "POST" and form.validate():
        deed = partial(verbs.correct, value, form.draft, by=_by(), now=clock.now())
        if kept(form, deed):
            flash(_("Der Wert ist berichtigt. Der frühere Eintrag bleibt lesbar."))
            return _to(value.target)
    return _page("targets/value.html", form=form, target=value.target, value=value)


def _chart(said: About) -> charts.TimeChart:
    """What was measured, and the way that was wanted."""
    target = said.target
    way = [
        (day, value)
        for day, value in (
            (target.baseline_on, target.baseline_value),
            (target.target_on, target.target_value),
        )
        if day is not None and value is not None
    ]
    lines = [charts.Series(_("Gemessen"), law.series(target, said.entries))]
    if target.target_on and target.target_value is not None:
        lines.append(charts.Series(_("Vereinbart"), way, dashed=True))
    return charts.over_time(lines)


def _on(value: float | None, day: dt.date | None, target: Target, word: str) -> str | None:
    """ "12 Kurse bis 31. Dezember 2018"; None without a value."""
    if value is None:
        return None
    said = _words(value, target)
    return said + f" {word} {day_of_year(day)}" if day else said


def _words(value: float, target: Target) -> str:
    return law.in_words(value, german(target.unit))


def _today(target: Target) -> dt.date:
    return local_day(clock.now(), target.goal.field.plan)


def _by() -> int:
    return signed_in_viewer().account_id


def _to(target: Target) -> Response:
    goal = target.goal
    place = url_for("targets.show", slug=goal.field.plan.slug, key=goal.key, uid=target.uid)
    return redirect(place)


def _page(template: str, **values: object) -> Answer:
    page = render_template(template, **values)
    return (page, 422) if request.method == "POST" else page
