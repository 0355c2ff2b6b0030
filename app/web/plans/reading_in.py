"""The office reads a file into the plan: hand it in, look at what would change, take it over."""

from __future__ import annotations

import hashlib
import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.files import clean_name
from app.domain.spoken import day_of_year
from app.extensions import db, transaction
from app.imports import read_file
from app.imports.draft import UnreadableFile
from app.imports.lists import Mapping
from app.imports.lists.cells import letters
from app.imports.lists.columns import roles_of
from app.language import gettext as _
from app.language import ngettext
from app.models.plan_files import PlanUpload
from app.models.plans import Plan
from app.queries import plan_uploads
from app.queries import plans as queries
from app.queries.authors import names_of
from app.services import plan_uploads as verbs
from app.services import throttle
from app.services.plan_import import ImportReport, last_import
from app.services.plan_uploads import Given, Overtaken
from app.web.forms.plan_files import (
    DayOfFileForm,
    MeaningsForm,
    PlanFileForm,
    SheetForm,
    columns_form,
    meanings_form,
)
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.plans.comparing import past, shown
from app.web.plans.room import bp

Answer = Response | str | tuple[str, int]
SAMPLES = 3


@bp.route("/plaene/<slug>/einlesen", methods=["GET", "POST"])
@allowed(access.may_edit_plan, queries.by_slug)
@limited(throttle.UPLOADS_BY_ACCOUNT)
def read_in(plan: Plan) -> Answer:
    """Hand in a file; nothing of the plan changes by that."""
    form, problems = PlanFileForm(), []
    if request.method == "POST" and form.validate():
        slug = plan.slug
        try:
            given = _read(form["file"].data)
        except UnreadableFile as refused:
            problems = [problem.message for problem in refused.problems]
        else:
            with transaction():
                upload = verbs.keep_upload(
                    plan, given, as_of=form["as_of"].data, by=_by(), now=clock.now()
                )
                step = "plans.comparison" if given.reading.is_ours else "plans.columns"
                uid = upload.uid
            return redirect(url_for(step, slug=slug, uid=uid))
    imports = plan_uploads.latest_imports(plan)
    names = names_of([made.account_id for made in imports if made.account_id])
    page = render_template(
        "plans/read_in.html",
        plan=plan,
        form=form,
        problems=problems,
        imports=past(plan, imports, names, last_import(plan)),
    )
    return (page, 422) if request.method == "POST" else page


