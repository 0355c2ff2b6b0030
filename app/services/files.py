"""Keeping uploaded files: the bytes lie in the instance folder under their SHA-256.

They stay as long as a row names them.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select, union

from app.domain.files import check_upload, clean_name
from app.extensions import db
from app.models.files import StoredColumns
from app.orm import Base

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as somebody handed it in."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """What is known of a file that was kept."""

    name: str
    media_type: str
    size: int
    sha256: str


def store(upload: Upload) -> StoredFile:
    """Keep the bytes, once for each content; raises RuleBroken for a file that is not allowed.

    A transaction that fails afterwards leaves bytes that no row names; they go after a day.
    """
    media_type = check_upload(upload.name, upload.content)
    digest = hashlib.sha256(upload.content).hexdigest()
    with staying():
        path = path_of(digest)
        if not _is_young_again(path):
            _write(path, upload.content)
    return StoredFile(
        name=clean_name(upload.name),
        media_type=media_type,
        size=len(upload.content),
        sha256=digest,
    )


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie; made of the digest alone, never of a name."""
    return folder() / sha256[:2] / sha256


def folder() -> Path:
    """Where all bytes lie."""
    return Path(current_app.config["INSTANCE_DIR"]) / "files"


@contextmanager
def staying() -> Iterator[None]:
    """No bytes go while the block runs; many may say so at once."""
    with _locked(fcntl.LOCK_SH):
        yield


def sweep(*, age: dt.timedelta, now: dt.datetime) -> int:
    """Remove the bytes that no row names and that nobody has handed in for `age`; how many files.

    Whoever hands them in just now has made them young, or writes them anew. While somebody is at
    it, or copies them all, nothing goes: the next time will do. Call it before rows are deleted
    in the same transaction, which may yet fail.
    """
    named = _named()
    try:
        with _locked(fcntl.LOCK_EX | fcntl.LOCK_NB) as handle:
            before = min(now.timestamp(), _clock_of_the_disk(handle)) - age.total_seconds()
            gone = [path for path in _all() if path.name not in named and _handed_in(path) < before]
            return sum(_removed(path) for path in gone)
    except BlockingIOError:
        return 0


def _removed(path: Path) -> bool:
    """Whether the file is gone; one that cannot be removed must not keep other limits waiting."""
    try:
        path.unlink()
    except OSError as fault:
        log.warning("bytes that no row names stay: %s", type(fault).__name__)
        return False
    return True


def _named() -> set[str]:
    """The digests that rows name, in whatever table."""
    kinds = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, StoredColumns)]
    return set(db.session.scalars(union(*(select(kind.sha256) for kind in kinds))))


def _all() -> list[Path]:
    """Every file, also what a power failure left half written under another name."""
    return [path for path in folder().glob("*/*") if path.is_file()]


def _handed_in(path: Path) -> float:
    """When these bytes came the last time."""
    return path.stat().st_mtime


@contextmanager
def _locked(how: int) -> Iterator[int]:
    """The lock of all bytes, whichever process asks; the kernel frees it when its holder dies."""
    locks = folder().parent / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    handle = os.open(locks / "bytes.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, how)
        yield handle
    finally:
        os.close(handle)


def _clock_of_the_disk(handle: int) -> float:
    """What the disk stamps files with now; `now` may be a rehearsal's."""
    os.utime(handle)
    return os.fstat(handle).st_mtime


def _is_young_again(path: Path) -> bool:
    """Whether the bytes are there already; if so they count as handed in now."""
    try:
        os.utime(path)
    except (FileNotFoundError, PermissionError):  # somebody else's: ours takes their place
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """All of the file or none of it, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
