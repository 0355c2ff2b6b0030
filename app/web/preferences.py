"""Which reminders somebody gets: signed in, over the link in a letter, and with one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.domain import access, signed_links
from app.domain.preferences import SETTINGS, STOP, Holder, wishes_of
from app.domain.signed_links import Signed
from app.extensions import csrf, transaction
from app.language import gettext as _
from app.models.preferences import Topic
from app.queries import preferences as queries
from app.services import preferences as verbs
from app.services import throttle
from app.web import signed
from app.web.deeds import kept
from app.web.forms.preferences import TOPIC_WORDS, PreferencesForm
from app.web.guards import allowed, public, signed_in_viewer
from app.web.limits import counts, refuse_secret_beyond

bp = Blueprint("preferences", __name__)


@bp.route("/konto/benachrichtigungen", methods=["GET", "POST"])
@allowed(access.signed_in)
def own() -> ResponseReturnValue:
    """The wishes of whoever is signed in."""
    viewer = signed_in_viewer()
    holder = Holder(account_id=viewer.account_id)
    return _page("preferences/own.html", holder, by=viewer.account_id, name=viewer.name)


@signed.answers(SETTINGS)
def by_letter(link: Signed) -> ResponseReturnValue | None:
    """The same without account; nobody is signed in by it."""
    found = queries.holder(link.ids)
    if found is None:
        return None
    holder, name = found
    return _page("preferences/by_letter.html", holder, by=None, name=name)


@bp.route("/abbestellen/<token>", methods=["GET", "POST"])
@public
@counts(throttle.SECRET_ITSELF, throttle.GUESS_BY_NETWORK)
def stop(token: str) -> Response:
    """GET shows a button and changes nothing, POST leaves out one topic; twice is as once."""
    response = make_response(_stop(token) or (render_template("signed/gone.html"), 404))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# RFC 8058: mail programs post here by themselves; the signed address is the authority.
csrf.exempt(stop)


def _stop(token: str) -> ResponseReturnValue | None:
    secret = current_app.config["SECRET_KEY"]
    link = signed_links.read(secret, token)
    refuse_secret_beyond(token, right=link is not None)
    topics = {f"{STOP}{topic.value}": topic for topic in Topic}
    if link is None or link.purpose not in topics:
        return None
    found = queries.holder(link.ids)
    if found is None:
        return None
    topic, (holder, _name) = topics[link.purpose], found
    if request.method == "POST":
        with transaction():
            verbs.stop(holder, topic, today=_today(), now=clock.now())
    return render_template(
        "preferences/stop.html",
        topic=TOPIC_WORDS[topic],
        done=request.method == "POST",
        settings_url=url_for(
            "signed.page", token=signed_links.make(secret, SETTINGS, **dict(link.ids))
        ),
    )


def _page(template: str, holder: Holder, *, by: int | None, name: str) -> ResponseReturnValue:
    form = PreferencesForm(wishes_of(queries.of(holder)))
    if request.method == "POST" and form.validate() and kept(form, _deed(holder, form, by)):
        flash(_("Ihre Einstellungen sind gespeichert."))
        return redirect(request.path, 303)
    page = render_template(template, form=form, name=name)
    return (page, 422) if request.method == "POST" else page


def _deed(holder: Holder, form: PreferencesForm, by: int | None) -> Callable[[], object]:
    def deed() -> None:
        verbs.keep(holder, form.wishes, today=_today(), now=clock.now(), by=by)

    return deed


def _today() -> dt.date:
    return clock.now().astimezone(ZoneInfo(current_app.config["TIMEZONE"])).date()
