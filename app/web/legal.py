"""The pages the law asks for, open to everybody."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.privacy.limits import KEPT, LIMITS
from app.extensions import transaction
from app.language import gettext as _
from app.models.plans import Plan
from app.queries.offices import first_plan
from app.services import barriers, throttle
from app.web import visitor
from app.web.forms.legal import BarrierForm
from app.web.guards import current_viewer, public
from app.web.limits import counts

STATED_ON = dt.date(2026, 11, 24)  # the day of the self-assessment; renew it with the statement

bp = Blueprint("legal", __name__)


@bp.get("/barrierefreiheit")
@public
def accessibility() -> str:
    """The accessibility statement after Annex 1 to § 4 L-BGG-DVO."""
    return _page("accessibility", stated_on=STATED_ON, address=current_app.config["BASE_URL"])


@bp.get("/datenschutz")
@public
def privacy() -> str:
    """What is stored of whom, why and how long."""
    return _page("privacy", rows=_stored_rows())


@bp.get("/impressum")
@public
def imprint() -> str:
    """Who is responsible for these pages."""
    return _page("imprint")


@bp.get("/leichte-sprache")
@public
def easy_language() -> str:
    """What this is, in easy language; a draft until its readers have checked it."""
    return _page("easy_language")


@bp.get("/barriere-melden")
@public
def report_barrier() -> str:
    """An empty form."""
    return _page("report_barrier", form=BarrierForm(formdata=None))


@bp.post("/barriere-melden")
@public
@counts(throttle.BARRIER_BY_NETWORK, throttle.BARRIER_AT_ALL)
def take_barrier() -> Response | tuple[str, int]:
    """Send the report to the coordination office as a letter."""
    form = BarrierForm()
    if not form.validate():
        return _page("report_barrier", form=form), 422
    if not _may_report():
        flash(
            _("Von Ihrem Anschluss kamen schon mehrere Meldungen. Bitte versuchen Sie es später."),
            "error",
        )
        return _page("report_barrier", form=form), 429
    report = barriers.Report(
        what=form.what.data or "", where=form.where.data or "", answer_to=form.email.data or ""
    )
    with transaction():
        barriers.report(
            report, first_plan(), otherwise_to=current_app.config["MAIL_FROM"], now=clock.now()
        )
    flash(_("Danke. Ihre Meldung ist bei der Geschäftsstelle."))
    return redirect(url_for("legal.report_barrier"))


def _stored_rows() -> list[tuple[str, str, str]]:
    """What is held of people and how long: the very table that the job of clearing reads."""
    limits = (*KEPT.values(), *LIMITS.values())
    return [(_(limit.what), _(limit.why), _(limit.how_long)) for limit in limits]


def _may_report() -> bool:
    with transaction():
        return throttle.allows(
            throttle.BARRIER_BY_NETWORK, visitor.network(), now=clock.now()
        ) and throttle.allows(throttle.BARRIER_AT_ALL, "", now=clock.now())


def _page(name: str, **values: object) -> str:
    viewer = current_viewer()
    plan: Plan | None = (viewer.plan if viewer else None) or first_plan()
    is_template = current_app.config["DEMO"] or (viewer is not None and viewer.is_office)
    return render_template(f"legal/{name}.html", plan=plan, is_template=is_template, **values)
