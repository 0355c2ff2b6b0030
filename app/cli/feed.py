"""`feed`: subscription addresses for operators."""

from __future__ import annotations

import json

import click
from flask import current_app

from app import clock
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.models.accounts import Account
from app.models.feeds import Feed
from app.models.plans import Plan
from app.queries import accounts as account_queries
from app.queries import feeds as queries
from app.services import feeds
from app.services.feeds import FeedWishes

STATES = {"active": "aktiv", "revoked": "beendet", "locked": "gesperrt"}


@click.group("feed")
def feed() -> None:
    """Kalenderabonnements anlegen, zeigen und beenden."""


@feed.command("create")
@click.option("--user", "email", required=True, help="E-Mail-Adresse des Kontos.")
@click.option("--scope", default="own", show_default=True, help="own, plan oder group:KURZNAME.")
@click.option("--name", required=True, help="Name des Geräts, zum Beispiel „Outlook Büro“.")
@click.option("--plan", "slug", help="Kurzname des Plans; nötig bei mehreren Plänen.")
@with_app
def create(email: str, scope: str, name: str, slug: str | None) -> None:
    """Legt ein Abonnement an und gibt seine Adresse aus, dieses eine Mal."""
    with transaction():
        account = _account(email)
        if not account.active:
            raise RuleBroken(f"Das Konto {account.email} ist gesperrt.")
        plan = _plan_for(account, slug)
        wanted, body = feeds.parse_scope(plan, scope)
        wishes = FeedWishes(name=name, scope=wanted, body=body)
        made, token = feeds.create_feed(account, plan, wishes, now=clock.now())
        address = feeds.address(current_app.config["BASE_URL"], made, token)
    click.echo(address)


@feed.command("list")
@click.option("--json", "as_json", is_flag=True, help="Als ein JSON-Dokument.")
@with_app
def show_all(as_json: bool) -> None:
    """Zeigt alle Abonnements, ohne ihre Adressen."""
    found = [_described(each) for each in queries.all_feeds()]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo("  ".join(str(value) for value in _in_german(each).values()))
    if not found:
        click.echo("Es gibt noch keine Abonnements.")


@feed.command("revoke")
@click.argument("feed_id", metavar="ID", type=int)
@with_app
def revoke(feed_id: int) -> None:
    """Beendet ein Abonnement; seine Adresse gilt sofort nicht mehr."""
    with transaction():
        found = queries.by_id(feed_id)
        if found is None:
            raise RuleBroken(f"Ein Abonnement mit der Nummer {feed_id} gibt es nicht.")
        feeds.revoke(found, now=clock.now())
        name = found.name
    click.echo(f"Beendet: {feed_id} „{name}“")


def _account(email: str) -> Account:
    account = account_queries.account_by_email(email)
    if account is None:
        raise RuleBroken(f"Für {email} gibt es kein Konto.")
    return account


def _plan_for(account: Account, slug: str | None) -> Plan:
    plans = account_queries.plans_of(account.id)
    chosen = [plan for plan in plans if slug in (None, plan.slug)]
    if not chosen:
        raise RuleBroken(f"{account.email} hat keinen Zugang zu einem solchen Plan.")
    if len(chosen) > 1:
        slugs = ", ".join(plan.slug for plan in chosen)
        raise RuleBroken(f"Bitte nennen Sie mit --plan einen der Pläne: {slugs}.")
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


def _in_german(described: dict[str, object]) -> dict[str, object]:
    state = STATES[str(described["state"])]
    return described | {"state": state, "last_used_on": described["last_used_on"] or "nie"}
