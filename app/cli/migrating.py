"""The way of the database's tables from one revision to another: Alembic by way of Flask-Migrate.

A room apart: a process that only answers pages never loads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask_migrate import Migrate

from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.orm import UTCDateTime

FOLDER = Path(__file__).parents[2] / "migrations"


def upgrade(revision: str = "head") -> None:
    """Bring the tables to the revision. Raises RuleBroken where no step leads there."""
    with _plainly():
        command.upgrade(_alembic(), revision)


def downgrade(revision: str = "-1") -> None:
    """Take the tables back to the revision; what only newer ones hold is lost."""
    with _plainly():
        command.downgrade(_alembic(), revision)


def check() -> None:
    """Raise RuleBroken unless the tables are what the models say."""
    with _plainly():
        command.check(_alembic())


def newest_revision() -> str | None:
    """Where the steps of this program lead to."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def knows(revision: str) -> bool:
    """Whether the program has ever been at `revision`."""
    return any(step.revision == revision for step in ScriptDirectory(str(FOLDER)).walk_revisions())


def _alembic() -> Config:
    """Asked directly, as the extension's own verbs print an English line and end the process."""
    extension = Migrate(
        current_app,
        db,
        directory=str(FOLDER),
        render_as_batch=True,
        transactional_ddl=True,
        render_item=_render_item,
    )
    found: Config = extension.get_config()
    return found


def _render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations must not depend on our column type, which may move or change."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except CommandError as refused:
        raise RuleBroken(
            _(
                "Datenbank und Programm passen nicht zusammen. "
                "Bitte zuerst: wiedervorlage db upgrade"
            )
        ) from refused
