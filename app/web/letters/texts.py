"""The office's own words in letters, within bounds."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.letter_texts import PLACEHOLDERS, Texts, check_texts, filled
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Plan
from app.queries import groups
from app.queries import letter_texts as queries
from app.services import letter_texts as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.letter_texts import TextsForm, present
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.letters.room import bp
from app.web.letters.words import KIND_WORDS

Answer = Response | str | tuple[str, int]
WORDS = KIND_WORDS | {
    "reminder": _l("Erinnerung (alle Anlässe)"),
    "meeting_changed": _l("Änderung einer Sitzung"),
}


@bp.get("/verwaltung/briefe/texte")
@allowed(access.may_coordinate)
def texts() -> str:
    """The kinds of letters whose words can be completed, and which are."""
    own = queries.of_plan(looked_at_plan().id)
    kinds = [(kind, str(WORDS[kind]), not own.get(kind, Texts()).standard) for kind in PLACEHOLDERS]
    return render_template("letters/texts.html", kinds=kinds)


@bp.route("/verwaltung/briefe/texte/<kind>", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def text(kind: str) -> Answer:
    """Complete one kind of letter, after a look at what it will say."""
    if kind not in PLACEHOLDERS:
        abort(404)
    plan, row = looked_at_plan(), queries.row_of(looked_at_plan().id, kind)
    form = TextsForm(data=present(row))
    shown = None
    if request.method == "POST" and form.validate():
        if row is not None:
            check_version(form, row, stored=present(row))
        if kept(form, lambda: check_texts(kind, form.texts)):
            shown = form.texts
            if form.confirms() and kept(form, lambda: _keep(plan, kind, form.texts)):
                flash(_("Der Text ist gespeichert."))
                return redirect(url_for("letters.texts"))
    page = render_template(
        "letters/text.html",
        form=form,
        title=str(WORDS[kind]),
        placeholders=[f"{{{one}}}" for one in PLACEHOLDERS[kind]],
        example=_example(plan, kind, shown) if shown else None,
        own=row is not None,
    )
    return (page, 422) if form.errors else page


def _keep(plan: Plan, kind: str, texts: Texts) -> None:
    verbs.keep(plan, kind, texts, by=signed_in_viewer().account_id, now=clock.now())


def _example(plan: Plan, kind: str, texts: Texts) -> Texts:
    """The texts filled with what the plan really has."""
    bodies = groups.all_of(plan.id)
    known = {
        "name": signed_in_viewer().name,
        "plan": plan.title,
        "landkreis": plan.county,
        "geschaeftsstelle": plan.office_name,
        "betreff": str(WORDS[kind]),
        "gruppe": bodies[0].name if bodies else _("Gruppe"),
        "sitzung": _("Arbeitstreffen"),
        "aufgabe": _("Räume anfragen"),
    }
    return Texts(
        subject=filled(texts.subject or "{betreff}", known),
        introduction=filled(texts.introduction, known),
        closing=filled(texts.closing, known),
    )
