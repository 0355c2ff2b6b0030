"""The way back: prove the backup, silence its letters, then put it in place."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from app.domain.errors import RuleBroken
from app.extensions import db
from app.services.backup import postgres
from app.services.backup.manifest import Manifest, counted, digest_of

MANIFEST = "manifest.json"
DUMPS = {"sqlite": "database.db", "postgresql": "database.dump"}
STORED_FILE = re.compile(r"files/([0-9a-f]{2})/\1[0-9a-f]{62}")
REASON = "restore"


@dataclass(frozen=True)
class Opened:
    """A backup unpacked and proved; valid as long as its folder is there."""

    manifest: Manifest
    folder: Path

    @property
    def dump(self) -> Path:
        return self.folder / DUMPS[self.manifest.database]


@contextmanager
def opened(archive: Path, within: Path) -> Iterator[Opened]:
    """The backup's contents, proved against its manifest; raises RuleBroken if not whole."""
    with tempfile.TemporaryDirectory(prefix=".auspacken-", dir=within) as scratch:
        folder = Path(scratch)
        try:
            names = _unpack(archive, folder)
        except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
            raise RuleBroken(f"{archive} ist keine vollständige Sicherung.") from error
        if MANIFEST not in names:
            raise RuleBroken(f"{archive} ist keine Sicherung: das Verzeichnis fehlt.")
        manifest = Manifest.read((folder / MANIFEST).read_bytes())
        _prove(manifest, folder, names - {MANIFEST})
        yield Opened(manifest, folder)


def restore(backup: Opened, *, files: Path, now: dt.datetime) -> int:
    """Put the backup in place of what is there; how many letters are held until released.

    Nobody is signed in afterwards, and no letter leaves. Raises RuleBroken when it cannot be.
    """
    kind = db.engine.dialect.name
    if backup.manifest.database != kind:
        raise RuleBroken(
            f"Die Sicherung stammt aus {backup.manifest.database}, "
            f"eingestellt ist {kind}. Stellen Sie DATABASE_URL passend ein."
        )
    _bring_files(backup.folder / "files", files)
    if kind == "sqlite":
        return _restore_sqlite(backup, now)
    postgres.refuse_company(db.engine)
    postgres.load(db.engine, backup.dump)
    with db.engine.begin() as connection:
        if counted(connection) != (backup.manifest.rows, backup.manifest.highest):
            raise RuleBroken("Nach dem Zurückholen stimmen die Zeilen nicht mit der Sicherung.")
        return _silence(connection, now)


def _unpack(archive: Path, folder: Path) -> set[str]:
    """Only plain files with names of ours; nothing in the archive chooses a place."""
    names: set[str] = set()
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            known = member.name in (MANIFEST, *DUMPS.values()) or STORED_FILE.fullmatch(member.name)
            if not member.isreg() or not known or member.name in names:
                raise RuleBroken(f"Die Sicherung enthält Fremdes: {member.name[:80]!r}.")
            _write_out(tar, member, folder / member.name)
            names.add(member.name)
    return names


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """Its bytes alone; Python 3.11.2 extracts without a filter, with owner and mode."""
    source = tar.extractfile(member)
    assert source is not None  # a plain file always has bytes
    place.parent.mkdir(parents=True, exist_ok=True)
    with source, place.open("wb") as target:
        shutil.copyfileobj(source, target)


def _prove(manifest: Manifest, folder: Path, names: set[str]) -> None:
    if names != set(manifest.files):
        raise RuleBroken(
            "Die Sicherung ist unvollständig: es fehlen Dateien, oder es sind zu viele."
        )
    for name, digest in manifest.files.items():
        if digest_of(folder / name) != digest:
            raise RuleBroken(f"Die Sicherung wurde verändert: {name}.")
    if manifest.database == "sqlite":
        _prove_sqlite(manifest, folder / DUMPS["sqlite"])


