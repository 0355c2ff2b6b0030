"""The own account: who I am here, my password, my browsers, and the plan I look at."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import german
from app.language import gettext as _
from app.models.accounts import Account
from app.queries import accounts as queries
from app.services import accounts, throttle
from app.web.accounts.room import bp
from app.web.forms.accounts import ROLE_WORDS, NewPasswordForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import counts
from app.web.returning import local_path


@bp.get("/konto")
@allowed(access.signed_in)
def show() -> str:
    """What is stored of me, and where I am signed in."""
    return _page(NewPasswordForm(formdata=None))


@bp.post("/konto/passwort")
@allowed(access.signed_in)
@counts(throttle.OLD_PASSWORD_BY_ACCOUNT)
def change_password() -> Response | tuple[str, int]:
    """Set or change the password; all other browsers are signed out."""
    form = NewPasswordForm()
    if not form.validate():
        return _page(form), 422
    if not _may_try():
        abort(429)
    try:
        with transaction():
            accounts.change_password(
                _me(),
                old=form.old.data or "",
                new=form.password.data or "",
                session_id=_here(),
                now=clock.now(),
            )
    except RuleBroken as broken:
        form[broken.field or "password"].errors = [broken.sentence]
        return _page(form), 422
    flash(_("Ihr Passwort ist gespeichert. Andere Geräte wurden abgemeldet."))
    return redirect(url_for("accounts.show"))


@bp.post("/konto/ueberall-abmelden")
@allowed(access.signed_in)
def sign_out_elsewhere() -> Response:
    """End all sessions but this one."""
    with transaction():
        accounts.end_other_sessions(_me(), _here())
    flash(_("Alle anderen Geräte sind abgemeldet."))
    return redirect(url_for("accounts.show"))


@bp.post("/plan-wechseln")
@allowed(access.signed_in)
def switch_plan() -> Response:
    """Look at another plan from now on, in this browser."""
    slug = request.form.get("plan", "")
    plan = next(
        (plan for plan in queries.plans_of(signed_in_viewer().account_id) if plan.slug == slug),
        None,
    )
    if plan is None:
        abort(404)
    with transaction():
        accounts.choose_plan(_here(), plan)
    return redirect(local_path(request.form.get("next")) or url_for("overview.show"))


def _page(form: NewPasswordForm) -> str:
    me = _me()
    return render_template(
        "accounts/show.html",
        account=me,
        roles=[(german(entry.plan.title), ROLE_WORDS[entry.role]) for entry in me.accesses],
        form=form,
        sessions=queries.sessions_of(me.id, clock.now()),
        here=_here(),
    )


def _me() -> Account:
    me: Account = current_user.account
    return me


def _here() -> int:
    """The id of this browser's session."""
    session_id: int = current_user.session.id
    return session_id


def _may_try() -> bool:
    """Whoever finds an open browser must not try old passwords for ever."""
    with transaction():
        return throttle.allows(
            throttle.OLD_PASSWORD_BY_ACCOUNT, str(signed_in_viewer().account_id), now=clock.now()
        )
