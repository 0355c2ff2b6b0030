"""`backup` and `restore`: a copy while everything runs, and the way back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from app import clock
from app.cli import migrating
from app.cli.running import demand_yes, with_app
from app.domain.errors import RuleBroken
from app.extensions import db, transaction
from app.language import N_
from app.language import gettext as _
from app.services import backup as backups
from app.services import minutes, privacy
from app.services.backup import Manifest
from app.services.minutes import Gone

T = TypeVar("T")


@click.command(help=N_("Datenbank und Anlagen in eine Datei sichern, auch während alles läuft."))
@click.argument("file", metavar=N_("DATEI"), type=click.Path(path_type=Path, dir_okay=False))
@with_app
def backup(file: Path) -> None:
    """Back up database and attachments into one file, even while everything runs."""
    manifest = backups.make(file, files=_files(), now=clock.now())
    click.echo(_("Gesichert und geprüft: %(file)s (%(size)s).", file=file, size=_size(manifest)))
    click.echo(
        _("Nicht enthalten: SECRET_KEY und settings.toml. Bewahren Sie beides getrennt auf.")
    )


@click.command(
    help=N_("Eine Sicherung zurückholen; Briefe bleiben angehalten, alle sind abgemeldet.")
)
@click.argument("file", metavar=N_("DATEI"), type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help=N_("Ohne Rückfrage: der jetzige Stand geht verloren."))
@with_app
def restore(file: Path, yes: bool) -> None:
    """Restore a backup; letters stay held, everybody is signed out."""
    if not file.is_file():
        raise RuleBroken(_("Die Datei %(file)s gibt es nicht.", file=file))
    place = Path(current_app.config["INSTANCE_DIR"])
    with backups.opened(file, place) as proved:
        _demand_known(proved.manifest)
        click.echo(
            _(
                "Sicherung vom %(made_at)s (%(size)s).",
                made_at=proved.manifest.made_at,
                size=_size(proved.manifest),
            )
        )
        if not yes:
            demand_yes(_("Den jetzigen Stand durch diese Sicherung ersetzen?"))
        with _scheduler_stopped():
            deleted, erased = _asked(minutes.gone), _asked(privacy.erased_uids)
            held = backups.restore(proved, files=_files(), now=clock.now())
            migrating.upgrade()
            minutes_again, people_again = _let_it_go(deleted or [], erased or set())
    click.echo(_("Zurückgeholt. Der Versand ist aus, %(held)s Briefe sind angehalten.", held=held))
    if deleted is None or erased is None:
        click.echo(
            _(
                "Welche Personen und Protokolle seit dieser Sicherung gelöscht wurden, ist nicht "
                "bekannt: Löschen Sie sie bitte noch einmal."
            )
        )
    if people_again:
        said = _(
            "Seit der Sicherung gelöschte Personen wieder gelöscht: %(again)s.", again=people_again
        )
        click.echo(said)
    if minutes_again:
        said = _(
            "Seit der Sicherung gelöschte Protokolle wieder gelöscht: %(again)s.",
            again=minutes_again,
        )
        click.echo(said)
    click.echo(_("Prüfen Sie die Briefe: wiedervorlage outbox list --state held"))
    click.echo(_("Lassen Sie sie dann gehen: wiedervorlage outbox release"))


def _asked(what_is_gone: Callable[[], T]) -> T | None:
    """What was deleted until now and the backup may hold; None if nobody can say.

    Each question by itself: a database of an earlier release may know only the one.
    """
    try:
        with transaction():
            return what_is_gone()
    except DatabaseError:
        return None


def _let_it_go(deleted: list[Gone], erased: set[uuid.UUID]) -> tuple[int, int]:
    """Delete it once more; how many minutes and how many people that were."""
    with transaction():
        now = clock.now()
        return minutes.delete_again(deleted, now=now), privacy.erase_again(erased, now=now)


@contextmanager
def _scheduler_stopped() -> Iterator[None]:
    """Keep every scheduler away meanwhile; PostgreSQL itself says who else is connected."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    try:
        lock = current_app.extensions["clockwork"]().take_lock()
    except RuleBroken:
        raise RuleBroken(
            _(
                "Die Anwendung läuft noch und könnte Briefe senden. "
                "Beenden Sie zuerst wiedervorlage serve oder wiedervorlage worker."
            )
        ) from None
    try:
        yield
    finally:
        lock.release()


def _demand_known(manifest: Manifest) -> None:
    """A backup of a newer program would leave a database that this one cannot read."""
    if manifest.revision is not None and not migrating.knows(manifest.revision):
        raise RuleBroken(
            _(
                "Die Sicherung stammt aus einer neueren Fassung (%(revision)s). "
                "Bringen Sie zuerst das Programm auf deren Stand.",
                revision=manifest.revision,
            )
        )


def _files() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / "files"


def _size(manifest: Manifest) -> str:
    files = len(manifest.files) - 1
    return _("%(sum)s Zeilen, %(files)s Anlagen", sum=sum(manifest.rows.values()), files=files)
