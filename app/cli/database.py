"""`db`: migrations of the database."""

from __future__ import annotations

import click
import flask_migrate

from app.cli.running import with_app


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
@with_app
def downgrade(revision: str) -> None:
    """Eine Fassung zurückgehen."""
    flask_migrate.downgrade(revision=revision)
    click.echo("Die Datenbank wurde zurückgebaut.")


@db_group.command()
@with_app
def check() -> None:
    """Prüfen, ob Datenbank und Programm zusammenpassen."""
    flask_migrate.check()
    click.echo("Datenbank und Programm passen zusammen.")
