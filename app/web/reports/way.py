"""What is done with a report as a whole: steps, number, supplements, another day to compare."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import reports as law
from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.reports import Report, ReportAnnex, Step
from app.queries import reports as queries
from app.services import reports as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.files import uploads
from app.web.forms.reports import AnnexForm, HeadForm, NumberForm, StepForm, SupplementForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.reports.room import Answer, back, bp
from app.web.reports.show import page

DONE = {
    Step.GIVEN: _l("Der Bericht liegt zur Mitzeichnung vor."),
    Step.CO_SIGNED: _l("Die Mitzeichnung ist vermerkt."),
    Step.RETURNED: _l("Der Bericht ist wieder ein Entwurf."),
    Step.RELEASED: _l("Der Bericht ist freigegeben und ändert sich nicht mehr."),
    Step.SENT: _l("Der Versand ist vermerkt."),
}


def _may_edit_annex(viewer: Viewer, annex: ReportAnnex) -> bool:
    return law.may_edit(viewer, annex.report)


@bp.post("/berichte/<uuid:uid>/schritt")
@allowed(law.may_edit, queries.by_uid)
def take_step(report: Report) -> Answer:
    """Bring the report the step on that the address names."""
    step = next((one for one in Step if one.value == request.args.get("schritt")), None)
    if step is None:
        raise RuleBroken(_("Diesen Schritt gibt es nicht."))
    form, by = StepForm(step), signed_in_viewer().account_id

    def deed() -> None:
        who, words = form["who"].data or "", form["words"].data or ""
        verbs.take_step(report, step, who=who, words=words, by=by, now=clock.now())

    if form.validate() and kept(form, deed):
        flash(DONE[step])
        return back(report, "weg")
    return page(report, step_form=(step, form)), 422


@bp.post("/berichte/<uuid:uid>/mitzeichnen")
@allowed(law.may_co_sign, queries.by_uid)
def co_sign(report: Report) -> Response:
    """Whoever reads the whole plan signs for the own office."""
    viewer = signed_in_viewer()
    with transaction():
        verbs.take_step(
            report, Step.CO_SIGNED, who=viewer.name, by=viewer.account_id, now=clock.now()
        )
    flash(DONE[Step.CO_SIGNED])
    return back(report)


@bp.post("/berichte/<uuid:uid>/angaben")
@allowed(law.may_edit, queries.by_uid)
def edit(report: Report) -> Answer:
    """Call the report otherwise, or tell changes since another day."""
    form, by = HeadForm(), signed_in_viewer().account_id

    def deed() -> None:
        title, compared_on = form["title"].data or "", form["compared_on"].data
        verbs.edit(report, title, compared_on, by=by, now=clock.now())

    if form.validate():
        check_version(form, report, back=url_for("reports.show", uid=report.uid))
        if kept(form, deed):
            flash(_("Die Angaben sind gespeichert."))
            return back(report)
    return page(report, head_form=form), 422


@bp.post("/berichte/<uuid:uid>/nummer")
@allowed(law.may_edit, queries.by_uid)
def enter_number(report: Report) -> Answer:
    """The number that the council's office gave the paper."""
    form, by = NumberForm(), signed_in_viewer().account_id

    def deed() -> None:
        verbs.enter_number(report, form["paper_number"].data or "", by=by, now=clock.now())

    if form.validate() and kept(form, deed):
        flash(_("Die Nummer ist gespeichert."))
        return back(report)
    return page(report, number_form=form), 422


@bp.post("/berichte/<uuid:uid>/ergaenzung")
@allowed(law.may_edit, queries.by_uid)
def supplement(report: Report) -> Answer:
    """Add dated words to a released report."""
    form, by = SupplementForm(), signed_in_viewer().account_id

    def deed() -> None:
        verbs.add_supplement(report, form["text"].data or "", by=by, now=clock.now())

    if form.validate() and kept(form, deed):
        flash(_("Die Ergänzung steht jetzt vor dem Bericht."))
        return back(report)
    return page(report, supplement_form=form), 422


@bp.post("/berichte/<uuid:uid>/anlagen")
@allowed(law.may_edit, queries.by_uid)
@limited(throttle.UPLOADS_BY_ACCOUNT)
def add_annex(report: Report) -> Answer:
    """Put an annex at the end."""
    form, by = AnnexForm(queries.bilanzen(report.plan)), signed_in_viewer().account_id

    def deed() -> None:
        title, bilanz = form["title"].data or "", form["bilanz"].row
        given = next(iter(uploads([form["files"].data])), None)
        verbs.add_annex(report, title, bilanz, given, by=by, now=clock.now())

    if form.validate() and kept(form, deed):
        flash(_("Die Anlage ist aufgenommen."))
        return back(report, "anlagen")
    return page(report, annex_form=form), 422


@bp.post("/berichte/<uuid:uid>/anlagen/entfernen")
@allowed(law.may_edit, queries.by_uid)
def remove_annex(report: Report) -> Response:
    """Take an annex out; those behind it move up."""
    number = request.form.get("nummer", 0, type=int)
    with transaction():
        verbs.remove_annex(report, number, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Anlage ist herausgenommen. Die folgenden sind aufgerückt."))
    return back(report, "anlagen")


@bp.post("/berichte/<uuid:uid>/anlagen/<int:annex_id>/wiederherstellen")
@allowed(_may_edit_annex, queries.annex_by_id)
def restore_annex(annex: ReportAnnex) -> Response:
    """Put an annex back to its old number."""
    with transaction():
        verbs.restore_annex(annex, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Anlage %(number)s „%(title)s“ ist wieder da.", number=annex.number, title=annex.title))
    return back(annex.report, "anlagen")


@bp.post("/berichte/<uuid:uid>/verwerfen")
@allowed(law.may_edit, queries.by_uid)
def discard(report: Report) -> Response:
    """Put a draft away; the list shows the way back."""
    with transaction():
        verbs.discard(report, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Der Entwurf ist verworfen."))
    return redirect(url_for("reports.index"))


@bp.post("/berichte/<uuid:uid>/wiederherstellen")
@allowed(law.may_edit, queries.known_by_uid)
def bring_back(report: Report) -> Response:
    """Bring a discarded draft back."""
    with transaction():
        verbs.bring_back(report, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Der Entwurf ist wieder da."))
    return back(report)
