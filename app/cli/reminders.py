"""`reminders`: what the clock would send, sent nowhere."""

from __future__ import annotations

import datetime as dt
import json

import click
from flask import current_app
from sqlalchemy import select

from app import clock
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.domain.spoken import clock_time, short_day
from app.extensions import db, transaction
from app.language import N_
from app.language import gettext as _
from app.models.plans import Plan
from app.services.outbox.kinds import Setting
from app.services.outbox.preview import Foreseen, foresee

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=N_("Erinnerungen vor Sitzungen, Fristen und Aufgaben."))
def reminders() -> None:
    """Reminders before meetings, deadlines and tasks."""


@reminders.command(
    help=N_("Zeigen, welche Briefe in dieser Zeit versandt würden. Es wird nichts versandt.")
)
@click.option("--from", "first", type=DAY, required=True, help=N_("Erster Tag, etwa 2017-03-01."))
@click.option("--to", "last", type=DAY, required=True, help=N_("Letzter Tag."))
@click.option("--plan", "slug", help=N_("Nur dieser Plan; sonst alle."))
@click.option("--json", "as_json", is_flag=True, help=N_("Ein JSON-Dokument statt Text."))
@with_app
def preview(first: dt.datetime, last: dt.datetime, slug: str | None, as_json: bool) -> None:
    """Show which letters would be sent in this time. Nothing is sent."""
    if last < first:
        raise click.BadParameter(_("Der letzte Tag liegt vor dem ersten."), param_hint="--to")
    with transaction():
        letters = [
            letter
            for plan in _plans(slug)
            for letter in foresee(
                plan, first.date(), last.date(), Setting.of(current_app.config, clock.now())
            )
        ]
    if as_json:
        click.echo(json.dumps([_as_json(letter) for letter in letters], ensure_ascii=False))
        return
    for letter in letters:
        when = f"{short_day(letter.at.date())}, {clock_time(letter.at.time())}"
        click.echo(f"{when}  {letter.to}  {letter.subject}")
    click.echo(
        _("%(letters)s Briefe; versandt wurde nichts.", letters=len(letters))
        if letters
        else _("Keine Briefe.")
    )


def _plans(slug: str | None) -> list[Plan]:
    wanted = select(Plan).order_by(Plan.id)
    if slug is not None:
        wanted = wanted.where(Plan.slug == slug)
    plans = list(db.session.scalars(wanted))
    if slug is not None and not plans:
        raise RuleBroken(_("Den Plan „%(slug)s“ gibt es nicht.", slug=slug))
    return plans


def _as_json(letter: Foreseen) -> dict[str, object]:
    return {
        "at": letter.at.isoformat(timespec="minutes"),
        "to": letter.to,
        "kind": letter.kind,
        "subject": letter.subject,
        "about": letter.about,
        "dedup_key": letter.dedup_key,
        "carries": list(letter.carries),
    }
