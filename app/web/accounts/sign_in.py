"""Signing in, by a link in a letter or by a password, and signing out."""

from __future__ import annotations

import logging
import secrets

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.extensions import db, transaction
from app.language import gettext as _
from app.models.accounts import Account
from app.queries import accounts as queries
from app.queries.accounts import LinkStanding
from app.services import accounts, throttle
from app.services.throttle import Limit
from app.web import login, visitor
from app.web.accounts.room import bp
from app.web.forms.accounts import LinkForm, PasswordForm
from app.web.guards import allowed, current_viewer, public
from app.web.limits import counts, refuse_secret_beyond
from app.web.pacing import at_least
from app.web.returning import local_path

log = logging.getLogger(__name__)
Page = Response | tuple[str, int] | str

# Which browser asked for a link, and where it wanted to go; both only in its own cookie.
ASKED, WANTED = "asked", "wanted"
LINK_SECONDS = 0.08


@bp.get("/anmelden")
@public
def sign_in() -> Page:
    """The sign-in page; who is signed in already goes on."""
    if current_viewer():
        return redirect(_wanted())
    return _sign_in_page(LinkForm(), PasswordForm())


@bp.post("/anmelden")
@public
@counts(
    throttle.LINK_BY_ADDRESS,
    throttle.LINK_BY_NETWORK,
    throttle.PASSWORD_BY_ADDRESS,
    throttle.PASSWORD_BY_NETWORK,
)
def take_sign_in() -> Page:
    """Both forms come here: with a password field it is the second one."""
    return _with_password() if "password" in request.form else _with_link()


@bp.get("/anmelden/unterwegs")
@public
def link_sent() -> str:
    """What to do now, the same whether or not a letter is on its way."""
    return render_template("accounts/link_sent.html", letters_url=_demo_letters())


@bp.get("/anmelden/link/<token>")
@public
@counts(throttle.SECRET_ITSELF, throttle.GUESS_BY_NETWORK)
def show_link(token: str) -> Response:
    """A page with one button: mail scanners open links, so opening one changes nothing."""
    standing = _standing(token)
    refuse_secret_beyond(token, right=standing is not LinkStanding.GONE)
    return _link_page(token)


@bp.post("/anmelden/link/<token>")
@public
@counts(throttle.LINK_USE_BY_NETWORK)
def use_link(token: str) -> Page:
    """Sign in with the link; a refused one leads to the page that says how to go on."""
    if not _within(throttle.LINK_USE_BY_NETWORK, visitor.network()):
        abort(429)
    wanted = _wanted(session.get(WANTED))
    with transaction():
        account = accounts.use_sign_in_link(token, browser=session.get(ASKED), now=clock.now())
        begun = _begin(account) if account else None
    if begun is None:
        log.info("sign-in link refused")
        return _link_page(token)
    login.begin(begun)
    return redirect(wanted)


@bp.get("/abmelden")
@allowed(access.signed_in)
def ask_to_sign_out() -> str:
    """For an address that was typed or kept as a bookmark: looking at it ends nothing."""
    return render_template("accounts/sign_out.html")


@bp.post("/abmelden")
@allowed(access.signed_in)
def sign_out() -> Response:
    """End the session, on the server first."""
    with transaction():
        accounts.end_session(current_user.session.uid)
    login.end()
    flash(_("Sie sind abgemeldet."))
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = '"storage"'  # unsent words that a page kept in its tab
    return answer


def _standing(token: str) -> LinkStanding:
    return queries.link_standing(token, browser=session.get(ASKED), now=clock.now())


def _link_page(token: str) -> Response:
    standing = _standing(token)
    status = 404 if standing is LinkStanding.GONE else 200
    page = make_response(render_template("accounts/link.html", standing=standing.value), status)
    page.headers["Referrer-Policy"] = "strict-origin"  # the address is a secret
    return page


def _with_link() -> Page:
    form = LinkForm()
    if not form.validate():
        return _sign_in_page(form, PasswordForm(formdata=None)), 422
    email = (form.email.data or "").strip().lower()
    browser = secrets.token_urlsafe(32)
    with at_least(LINK_SECONDS):  # writing a letter takes longer than writing none
        within = _request_link(email, browser)
    if not within:
        return _too_often(form, PasswordForm(formdata=None))
    session[ASKED], session[WANTED] = browser, request.args.get("next")
    return redirect(url_for("accounts.link_sent"))


def _request_link(email: str, browser: str) -> bool:
    """Whether the request was within its limits; a letter is queued if the address is known."""
    with transaction():
        within = _count(throttle.LINK_BY_NETWORK, visitor.network()) and _count(
            throttle.LINK_BY_ADDRESS, email
        )
        if within:
            accounts.request_sign_in(
                email, browser=browser, link_address=_link_address, now=clock.now()
            )
    return within


def _with_password() -> Page:
    form = PasswordForm()
    if not form.validate():
        return _sign_in_page(LinkForm(formdata=None), form), 422
    email = (form.email.data or "").strip().lower()
    if not _within(throttle.PASSWORD_BY_NETWORK, visitor.network()) or not _within(
        throttle.PASSWORD_BY_ADDRESS, email
    ):
        return _too_often(LinkForm(formdata=None), form)
    account = _checked(email, form.password.data or "")
    if account is None:
        form.email.errors = [
            _("E-Mail-Adresse oder Passwort stimmen nicht. Bitte prüfen Sie Ihre Eingabe.")
        ]
        return _sign_in_page(LinkForm(formdata=None), form), 422
    with transaction():
        throttle.clear(throttle.PASSWORD_BY_ADDRESS, email)
        begun = _begin(account)
    login.begin(begun)
    return redirect(_wanted())


def _begin(account: Account) -> str:
    """A new session in place of the one this browser may still have."""
    if current_viewer():
        accounts.end_session(current_user.session.uid)
    return accounts.begin_session(account, now=clock.now())


def _checked(email: str, password: str) -> Account | None:
    account = accounts.check_password(email, password)
    if account is None:
        db.session.rollback()  # the answer page needs no lock on the database
        known = queries.account_by_email(email)
        log.info("password refused for account %s", known.id if known else None)
    return account


def _sign_in_page(link: LinkForm, password: PasswordForm) -> str:
    db.session.rollback()
    return render_template(
        "accounts/sign_in.html",
        link=link,
        password=password,
        letters_url=_demo_letters(),
        action=url_for("accounts.take_sign_in", next=local_path(request.args.get("next"))),
    )


def _too_often(link: LinkForm, password: PasswordForm) -> tuple[str, int]:
    flash(
        _(
            "Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde und versuchen Sie "
            "es dann noch einmal."
        ),
        "error",
    )
    return _sign_in_page(link, password), 429


def _within(limit: Limit, subject: str) -> bool:
    """Count the try in a transaction of its own: it counts even when the deed then fails."""
    with transaction():
        return _count(limit, subject)


def _count(limit: Limit, subject: str) -> bool:
    return throttle.allows(limit, subject, now=clock.now())


def _wanted(path: str | None = None) -> str:
    return local_path(path or request.args.get("next")) or url_for("tasks.mine")


def _link_address(token: str) -> str:
    return str(current_app.config["BASE_URL"]) + url_for("accounts.show_link", token=token)


def _demo_letters() -> str | None:
    """Where the demo shows its letters; None in a real installation."""
    shown = current_app.config["DEMO"] and not current_app.config["SMTP_URL"]
    return url_for("letters.demo") if shown else None
