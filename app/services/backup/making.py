"""Making a backup: database first, then files, and the final name only when all is proved."""

from __future__ import annotations

import datetime as dt
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from app.domain.errors import RuleBroken
from app.extensions import db
from app.services.backup import postgres
from app.services.backup.manifest import FORMAT, Manifest, counted, digest_of, revision_of
from app.services.backup.restoring import DUMPS, MANIFEST, opened
from app.services.files import staying

PROGRAM = "0.1.0"


def make(target: Path, *, files: Path, now: dt.datetime) -> Manifest:
    """Write a backup of the database and of the folder `files` to `target`.

    Whoever writes meanwhile goes on; what was committed before is in the backup. An older backup
    of that name stays until the new one is whole and proved. Raises RuleBroken when it cannot be.
    """
    folder = target.resolve().parent
    if not folder.is_dir():
        raise RuleBroken(f"Den Ordner {folder} gibt es nicht.")
    with (
        staying(),  # what a row of the dump names is not swept away before it is packed
        tempfile.TemporaryDirectory(prefix=".sicherung-", dir=folder) as scratch_name,
    ):
        scratch = Path(scratch_name)
        manifest = _dump(scratch, files, now)
        archive = scratch / "archive"
        _pack(archive, scratch / DUMPS[manifest.database], files, manifest)
        with opened(archive, scratch):
            pass  # it proves what it opens; a false "done" would be the worst result
        archive.replace(target)
        _settle(folder)
    return manifest


def _dump(scratch: Path, files: Path, now: dt.datetime) -> Manifest:
    kind = db.engine.dialect.name
    dump = scratch / DUMPS[kind]
    if kind == "sqlite":
        rows, highest, revision = _dump_sqlite(dump)
    else:
        rows, highest, revision = postgres.dump(db.engine, dump)
    named = {DUMPS[kind]: digest_of(dump)}
    for path in _stored(files):
        named[_name(path, files)] = digest_of(path)
    return Manifest(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        program=PROGRAM,
        revision=revision,
        database=kind,
        rows=rows,
        highest=highest,
        files=named,
    )


def _dump_sqlite(dump: Path) -> tuple[dict[str, int], dict[str, int], str | None]:
    """VACUUM INTO gives one consistent moment; a copy of the file would miss the newest rows."""
    plain = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
    with plain.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        connection.exec_driver_sql("VACUUM INTO ?", (str(dump),))
    copy = sa.create_engine(f"sqlite:///{dump}", poolclass=sa.NullPool)
    with copy.connect() as connection:
        rows, highest = counted(connection)
        return rows, highest, revision_of(connection)


def _stored(files: Path) -> Iterator[Path]:
    """Files that are whole: they lie under their digest; temporary ones have other names."""
    for path in sorted(files.glob("*/*")):
        if path.is_file() and path.name.startswith(path.parent.name):
            yield path


def _name(path: Path, files: Path) -> str:
    return f"files/{path.relative_to(files).as_posix()}"


def _pack(archive: Path, dump: Path, files: Path, manifest: Manifest) -> None:
    with (
        os.fdopen(os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar,
    ):
        content = manifest.as_bytes()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(content)
        tar.addfile(head, io.BytesIO(content))
        tar.add(dump, dump.name)
        for path in _stored(files):
            if _name(path, files) in manifest.files:  # one that came meanwhile is the next's
                tar.add(path, _name(path, files))
    with archive.open("rb") as written:
        os.fsync(written.fileno())


def _settle(folder: Path) -> None:
    """Make the new name survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
