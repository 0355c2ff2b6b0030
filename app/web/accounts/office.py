"""Accounts of the plan, for the coordination office."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app import clock
from app.domain import access
from app.domain.accounts import check_belongs_to, may_manage
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import gettext as _
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import accounts as queries
from app.queries.handovers import held_by
from app.services import accounts, handovers
from app.web.accounts.room import bp
from app.web.editing import attach, check_version
from app.web.forms.accounts import ROLE_WORDS, AccountForm
from app.web.guards import allowed, signed_in_viewer

Answer = Response | tuple[str, int]


def _of_my_plan(uid: uuid.UUID) -> PlanAccess | None:
    plan = signed_in_viewer().plan
    return queries.access_in(plan.id, uid) if plan else None


@bp.get("/verwaltung/konten")
@allowed(access.may_coordinate)
def index() -> str:
    """Who can sign in to this plan, and as what."""
    entries = queries.accesses_of(_plan().id)
    return render_template("accounts/index.html", entries=entries, role_words=ROLE_WORDS)


@bp.get("/verwaltung/konten/neu")
@allowed(access.may_coordinate)
def create() -> str:
    """An empty form."""
    return render_template("accounts/create.html", form=_form(None))


@bp.post("/verwaltung/konten/neu")
@allowed(access.may_coordinate)
def save_new() -> Answer:
    """Make the account, or give an existing one access to this plan."""
    form = _form(None)
    if not form.validate():
        return render_template("accounts/create.html", form=form), 422
    try:
        with transaction():
            name = _grant_new(form)
    except RuleBroken as broken:
        attach(broken, form)
        return render_template("accounts/create.html", form=form), 422
    flash(_("%(name)s kann sich ab sofort mit der E-Mail-Adresse anmelden.", name=name))
    return redirect(url_for("accounts.index"))


@bp.get("/verwaltung/konten/<uuid:uid>")
@allowed(may_manage, _of_my_plan)
def edit(entry: PlanAccess) -> str:
    """One account of the plan."""
    return _edit_page(entry, _form(entry))


@bp.post("/verwaltung/konten/<uuid:uid>")
@allowed(may_manage, _of_my_plan)
def save(entry: PlanAccess) -> Answer:
    """Correct name or address, change role or person."""
    form = _form(entry)
    if not form.validate():
        return _edit_page(entry, form), 422
    check_version(form, entry.account, stored=_stored(entry))
    try:
        with transaction():
            _change(entry, form)
    except RuleBroken as broken:
        attach(broken, form)
        return _edit_page(entry, form), 422
    flash(_("Das Konto ist gespeichert."))
    return redirect(url_for("accounts.index"))


@bp.post("/verwaltung/konten/<uuid:uid>/sperren")
@allowed(may_manage, _of_my_plan)
def disable(entry: PlanAccess) -> Response:
    """Lock the account: it is signed out at once."""
    with transaction():
        check_belongs_to(entry.account, entry.plan)
        _check_free(entry)
        accounts.disable(entry.account, now=clock.now(), by=_by())
    flash(_("%(name)s ist gesperrt und wurde überall abgemeldet.", name=entry.account.name))
    return redirect(url_for("accounts.index"))


@bp.post("/verwaltung/konten/<uuid:uid>/entsperren")
@allowed(may_manage, _of_my_plan)
def enable(entry: PlanAccess) -> Response:
    """Unlock the account."""
    with transaction():
        check_belongs_to(entry.account, entry.plan)
        accounts.enable(entry.account, now=clock.now(), by=_by())
    flash(_("%(name)s kann sich wieder anmelden.", name=entry.account.name))
    return redirect(url_for("accounts.index"))


@bp.post("/verwaltung/konten/<uuid:uid>/zugang-entziehen")
@allowed(may_manage, _of_my_plan)
def revoke(entry: PlanAccess) -> Response:
    """Take the account out of this plan."""
    name = entry.account.name
    with transaction():
        _check_free(entry)
        accounts.revoke(entry, now=clock.now(), by=_by())
    flash(_("%(name)s hat keinen Zugang mehr zu diesem Plan.", name=name))
    return redirect(url_for("accounts.index"))


def _check_free(entry: PlanAccess) -> None:
    """Open tasks first; where it cannot wait, the operator locks at once (`user disable`)."""
    handovers.check_account_free(entry.actor, today=local_day(clock.now(), entry.plan))


def _grant_new(form: AccountForm) -> str:
    now, by, plan = clock.now(), _by(), _plan()
    address = accounts.normal_email(form.email.data or "")
    account = queries.account_by_email(address)
    if account is not None and any(held.plan_id == plan.id for held in account.accesses):
        raise RuleBroken(_("Für diese Adresse gibt es hier schon ein Konto."), field="email")
    if account is None:
        account = accounts.create_account(email=address, name=form.name.data or "", now=now, by=by)
    accounts.grant(account, plan, _role(form), actor=_actor(form), now=now, by=by)
    return account.name


def _change(entry: PlanAccess, form: AccountForm) -> None:
    now, by = clock.now(), _by()
    account: Account = entry.account
    accounts.edit(
        account,
        entry.plan,
        name=form.name.data or "",
        email=form.email.data or "",
        now=now,
        by=by,
    )
    accounts.grant(account, entry.plan, _role(form), actor=_actor(form), now=now, by=by)


def _form(entry: PlanAccess | None) -> AccountForm:
    form = AccountForm(data=_stored(entry) if entry else None)
    persons = queries.persons_without_account(_plan().id)
    if entry is not None and entry.actor is not None:
        persons.insert(0, entry.actor)
    form.actor.choices = [
        SelectChoice("", _("Noch niemand")),
        *(SelectChoice(str(person.uid), person.name) for person in persons),
    ]
    return form


def _stored(entry: PlanAccess) -> dict[str, object]:
    return {
        "name": entry.account.name,
        "email": entry.account.email,
        "role": entry.role.value,
        "actor": str(entry.actor.uid) if entry.actor else "",
        "version": entry.account.version,
    }


def _edit_page(entry: PlanAccess, form: AccountForm) -> str:
    return render_template(
        "accounts/edit.html",
        entry=entry,
        form=form,
        is_me=entry.account_id == _by(),
        held=held_by(entry.actor) if entry.actor else [],
    )


def _actor(form: AccountForm) -> Actor | None:
    return queries.person_by_uid(_plan().id, form.actor.data) if form.actor.data else None


def _role(form: AccountForm) -> PlanRole:
    return PlanRole(form.role.data)


def _plan() -> Plan:
    plan = signed_in_viewer().plan
    assert plan is not None
    return plan


def _by() -> int:
    return signed_in_viewer().account_id
