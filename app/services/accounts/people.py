"""Making accounts, giving them roles, and locking them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from app.domain.accounts import check_belongs_to, check_office_remains
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.people import Actor
from app.models.plans import Plan
from app.queries.accounts import account_by_email, coordinators
from app.services import audit
from app.services.accounts.links import end_links
from app.services.accounts.sessions import end_all_sessions


def normal_email(text: str) -> str:
    """The address in the form we store. Raises RuleBroken when it is none."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise RuleBroken(
            _(
                "„%(value)s“ ist keine gültige E-Mail-Adresse. "
                "Bitte geben Sie eine Adresse wie name@beispiel.de ein.",
                value=_tidy(text)[:80],
            ),
            field="email",
        ) from error
    return checked.normalized.lower()


def create_account(*, email: str, name: str, now: dt.datetime, by: int | None = None) -> Account:
    """A new account without password. Raises RuleBroken for a bad or taken address, or no name."""
    address = normal_email(email)
    _check_free(address)
    if not _tidy(name):
        raise RuleBroken(_("Bitte geben Sie einen Namen ein."), field="name")
    account = Account(email=address, name=_tidy(name), created_at=now)
    db.session.add(account)
    db.session.flush()
    _note("account.create", account, now=now, by=by)
    return account


def grant(
    account: Account,
    plan: Plan,
    role: PlanRole,
    *,
    actor: Actor | None = None,
    now: dt.datetime,
    by: int | None = None,
) -> PlanAccess:
    """Give the account a role in the plan, or change the one it has.

    Raises RuleBroken when the plan's last coordinator would lose the role, and for a person of
    another plan or of another account.
    """
    access = db.session.scalar(
        select(PlanAccess).where(PlanAccess.account_id == account.id, PlanAccess.plan_id == plan.id)
    )
    before = access.role if access else None
    if access is None:
        access = PlanAccess(account=account, plan=plan, role=role, actor=None)
        db.session.add(access)
    elif role is not PlanRole.COORDINATOR:
        _keep_the_office(access)
    access.role = role
    if actor is not None and actor is not access.actor:
        _check_person(actor, access, plan)
        access.actor = actor
    db.session.flush()
    changes = {"role": [before.value if before else None, role.value]}
    _note("account.grant", account, now=now, by=by, plan_id=plan.id, changes=changes)
    return access


def revoke(access: PlanAccess, *, now: dt.datetime, by: int | None = None) -> None:
    """Take the account out of the plan; raises RuleBroken for the last coordinator."""
    _keep_the_office(access)
    account, plan_id, role = access.account, access.plan_id, access.role
    account.accesses.remove(access)
    db.session.delete(access)
    db.session.flush()
    changes = {"role": [role.value, None]}
    _note("account.revoke", account, now=now, by=by, plan_id=plan_id, changes=changes)


def edit(account: Account, plan: Plan, *, name: str, email: str, now: dt.datetime, by: int) -> None:
    """Correct name or address. A new address ends links and sessions that the old one opened.

    Raises RuleBroken for a bad or taken address, and when other plans use the account too.
    """
    address = normal_email(email)
    if (account.name, account.email) == (_tidy(name), address):
        return
    check_belongs_to(account, plan)
    if address != account.email:
        _check_free(address)
        end_links(account)
        end_all_sessions(account)
    changed = [
        field
        for field, value in (("name", _tidy(name)), ("email", address))
        if getattr(account, field) != value
    ]
    account.name, account.email = _tidy(name), address
    changes = {
        field: ["…", "…"] for field in changed
    }  # the audit trail holds no names or addresses
    _note("account.edit", account, now=now, by=by, plan_id=plan.id, changes=changes)


def disable(account: Account, *, now: dt.datetime, by: int | None = None) -> None:
    """Lock the account: sessions and links end at once; feeds and letters look at `active`.

    Raises RuleBroken when a plan would lose its last coordinator.
    """
    for access in account.accesses:
        _keep_the_office(access)
    account.active = False
    end_all_sessions(account)
    end_links(account)
    _note("account.disable", account, now=now, by=by)


def enable(account: Account, *, now: dt.datetime, by: int | None = None) -> None:
    """Let the account sign in again."""
    account.active = True
    _note("account.enable", account, now=now, by=by)


def close_for_good(account: Account) -> None:
    """Take away the address and every way to sign in; the name stays with what was done."""
    account.email = f"geloescht-{account.uid.hex}@invalid"
    account.password_hash = None
    account.active = False
    end_all_sessions(account)
    end_links(account)


def _keep_the_office(leaving: PlanAccess) -> None:
    """Two coordinators who remove each other at the same time meet at the plan's row."""
    if leaving.role is not PlanRole.COORDINATOR:
        return
    db.session.execute(select(Plan.id).where(Plan.id == leaving.plan_id).with_for_update())
    check_office_remains(leaving, coordinators(leaving.plan_id))


def _check_free(address: str) -> None:
    if account_by_email(address):
        raise RuleBroken(
            _("Für %(address)s gibt es schon ein Konto.", address=address), field="email"
        )


def _check_person(actor: Actor, access: PlanAccess, plan: Plan) -> None:
    taken = db.session.scalar(select(PlanAccess.account_id).where(PlanAccess.actor_id == actor.id))
    if actor.plan_id != plan.id or not actor.is_person or taken not in (None, access.account_id):
        raise RuleBroken(
            _("Diese Person kann hier nicht verbunden werden: Sie hat schon ein Konto."),
            field="actor",
        )


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _note(
    action: str,
    account: Account,
    *,
    now: dt.datetime,
    by: int | None,
    plan_id: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=plan_id,
        object_type="account",
        object_uid=account.uid,
        changes=changes,
    )
