"""The page of one's own subscriptions: new ones, renewed ones, ended ones."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.feeds import may_manage
from app.domain.spoken import short_day
from app.extensions import db, transaction
from app.language import german
from app.language import gettext as _
from app.models.accounts import Account
from app.models.feeds import Feed, FeedScope
from app.queries import feeds as queries
from app.services import feeds
from app.web.feeds.addresses import address_of
from app.web.feeds.publishing import public_part
from app.web.feeds.room import bp
from app.web.forms.feeds import FeedForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer


@bp.get("/kalender")
@allowed(access.may_use_plan)
def index() -> str:
    """What there is, a new one, and how calendars behave."""
    form = FeedForm()
    form.offer(signed_in_viewer())
    return _page(form)


@bp.post("/kalender")
@allowed(access.may_use_plan)
def create() -> str | tuple[str, int]:
    """A further address."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    form = FeedForm()
    form.offer(viewer)
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            feed, token = feeds.create_feed(
                db.session.get_one(Account, viewer.account_id),
                plan,
                form.wishes_in(plan),
                now=clock.now(),
                by=viewer.account_id,
            )
    except RuleBroken as broken:
        field = form[broken.field or "name"]
        field.errors = [*field.errors, broken.sentence]
        return _page(form), 422
    return _address_page(feed, token, renewed=False)


@bp.post("/kalender/<uuid:uid>/erneuern")
@allowed(may_manage, load=queries.by_uid)
def renew(feed: Feed) -> str:
    """Another address for the same subscription."""
    with transaction():
        token = feeds.renew(feed, now=clock.now(), by=signed_in_viewer().account_id)
    return _address_page(feed, token, renewed=True)


@bp.post("/kalender/<uuid:uid>/widerrufen")
@allowed(may_manage, load=queries.by_uid)
def revoke(feed: Feed) -> Response:
    """End a subscription."""
    with transaction():
        feeds.revoke(feed, now=clock.now(), by=signed_in_viewer().account_id)
    flash(_("Das Abonnement „%(name)s“ ist beendet.", name=german(feed.name)))
    return redirect(url_for("feeds.index"))


def _page(form: FeedForm) -> str:
    viewer, plan = signed_in_viewer(), looked_at_plan()
    rows = [_row(feed) for feed in queries.feeds_of(viewer.account_id, plan.id)]
    return render_template("feeds/index.html", form=form, feeds=rows, **public_part(viewer, plan))


def _row(feed: Feed) -> dict[str, Any]:
    return {
        "uid": feed.uid,
        "name": feed.name,
        "content": _content(feed),
        "options": _options(feed),
        "created": short_day(local_day(feed.created_at, feed.plan)),
        "used": short_day(feed.last_used_on) if feed.last_used_on else _("noch nie"),
    }


def _content(feed: Feed) -> str:
    if feed.body is not None:
        return german(feed.body.name)
    own = feed.scope is FeedScope.OWN
    return str(_("Eigene Termine") if own else _("Alle sichtbaren Termine"))


def _options(feed: Feed) -> str:
    """Where it differs from what most people want."""
    words = [
        "" if feed.with_deadlines else _("ohne Fristen"),
        "" if feed.with_undated else _("ohne offene Termine"),
        "" if feed.with_invited else _("ohne Sitzungen mit Einladung"),
        _("mit Erinnerungen") if feed.with_alarms else "",
    ]
    return ", ".join(str(word) for word in words if word)


def _address_page(feed: Feed, token: str, *, renewed: bool) -> str:
    """Shown once, in the answer itself: a redirect would have to carry the secret along."""
    return render_template(
        "feeds/address.html",
        name=feed.name,
        address=address_of(feeds.address(current_app.config["BASE_URL"], feed, token)),
        renewed=renewed,
    )
