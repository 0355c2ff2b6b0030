"""What a backup says of itself, so that it can be proved whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from app.domain.errors import RuleBroken

FORMAT = 1
BLOCK = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Counts and digests of one backup. `database` is "sqlite" or "postgresql".

    `files` maps the name of every member of the archive but the manifest to its SHA-256;
    `rows` counts the rows of each table, `highest` gives its highest id where it has one.
    """

    format: int
    made_at: str  # ISO 8601, UTC
    program: str
    revision: str | None
    database: str
    rows: dict[str, int]
    highest: dict[str, int]
    files: dict[str, str]

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Raises RuleBroken when `content` is no manifest that this program understands."""
        try:
            manifest = cls(**json.loads(content))
        except (ValueError, TypeError) as error:
            raise RuleBroken("Die Sicherung hat kein lesbares Verzeichnis.") from error
        if manifest.format != FORMAT:
            raise RuleBroken(
                f"Die Sicherung hat die Form {manifest.format}, lesbar ist die Form {FORMAT}."
            )
        return manifest


def digest_of(path: Path) -> str:
    """The file's SHA-256 in hex, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def counted(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """Rows of each table, and the highest id of each that has one, as `connection` sees them."""
    inspector = sa.inspect(connection)
    rows: dict[str, int] = {}
    highest: dict[str, int] = {}
    for name in sorted(inspector.get_table_names()):
        ids = {column["name"]: column["type"] for column in inspector.get_columns(name)}
        table = sa.table(name, sa.column("id", sa.Integer))
        rows[name] = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        if isinstance(ids.get("id"), sa.Integer):
            highest[name] = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
    return rows, highest


def revision_of(connection: Connection) -> str | None:
    """The schema's revision; None for a database without migrations."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found
