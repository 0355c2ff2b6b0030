"""`db`: migrations of the database."""

from __future__ import annotations

import click
from flask import current_app

from app import templates
from app.cli import migrating
from app.cli.running import demand_yes, with_app
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.queries.health import present_revision


@click.group("db", help=N_("Datenbank einrichten und auf den neuesten Stand bringen."))
def db_group() -> None:
    """Set up the database and bring it up to date."""


@db_group.command(help=N_("Auf die neueste Fassung bringen."))
@with_app
def upgrade() -> None:
    """Bring it to the newest revision, and have what pages read ready for this program."""
    migrating.upgrade()
    templates.compile_all(current_app)
    click.echo(_("Die Datenbank ist auf dem neuesten Stand."))


@db_group.command(help=N_("Eine Fassung zurückgehen."))
@click.option("--revision", default="-1", show_default=True, help=N_("Ziel des Rückbaus."))
@click.option(
    "--yes", is_flag=True, help=N_("Ohne Rückfrage: Daten der neueren Fassung gehen verloren.")
)
@with_app
def downgrade(revision: str, yes: bool) -> None:
    """Go back one revision."""
    if not yes:
        demand_yes(_("Die Datenbank zurückbauen? Was nur die neuere Fassung kennt, geht verloren."))
    migrating.downgrade(revision)
    with transaction():
        reached = present_revision()
    click.echo(
        _(
            "Die Datenbank wurde zurückgebaut. Ihre Fassung ist jetzt: %(reached)s.",
            reached=reached or _("leer"),
        )
    )


@db_group.command(help=N_("Prüfen, ob Datenbank und Programm zusammenpassen."))
@with_app
def check() -> None:
    """Check whether database and program fit together."""
    migrating.check()
    click.echo(_("Datenbank und Programm passen zusammen."))
