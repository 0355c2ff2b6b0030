"""Which language pages speak: chosen by each person, kept with the account or the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
)
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from app import language
from app.extensions import transaction
from app.services import accounts
from app.web.guards import current_viewer, public
from app.web.login import LANGUAGE
from app.web.returning import local_path

bp = Blueprint("languages", __name__)
WORDLESS = ("static", "feeds.calendar")


def install(app: Flask) -> None:
    """Speak the language of whoever asks, and fall back to German when the answer is out."""
    app.before_request(_listen)
    app.after_request(_say_which)
    app.teardown_request(_forget)


@bp.get("/sprache")
@public
def choose() -> str:
    """The languages there are; a page of its own, because looking at a page changes nothing."""
    return render_template("languages/choose.html", back=_page_before())


@bp.post("/sprache")
@public
def take() -> Answer:
    """Speak the chosen language from now on: with the account, otherwise in this browser."""
    chosen = request.form.get("language", "")
    if chosen not in language.NAMES:
        abort(404)
    session[LANGUAGE] = chosen
    if current_viewer():
        with transaction():
            accounts.choose_language(current_user.account, chosen)
    return redirect(local_path(request.form.get("next")) or "/")


def _page_before() -> str | None:
    """The page whose footer led here. The browser names it: an address may hold a secret, which
    must not stand in another one."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return None
    path = local_path(before._replace(scheme="", netloc="", fragment="").geturl())
    try:
        current_app.url_map.bind("").match(before.path, method="GET")
    except HTTPException:
        return None  # what answered a form, or nothing
    return path


def _listen() -> None:
    if request.endpoint in WORDLESS:
        language.speak(language.GERMAN)
    elif request.endpoint and current_viewer():
        language.speak(current_user.session.locale)
    else:  # a visitor, or an address that does not exist: who asks is not looked up for that
        language.speak(session.get(LANGUAGE))


def _say_which(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language.spoken())
    return response


def _forget(_error: BaseException | None) -> None:
    language.speak(language.GERMAN)  # the thread goes on to other work
