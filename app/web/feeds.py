"""Calendar feeds: the address that calendars poll, and the page where people manage theirs."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app import clock
from app.domain import access, wording
from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.domain.feeds import LONGEST_NAME, may_manage
from app.extensions import db, transaction
from app.models.accounts import Account
from app.models.feeds import Feed, FeedScope
from app.models.plans import Plan
from app.queries import feeds as queries
from app.services import feeds
from app.services.feeds import FeedWishes
from app.web import polling
from app.web.guards import allowed, public, signed_in_viewer

bp = Blueprint("feeds", __name__)


@bp.record_once
def _keep_cookies_from_calendars(setup: BlueprintSetupState) -> None:
    cast(Flask, setup.app).session_interface = polling.NoCookiesForCalendars()


@bp.get("/kalender/<token>/<name>.ics")
@public
def calendar(token: str, name: str) -> Response:
    """The address to subscribe to; its secret is all the policy there is."""
    return polling.answer(token)


class FeedForm(FlaskForm):
    """What somebody wants of a new feed."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Bitte geben Sie dem Abonnement einen Namen.")),
            Length(max=LONGEST_NAME, message=_l("Bitte kürzen Sie den Namen.")),
        ],
        description=_l("Woran Sie das Gerät wiedererkennen, zum Beispiel „Outlook Büro“."),
    )
    scope = RadioField(
        _l("Inhalt"), [DataRequired(_l("Bitte wählen Sie den Inhalt."))], default="own"
    )
    with_deadlines = BooleanField(_l("Fristen von Aufgaben zeigen"), default=True)
    with_undated = BooleanField(
        _l("Sitzungen zeigen, deren Tag noch offen ist"),
        default=True,
        description=_l("Sie stehen als „Termin offen“ am Ersten ihres Monats."),
    )
    with_alarms = BooleanField(
        _l("Eine Stunde vor Sitzungen erinnern lassen"),
        description=_l("Viele Kalender lassen diese Erinnerungen weg. E-Mails kommen immer."),
    )

    def offer(self, viewer: Viewer) -> None:
        """Offer the contents that the viewer may choose."""
        bodies = queries.bodies_to_choose(viewer)
        self.scope.choices = [
            SelectChoice("own", _("Meine Sitzungen und meine Aufgaben")),
            *(SelectChoice(f"group:{body.slug}", body.name) for body in bodies),
            SelectChoice("plan", _("Alles, was ich in diesem Plan sehen darf")),
        ]


@bp.get("/kalender")
@allowed(access.may_use_plan)
def index() -> str:
    viewer = signed_in_viewer()
    form = FeedForm()
    form.offer(viewer)
    return _page(viewer, form)


@bp.post("/kalender")
@allowed(access.may_use_plan)
def create() -> Any:
    viewer = signed_in_viewer()
    form = FeedForm()
    form.offer(viewer)
    if not form.validate():
        return _page(viewer, form), 422
    try:
        with transaction():
            feed, token = feeds.create_feed(
                db.session.get_one(Account, viewer.account_id),
                _plan(viewer),
                _wishes(form, viewer),
                now=clock.now(),
                by=viewer.account_id,
            )
    except RuleBroken as broken:
        field = form[broken.field or "name"]
        field.errors = [*field.errors, broken.sentence]
        return _page(viewer, form), 422
    return _address_page(feed, token, renewed=False)


@bp.post("/kalender/<uuid:uid>/erneuern")
@allowed(may_manage, load=queries.by_uid)
def renew(feed: Feed) -> str:
    with transaction():
        token = feeds.renew(feed, now=clock.now(), by=signed_in_viewer().account_id)
    return _address_page(feed, token, renewed=True)


@bp.post("/kalender/<uuid:uid>/widerrufen")
@allowed(may_manage, load=queries.by_uid)
def revoke(feed: Feed) -> BaseResponse:
    with transaction():
        feeds.revoke(feed, now=clock.now(), by=signed_in_viewer().account_id)
    flash(_("Das Abonnement „%(name)s“ ist beendet.", name=feed.name))
    return redirect(url_for("feeds.index"))


def _plan(viewer: Viewer) -> Plan:
    if viewer.plan is None:
        raise RuntimeError("the guard lets nobody in without a plan")
    return viewer.plan


def _wishes(form: FeedForm, viewer: Viewer) -> FeedWishes:
    scope, body = feeds.parse_scope(_plan(viewer), form.scope.data)
    return FeedWishes(
        name=form.name.data,
        scope=scope,
        body=body,
        with_deadlines=form.with_deadlines.data,
        with_undated=form.with_undated.data,
        with_alarms=form.with_alarms.data,
    )


def _page(viewer: Viewer, form: FeedForm) -> str:
    rows = [_row(feed) for feed in queries.feeds_of(viewer.account_id, _plan(viewer).id)]
    return render_template("feeds/index.html", form=form, feeds=rows)


def _row(feed: Feed) -> dict[str, Any]:
    return {
        "uid": feed.uid,
        "name": feed.name,
        "content": _content(feed),
        "created": wording.short_day(feeds.local_day(feed.created_at, feed.plan.timezone)),
        "used": wording.short_day(feed.last_used_on) if feed.last_used_on else _("noch nie"),
    }


def _content(feed: Feed) -> str:
    if feed.body is not None:
        return feed.body.name
    own = feed.scope is FeedScope.OWN
    return str(_("Eigene Termine") if own else _("Alle sichtbaren Termine"))


def _address_page(feed: Feed, token: str, *, renewed: bool) -> str:
    """Shown once, in the answer itself: a redirect would have to carry the secret along."""
    address = feeds.address(current_app.config["BASE_URL"], feed, token)
    return render_template(
        "feeds/address.html",
        name=feed.name,
        address=address,
        webcal="webcal://" + address.split("://", 1)[1],
        renewed=renewed,
    )
