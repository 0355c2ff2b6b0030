"""`user`: accounts, for operators."""

from __future__ import annotations

import json
import sys

import click
from flask import current_app

from app import clock
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.models.accounts import Account, PlanRole
from app.models.plans import Plan
from app.queries import accounts as queries
from app.queries import plans as plan_queries
from app.services import accounts

ROLES = {
    PlanRole.COORDINATOR: N_("Geschäftsstelle"),
    PlanRole.MEMBER: N_("Mitglied"),
    PlanRole.READER: N_("lesend"),
}


@click.group("user", help=N_("Konten anlegen, zeigen und sperren."))
def user() -> None:
    """Create, list and disable accounts."""


@user.command("add", help=N_("Ein Konto anlegen, oder einem vorhandenen mit --plan Zugang geben."))
@click.argument("email")
@click.option("--name", required=True, help=N_("Name, wie er in Briefen steht."))
@click.option("--plan", "slug", help=N_("Kurzname des Plans, zu dem das Konto Zugang erhält."))
@click.option(
    "--role", type=click.Choice([role.value for role in PlanRole]), help=N_("Rolle im Plan.")
)
@click.option("--password-stdin", is_flag=True, help=N_("Passwort von der Standardeingabe lesen."))
@with_app
def add(email: str, name: str, slug: str | None, role: str | None, password_stdin: bool) -> None:
    """Create an account, or give an existing one access with --plan."""
    if role and not slug:
        raise click.UsageError(_("Zu --role gehört --plan."))
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    now = clock.now()
    with transaction():
        known = queries.account_by_email(accounts.normal_email(email)) if slug else None
        if known is not None and password is not None:
            raise RuleBroken(
                _("Für %(email)s gibt es schon ein Konto; sein Passwort bleibt.", email=known.email)
            )
        account = known or accounts.create_account(email=email, name=name, now=now)
        if password is not None:
            accounts.set_password(account, password)
        if slug:
            _give_role(account, _plan(slug), role)
        address = account.email
    if known is not None:
        click.echo(
            _(
                "Das Konto %(address)s gab es schon; es hat jetzt Zugang zum Plan „%(slug)s“.",
                address=address,
                slug=slug,
            )
        )
        return
    click.echo(_("Das Konto %(address)s ist angelegt.", address=address))


@user.command("list", help=N_("Alle Konten mit ihren Rollen."))
@click.option("--json", "as_json", is_flag=True, help=N_("Ein JSON-Dokument statt Text."))
@with_app
def show_all(as_json: bool) -> None:
    """All accounts with their roles."""
    with transaction():
        found = queries.all_accounts()
        rows = [_as_json(account) for account in found]
        lines = [_as_line(account) for account in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    click.echo("\n".join(lines) if lines else _("Es gibt noch keine Konten."))


@user.command(
    "login-link",
    help=N_("Einen Anmeldelink für den Notfall ausgeben: 10 Minuten, einmal, in jedem Browser."),
)
@click.argument("email")
@with_app
def login_link(email: str) -> None:
    """Print an emergency sign-in link: 10 minutes, once, in any browser."""
    with transaction():
        account = _account(email)
        if not account.active:
            raise RuleBroken(_("Das Konto %(email)s ist gesperrt.", email=account.email))
        token = accounts.create_sign_in_link(account, browser=None, now=clock.now())
    click.echo(f"{current_app.config['BASE_URL']}/anmelden/link/{token}")


@user.command("disable", help=N_("Ein Konto sperren; es wird überall abgemeldet."))
@click.argument("email")
@with_app
def disable(email: str) -> None:
    """Disable an account; it is signed out everywhere."""
    with transaction():
        account = _account(email)
        accounts.disable(account, now=clock.now())
        address = account.email
    click.echo(_("Das Konto %(address)s ist gesperrt und überall abgemeldet.", address=address))


def _give_role(account: Account, plan: Plan, role: str | None) -> None:
    """Member, unless told otherwise; who has a role already keeps it unless told otherwise."""
    if role is None and any(entry.plan is plan for entry in account.accesses):
        return
    accounts.grant(account, plan, PlanRole(role or PlanRole.MEMBER), now=clock.now())


def _account(email: str) -> Account:
    account = queries.account_by_email(email)
    if account is None:
        raise RuleBroken(_("Für %(email)s gibt es kein Konto.", email=" ".join(email.split())))
    return account


def _plan(slug: str) -> Plan:
    plan = plan_queries.by_slug(slug)
    if plan is None:
        raise RuleBroken(_("Den Plan „%(slug)s“ gibt es nicht.", slug=slug))
    return plan


def _as_line(account: Account) -> str:
    roles = ", ".join(f"{entry.plan.slug}: {_(ROLES[entry.role])}" for entry in account.accesses)
    told = [account.email, account.name, roles or _("ohne Plan")]
    return "  ".join([*told, *([] if account.active else [_("gesperrt")])])


def _as_json(account: Account) -> dict[str, object]:
    return {
        "uid": str(account.uid),
        "email": account.email,
        "name": account.name,
        "active": account.active,
        "has_password": account.password_hash is not None,
        "roles": {entry.plan.slug: entry.role.value for entry in account.accesses},
    }
