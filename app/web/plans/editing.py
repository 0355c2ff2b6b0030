"""The office edits the plan, its fields, topics and examples."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.language import gettext as _
from app.models.plans import Example, FieldOfAction, Plan
from app.queries import plans as queries
from app.services import plan_editing as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.plans import ExampleForm, FieldForm, PlanForm, TopicForm
from app.web.guards import allowed, signed_in_viewer
from app.web.plans.room import bp

Answer = Response | str | tuple[str, int]


@bp.route("/plaene/<slug>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_plan, queries.by_slug)
def edit(plan: Plan) -> Answer:
    """Change title, county and how the office signs."""
    form = PlanForm(obj=plan)
    if request.method == "POST" and form.validate():
        check_version(form, plan)
        if kept(form, lambda: verbs.edit_plan(plan, form.draft, by=_by(), now=clock.now())):
            flash(_("Die Angaben zum Plan wurden geändert."))
            return redirect(url_for("plans.show", slug=plan.slug))
    return _page("plans/edit.html", form=form, plan=plan)


@bp.route("/plaene/<slug>/handlungsfelder/neu", methods=["GET", "POST"])
@allowed(access.may_edit_plan, queries.by_slug)
def create_field(plan: Plan) -> Answer:
    """A further field of action."""
    form = FieldForm()
    if (
        request.method == "POST"
        and form.validate()
        and kept(form, lambda: verbs.add_field(plan, form.draft, by=_by(), now=clock.now()))
    ):
        flash(_("Das Handlungsfeld wurde angelegt."))
        return redirect(url_for("plans.show", slug=plan.slug))
    return _page("plans/field.html", form=form, plan=plan, field=None)


@bp.route("/plaene/<slug>/handlungsfelder/<int:number>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_field, queries.field_by_number)
def edit_field(field: FieldOfAction) -> Answer:
    """Change a field's name, motto, pages and stated counts."""
    form = FieldForm(obj=field)
    if request.method == "POST" and form.validate():
        check_version(form, field)
        if kept(form, lambda: verbs.edit_field(field, form.draft, by=_by(), now=clock.now())):
            flash(_("Das Handlungsfeld wurde geändert."))
            return _to_field(field)
    return _page("plans/field.html", form=form, plan=field.plan, field=field)


@bp.route("/plaene/<slug>/handlungsfelder/<int:number>/themen/neu", methods=["GET", "POST"])
@allowed(access.may_edit_field, queries.field_by_number)
def create_topic(field: FieldOfAction) -> Answer:
    """A further topic of the field."""
    form = TopicForm()
    if (
        request.method == "POST"
        and form.validate()
        and kept(form, lambda: verbs.add_topic(field, form["name"].data, by=_by(), now=clock.now()))
    ):
        flash(_("Der Themenbereich wurde angelegt."))
        return _to_field(field)
    return _page("plans/topic.html", form=form, plan=field.plan, field=field)


@bp.route("/plaene/<slug>/handlungsfelder/<int:number>/beispiele/neu", methods=["GET", "POST"])
@allowed(access.may_edit_field, queries.field_by_number)
def create_example(field: FieldOfAction) -> Answer:
    """A further example from the county."""
    form = ExampleForm()
    if (
        request.method == "POST"
        and form.validate()
        and kept(
            form, lambda: verbs.add_example(field, form["text"].data, by=_by(), now=clock.now())
        )
    ):
        flash(_("Das Beispiel wurde angelegt."))
        return _to_field(field)
    return _page("plans/example.html", form=form, plan=field.plan, field=field, example=None)


@bp.route(
    "/plaene/<slug>/handlungsfelder/<int:number>/beispiele/<int:position>", methods=["GET", "POST"]
)
@allowed(access.may_edit_example, queries.example_by_place)
def edit_example(example: Example) -> Answer:
    """Change the text of an example."""
    form = ExampleForm(obj=example)
    field = example.field
    if (
        request.method == "POST"
        and form.validate()
        and kept(
            form, lambda: verbs.edit_example(example, form["text"].data, by=_by(), now=clock.now())
        )
    ):
        flash(_("Das Beispiel wurde geändert."))
        return _to_field(field)
    return _page("plans/example.html", form=form, plan=field.plan, field=field, example=example)


def _by() -> int:
    return signed_in_viewer().account_id


def _to_field(field: FieldOfAction) -> Response:
    place = url_for("plans.show", slug=field.plan.slug, _anchor=f"feld-{field.number}")
    return redirect(place)


def _page(template: str, **values: object) -> Answer:
    page = render_template(template, **values)
    return (page, 422) if request.method == "POST" else page
