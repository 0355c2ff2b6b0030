"""`feed`: subscription addresses for operators."""

from __future__ import annotations

import json

import click
from flask import current_app

from app import clock
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.models.accounts import Account
from app.models.feeds import Feed
from app.models.plans import Plan
from app.queries import accounts as account_queries
from app.queries import feeds as queries
from app.services import feeds
from app.services.feeds import FeedWishes

STATES = {"active": N_("aktiv"), "revoked": N_("beendet"), "locked": N_("gesperrt")}


@click.group("feed", help=N_("Kalenderabonnements anlegen, zeigen und beenden."))
def feed() -> None:
    """Create, list and end calendar subscriptions."""


@feed.command(
    "create", help=N_("Legt ein Abonnement an und gibt seine Adresse aus, dieses eine Mal.")
)
@click.option("--user", "email", required=True, help=N_("E-Mail-Adresse des Kontos."))
@click.option(
    "--scope", default="own", show_default=True, help=N_("own, plan oder group:KURZNAME.")
)
@click.option("--name", required=True, help=N_("Name des Geräts, zum Beispiel „Outlook Büro“."))
@click.option("--plan", "slug", help=N_("Kurzname des Plans; nötig bei mehreren Plänen."))
@with_app
def create(email: str, scope: str, name: str, slug: str | None) -> None:
    """Create a subscription and print its address, this one time."""
    with transaction():
        account = _account(email)
        if not account.active:
            raise RuleBroken(_("Das Konto %(email)s ist gesperrt.", email=account.email))
        plan = _plan_for(account, slug)
        wanted, body = feeds.parse_scope(plan, scope)
        wishes = FeedWishes(name=name, scope=wanted, body=body)
        made, token = feeds.create_feed(account, plan, wishes, now=clock.now())
        address = feeds.address(current_app.config["BASE_URL"], made, token)
    click.echo(address)


@feed.command("list", help=N_("Zeigt alle Abonnements, ohne ihre Adressen."))
@click.option("--json", "as_json", is_flag=True, help=N_("Als ein JSON-Dokument."))
@with_app
def show_all(as_json: bool) -> None:
    """List all subscriptions, without their addresses."""
    found = [_described(each) for each in queries.all_feeds()]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo("  ".join(str(value) for value in _in_words(each).values()))
    if not found:
        click.echo(_("Es gibt noch keine Abonnements."))


@feed.command("revoke", help=N_("Beendet ein Abonnement; seine Adresse gilt sofort nicht mehr."))
@click.argument("feed_id", metavar="ID", type=int)
@with_app
def revoke(feed_id: int) -> None:
    """End a subscription; its address is invalid at once."""
    with transaction():
        found = queries.by_id(feed_id)
        if found is None:
            raise RuleBroken(
                _("Ein Abonnement mit der Nummer %(feed_id)s gibt es nicht.", feed_id=feed_id)
            )
        feeds.revoke(found, now=clock.now())
        name = found.name
    click.echo(_("Beendet: %(feed_id)s „%(name)s“", feed_id=feed_id, name=name))


def _account(email: str) -> Account:
    account = account_queries.account_by_email(email)
    if account is None:
        raise RuleBroken(_("Für %(email)s gibt es kein Konto.", email=email))
    return account


def _plan_for(account: Account, slug: str | None) -> Plan:
    plans = account_queries.plans_of(account.id)
    chosen = [plan for plan in plans if slug in (None, plan.slug)]
    if not chosen:
        raise RuleBroken(
            _("%(email)s hat keinen Zugang zu einem solchen Plan.", email=account.email)
        )
    if len(chosen) > 1:
        slugs = ", ".join(plan.slug for plan in chosen)
        raise RuleBroken(_("Bitte nennen Sie mit --plan einen der Pläne: %(slugs)s.", slugs=slugs))
    return chosen[0]


def _described(each: Feed) -> dict[str, object]:
    group = f":{each.body.slug}" if each.body else ""
    return {
        "id": each.id,
        "user": each.account.email,
        "plan": each.plan.slug,
        "scope": f"{each.scope.value}{group}",
        "name": each.name,
        "state": "revoked" if each.revoked_at else "active" if each.account.active else "locked",
        "last_used_on": each.last_used_on.isoformat() if each.last_used_on else None,
    }


def _in_words(described: dict[str, object]) -> dict[str, object]:
    state = _(STATES[str(described["state"])])
    return described | {"state": state, "last_used_on": described["last_used_on"] or _("nie")}