def _read(file: FileStorage) -> Given:
    """The file's words. Opening it may take seconds: no transaction is open meanwhile."""
    content, name = file.read(), clean_name(file.filename or "")
    db.session.rollback()  # SQLite has one write lock, and a POST holds it from its first query on
    return Given(
        reading=read_file(content, name),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


@bp.get("/plaene/<slug>/einlesen/<uuid:uid>")
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def comparison(upload: PlanUpload) -> str:
    """What would be new, what changes, what stays, what is doubtful; or why it cannot be read."""
    return _comparison_page(upload)


def _comparison_page(upload: PlanUpload, form: MeaningsForm | None = None) -> str:
    reading, unclear = verbs.reading_of(upload), verbs.unclear_wordings(upload)
    return render_template(
        "plans/comparison.html",
        plan=upload.plan,
        upload=upload,
        is_list=reading.is_list,
        day_form=DayOfFileForm(data={"as_of": upload.as_of}),
        problems=verbs.problems_of(upload),
        day_missing=verbs.lacks_day(upload),
        shown=shown(upload.report) if upload.report else None,
        mark=verbs.mark_of(upload.report) if upload.report else "",
        meanings_form=form or meanings_form(unclear, verbs.meanings_of(upload)),
        unclear=unclear,
    )


@bp.post("/plaene/<slug>/einlesen/<uuid:uid>/einordnen")
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def say_meanings(upload: PlanUpload) -> Answer:
    """Say what wordings mean that no rule can read, and compare again."""
    form = meanings_form(verbs.unclear_wordings(upload), verbs.meanings_of(upload))
    if not form.validate():
        return _comparison_page(upload, form), 422
    with transaction():
        verbs.say_meanings(upload, form.meanings(), by=_by(), now=clock.now())
    flash(_("Die Einordnung gilt für den Vergleich und für das Übernehmen."))
    return _to_comparison(upload)


@bp.post("/plaene/<slug>/einlesen/<uuid:uid>/stand")
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def set_day_of_file(upload: PlanUpload) -> Response:
    """Say of which day the file is, and compare again."""
    form = DayOfFileForm()
    if form.validate():
        with transaction():
            verbs.set_day(upload, form["as_of"].data, by=_by(), now=clock.now())
    else:
        flash(_("Bitte geben Sie ein Datum ein, zum Beispiel 20.02.2017."), "error")
    return _to_comparison(upload)


@bp.route("/plaene/<slug>/einlesen/<uuid:uid>/spalten", methods=["GET", "POST"])
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def columns(upload: PlanUpload) -> Answer:
    """Say what the columns of a list are; the guess is filled in."""
    reading = verbs.reading_of(upload)
    if not reading.is_list or upload.mapping is None:
        return _to_comparison(upload)
    sheets, kept = reading.data["sheets"], Mapping.from_json(upload.mapping)
    present = {"blatt": kept.sheet, "kopf": kept.head}
    asked = SheetForm(sheets, formdata=request.args or None, data=present)
    place = asked["blatt"].data if asked.validate() else kept.sheet
    place = place if place in range(len(sheets)) else kept.sheet
    head = asked["kopf"].data if asked["kopf"].data is not None else kept.head
    rows = sheets[place]["rows"]
    heads: list[str] = next((cells for number, cells, _odd in rows if number == head), [])
    is_kept = (place, head) == (kept.sheet, kept.head)
    width = max((len(cells) for _number, cells, _odd in rows), default=0)
    form = columns_form(width, kept.columns if is_kept else roles_of(heads))
    if request.method == "POST" and form.validate():
        mapping = Mapping(place, head, form.columns())
        with transaction():
            verbs.map_columns(upload, mapping, by=_by(), now=clock.now())
        return _to_comparison(upload)
    below = [cells for number, cells, _odd in rows if number > head]
    page = render_template(
        "plans/columns.html",
        plan=upload.plan,
        upload=upload,
        asked=asked,
        many=len(sheets) > 1,
        form=form,
        lines=[
            (
                letters(number),
                _cell(heads, number),
                _samples(below, number),
                form[f"spalte_{number}"],
            )
            for number in range(width)
        ],
        rows=len(below),
    )
    return (page, 422) if request.method == "POST" else page


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _samples(rows: list[list[str]], place: int) -> list[str]:
    found = dict.fromkeys(cell for row in rows if (cell := _cell(row, place).strip()))
    return [cell[:80] for cell in list(found)[:SAMPLES]]


@bp.post("/plaene/<slug>/einlesen/<uuid:uid>/uebernehmen")
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def take_over(upload: PlanUpload) -> Response:
    """Take over exactly what was shown; where the plan has changed since, show it anew."""
    slug = upload.plan.slug
    try:
        with transaction():
            seen = request.form.get("gesehen", "")
            report = verbs.take_over(upload, shown=seen, by=_by(), now=clock.now())
    except Overtaken:
        with transaction():
            verbs.compare(upload, by=_by(), now=clock.now())
        flash(
            _(
                "Der Plan wurde inzwischen geändert; es wurde nichts übernommen. "
                "Bitte sehen Sie sich den neuen Vergleich an."
            ),
            "warning",
        )
        return _to_comparison(upload)
    flash(_done(report))
    return redirect(url_for("plans.show", slug=slug))


def _done(report: ImportReport) -> str:
    goals = sum(entry.kind == "goal" for entry in report.added)
    statuses = sum(entry.kind == "status" for entry in report.added)
    return " ".join(
        [
            _("Die Datei ist eingelesen, Stand %(day)s.", day=day_of_year(report.as_of)),
            ngettext("Ein Ziel ist neu,", "%(num)s Ziele sind neu,", goals),
            ngettext("ein Stand kam dazu.", "%(num)s Stände kamen dazu.", statuses),
        ]
    )


@bp.post("/plaene/<slug>/einlesen/<uuid:uid>/verwerfen")
@allowed(access.may_use_upload, plan_uploads.upload_by_uid)
def discard_file(upload: PlanUpload) -> Response:
    """Let the file go."""
    slug = upload.plan.slug
    with transaction():
        verbs.discard(upload)
    flash(_("Die Datei ist verworfen. Am Plan hat sich nichts geändert."))
    return redirect(url_for("plans.read_in", slug=slug))


def _to_comparison(upload: PlanUpload) -> Response:
    slug, uid = upload.plan.slug, upload.uid
    return redirect(_comparison_of(slug, uid))


def _comparison_of(slug: str, uid: uuid.UUID) -> str:
    return url_for("plans.comparison", slug=slug, uid=uid)


def _by() -> int:
    return signed_in_viewer().account_id
