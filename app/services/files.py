"""Keeping uploaded files: the bytes lie in the instance folder under their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from app.domain.files import check_upload, clean_name


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

    A transaction that fails afterwards leaves bytes that nothing points to and nobody can reach.
    """
    media_type = check_upload(upload.name, upload.content)
    digest = hashlib.sha256(upload.content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        _write(path, upload.content)
    return StoredFile(
        name=clean_name(upload.name),
        media_type=media_type,
        size=len(upload.content),
        sha256=digest,
    )


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie; made of the digest alone, never of a name."""
    folder = Path(current_app.config["INSTANCE_DIR"]) / "files" / sha256[:2]
    return folder / sha256


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
