"""`db`: migrations of the database."""

from __future__ import annotations

import click
import flask_migrate
from alembic import command
from alembic.config import Config
from flask import current_app

from app.cli.running import demand_yes, with_app
from app.extensions import transaction
from app.queries.health import present_revision


@click.group("db")
def db_group() -> None:
    """Datenbank einrichten und auf den neuesten Stand bringen."""


@db_group.command()
@with_app
def upgrade() -> None:
    """Auf die neueste Fassung bringen."""
    flask_migrate.upgrade()
    click.echo("Die Datenbank ist auf dem neuesten Stand.")


@db_group.command()
@click.option("--revision", default="-1", show_default=True, help="Ziel des Rückbaus.")
@click.option(
    "--yes", is_flag=True, help="Ohne Rückfrage: Daten der neueren Fassung gehen verloren."
)
@with_app
def downgrade(revision: str, yes: bool) -> None:
    """Eine Fassung zurückgehen."""
    if not yes:
        demand_yes("Die Datenbank zurückbauen? Was nur die neuere Fassung kennt, geht verloren.")
    command.downgrade(_alembic(), revision)
    with transaction():
        reached = present_revision()
    click.echo(f"Die Datenbank wurde zurückgebaut. Ihre Fassung ist jetzt: {reached or 'leer'}.")


@db_group.command()
@with_app
def check() -> None:
    """Prüfen, ob Datenbank und Programm zusammenpassen."""
    command.check(_alembic())
    click.echo("Datenbank und Programm passen zusammen.")


def _alembic() -> Config:
    """Asked directly, as the extension's own verbs print an English line and end the process."""
    extension = current_app.extensions["migrate"]
    found: Config = extension.migrate.get_config(extension.directory)
    return found