def _prove_sqlite(manifest: Manifest, dump: Path) -> None:
    copy = sa.create_engine(f"sqlite:///{dump}", poolclass=sa.NullPool)
    try:
        with copy.connect() as connection:
            whole = connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
            same = counted(connection) == (manifest.rows, manifest.highest)
    except sa.exc.DatabaseError as error:
        raise RuleBroken("Die Datenbank in der Sicherung ist nicht lesbar.") from error
    if not (whole and same):
        raise RuleBroken("Die Datenbank in der Sicherung ist nicht vollständig.")


def _bring_files(source: Path, files: Path) -> None:
    """Files lie under their digest, so that one that is there is the same."""
    for path in sorted(source.glob("*/*")):
        place = files / path.parent.name / path.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)


def _restore_sqlite(backup: Opened, now: dt.datetime) -> int:
    """Silenced while it still lies apart; then page by page into the living file, at once.

    Writing through SQLite, not over its file, keeps a process that still runs from going on
    with a file that has no name any more.
    """
    apart = sa.create_engine(f"sqlite:///{backup.dump}", poolclass=sa.NullPool)
    with apart.begin() as connection:
        held = _silence(connection, now)
    place = Path(db.engine.url.database or "")
    place.parent.mkdir(parents=True, exist_ok=True)
    db.engine.dispose()
    with (
        closing(sqlite3.connect(backup.dump)) as source,
        closing(sqlite3.connect(place, timeout=30)) as living,
    ):
        source.backup(living)
        living.execute("PRAGMA journal_mode=WAL")
    return held


def _silence(connection: Connection, now: dt.datetime) -> int:
    """Hold every open letter, stop the mail, and sign everybody out (A11).

    In bare SQL: the backup may come from an older release than the models.
    """
    open_states = ("due", "leased", "sending")
    letters = sa.table(
        "outbox_letter",
        *(sa.column(name) for name in ("id", "state", "reason", "owner", "unc")),
    )
    events = sa.table(
        "outbox_event",
        *(sa.column(name) for name in ("letter_id", "from_state", "to_state", "code")),
        sa.column("at", sa.DateTime(timezone=True)),
    )
    at = now if connection.dialect.name == "postgresql" else now.replace(tzinfo=None)
    rows = connection.execute(
        sa.select(letters.c.id, letters.c.state).where(letters.c.state.in_(open_states))
    ).all()
    for letter_id, state in rows:
        connection.execute(
            sa.update(letters)
            .where(letters.c.id == letter_id)
            .values(
                state="held",
                reason=REASON,
                owner=None,
                # whether the relay had taken it nobody knows
                unc=sa.case(
                    (sa.and_(letters.c.state == "sending", letters.c.unc < 3), letters.c.unc + 1),
                    else_=letters.c.unc,
                ),
            )
        )
        connection.execute(
            sa.insert(events).values(
                letter_id=letter_id, at=at, from_state=state, to_state="held", code=REASON
            )
        )
    _stop_the_mail(connection)
    connection.execute(sa.text("DELETE FROM user_session"))
    connection.execute(sa.text("DELETE FROM sign_in_link"))
    connection.execute(sa.text("DELETE FROM worker"))
    _renew_calendar_marks(connection, now)
    return len(rows)


def _renew_calendar_marks(connection: Connection, now: dt.datetime) -> None:
    """Marks count from this second on, far beyond any that was given out before.

    Else a calendar program that has read later states would be told "unchanged" of another one.
    """
    plans = sa.table("plan", sa.column("calendar_mark"))
    connection.execute(sa.update(plans).values(calendar_mark=int(now.timestamp())))


def _stop_the_mail(connection: Connection) -> None:
    """Also where the clock has never ticked: `outbox release` puts the right instance in."""
    state = sa.table(
        "system_state",
        *(sa.column(name) for name in ("id", "instance_id", "mail_enabled", "relay_failures")),
    )
    stopped = connection.execute(sa.update(state).values(mail_enabled=False))
    if not stopped.rowcount:
        row = {"id": 1, "instance_id": REASON, "mail_enabled": False, "relay_failures": 0}
        connection.execute(sa.insert(state).values(**row))
