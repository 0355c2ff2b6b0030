"""PostgreSQL's own tools for dumping and loading, with the password kept off the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from app.domain.errors import RuleBroken
from app.services.backup.manifest import counted, revision_of

LEAVING = 3.0

# Only programs: the server's own autovacuum is listed as well and comes and goes as it likes.
OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def dump(engine: Engine, target: Path) -> tuple[dict[str, int], dict[str, int], str | None]:
    """Write a custom-format dump of one moment; rows and highest ids are of the same moment.

    Raises RuleBroken when pg_dump is missing or fails.
    """
    program = _program("pg_dump")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        rows, highest = counted(connection)
        revision = revision_of(connection)
        _run(
            [
                program,
                "-Fc",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={target}",
                *_place(engine.url),
            ],
            engine.url,
        )
    return rows, highest, revision


def load(engine: Engine, source: Path) -> None:
    """Replace the database's contents with the dump, all of it or nothing.

    Every table goes first: what a later release brought would be in the way of its migrations,
    and keys that it added to older tables would keep those from being dropped one by one.
    """
    with engine.connect() as connection:
        present = sa.inspect(connection).get_table_names()
    engine.dispose()
    quoted = engine.dialect.identifier_preparer.quote_identifier
    drops, script = source.with_suffix(".drops.sql"), source.with_suffix(".sql")
    drops.write_text("\n".join(f"DROP TABLE {quoted(name)} CASCADE;" for name in present))
    clean = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
    _run([_program("pg_restore"), *clean, f"--file={script}", str(source)], engine.url)
    once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    scripts = [f"--file={drops}", f"--file={script}"]
    _run([_program("psql"), *once, *scripts, *_place(engine.url)], engine.url)


def refuse_company(engine: Engine) -> None:
    """Raises RuleBroken while other programs work with the database.

    Asks for up to LEAVING seconds: a connection that was closed a moment ago, our own pool's
    too, is listed until its server process has ended.
    """
    engine.dispose()
    patience = time.monotonic() + LEAVING
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while (others := connection.scalar(OTHERS)) and time.monotonic() < patience:
            time.sleep(0.05)
    engine.dispose()
    if others:
        raise RuleBroken(
            "Andere Programme arbeiten mit dieser Datenbank. Beenden Sie zuerst "
            "„wiedervorlage serve“ und „wiedervorlage worker“."
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuleBroken(
            f"Das Programm {name} fehlt. Installieren Sie die PostgreSQL-Werkzeuge, "
            "unter Debian: apt install postgresql-client"
        )
    return found


def _place(url: sa.URL) -> list[str]:
    parts = {"--host": url.host or url.query.get("host"), "--username": url.username}
    words = [f"{name}={value}" for name, value in parts.items() if value]
    port = url.port or url.query.get("port")
    if port:
        words.append(f"--port={port}")
    return [*words, f"--dbname={url.database}", "--no-password"]


def _run(command: list[str], url: sa.URL) -> None:
    env = dict(os.environ)
    if url.password:
        env["PGPASSWORD"] = url.password
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuleBroken(_what_failed(done.stderr) or f"Status {done.returncode}")


def _what_failed(said: str) -> str:
    """The line that tells the error; notices of what went well may stand before it."""
    lines = said.strip().splitlines()
    return next((line for line in lines if "ERROR" in line), lines[0] if lines else "")
