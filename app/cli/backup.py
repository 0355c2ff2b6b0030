"""`backup` and `restore`: a copy while everything runs, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import flask_migrate
from flask import current_app
from sqlalchemy.exc import DatabaseError

from app import clock
from app.cli.running import demand_yes, with_app
from app.domain.errors import RuleBroken
from app.extensions import db, transaction
from app.queries.health import knows_revision
from app.services import backup as backups
from app.services import privacy
from app.services.backup import Manifest


@click.command()
@click.argument("file", metavar="DATEI", type=click.Path(path_type=Path, dir_okay=False))
@with_app
def backup(file: Path) -> None:
    """Datenbank und Anlagen in eine Datei sichern, auch während alles läuft."""
    manifest = backups.make(file, files=_files(), now=clock.now())
    click.echo(f"Gesichert und geprüft: {file} ({_size(manifest)}).")
    click.echo("Nicht enthalten: SECRET_KEY und settings.toml. Bewahren Sie beides getrennt auf.")


@click.command()
@click.argument("file", metavar="DATEI", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Ohne Rückfrage: der jetzige Stand geht verloren.")
@with_app
def restore(file: Path, yes: bool) -> None:
    """Eine Sicherung zurückholen; Briefe bleiben angehalten, alle sind abgemeldet."""
    if not file.is_file():
        raise RuleBroken(f"Die Datei {file} gibt es nicht.")
    place = Path(current_app.config["INSTANCE_DIR"])
    with backups.opened(file, place) as proved:
        _demand_known(proved.manifest)
        click.echo(f"Sicherung vom {proved.manifest.made_at} ({_size(proved.manifest)}).")
        if not yes:
            demand_yes("Den jetzigen Stand durch diese Sicherung ersetzen?")
        with _scheduler_stopped():
            forgotten = _whom_we_forgot()
            held = backups.restore(proved, files=_files(), now=clock.now())
            flask_migrate.upgrade()
            again = _forget(forgotten)
    click.echo(f"Zurückgeholt. Der Versand ist aus, {held} Briefe sind angehalten.")
    if forgotten is None:
        click.echo(
            "Wer seit dieser Sicherung gelöscht wurde, ist nicht bekannt: "
            "Löschen Sie diese Personen bitte noch einmal."
        )
    elif again:
        click.echo(f"Seit der Sicherung gelöschte Personen wieder gelöscht: {again}.")
    click.echo("Prüfen Sie die Briefe: wiedervorlage outbox list --state held")
    click.echo("Lassen Sie sie dann gehen: wiedervorlage outbox release")


def _whom_we_forgot() -> set[uuid.UUID] | None:
    """People erased until now, of whom the backup may still know; None where nobody can say."""
    try:
        with transaction():
            return privacy.erased_uids()
    except DatabaseError:
        return None


def _forget(uids: set[uuid.UUID] | None) -> int:
    if not uids:
        return 0
    with transaction():
        return privacy.erase_again(uids, now=clock.now())


@contextmanager
def _scheduler_stopped() -> Iterator[None]:
    """Keep every scheduler away meanwhile; PostgreSQL itself says who else is connected."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    try:
        lock = current_app.extensions["clockwork"].take_lock()
    except RuleBroken:
        raise RuleBroken(
            "Die Anwendung läuft noch und könnte Briefe senden. "
            "Beenden Sie zuerst wiedervorlage serve oder wiedervorlage worker."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _demand_known(manifest: Manifest) -> None:
    """A backup of a newer program would leave a database that this one cannot read."""
    migrations = str(current_app.extensions["migrate"].directory)
    if manifest.revision is not None and not knows_revision(migrations, manifest.revision):
        raise RuleBroken(
            f"Die Sicherung stammt aus einer neueren Fassung ({manifest.revision}). "
            "Bringen Sie zuerst das Programm auf deren Stand."
        )


def _files() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / "files"


def _size(manifest: Manifest) -> str:
    files = len(manifest.files) - 1
    return f"{sum(manifest.rows.values())} Zeilen, {files} Anlagen"
