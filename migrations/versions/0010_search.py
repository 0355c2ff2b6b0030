"""search

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As app.models.folding was when this was written.
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
SEARCHED = {
    "task": ("title", "description", "result"),
    "goal": ("working_title", "official_title", "working_description", "official_description"),
    "actor": ("name",),
}
BATCH = 500


def upgrade() -> None:
    for table in SEARCHED:
        op.add_column(table, sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    aliases = _aliases()
    for table, names in SEARCHED.items():
        _fill(table, names, aliases if table == "actor" else {})


def downgrade() -> None:
    for table in SEARCHED:
        op.drop_column(table, "folded")


def _fill(name: str, columns: tuple[str, ...], more: dict[int, list[str]]) -> None:
    table = sa.table(
        name, sa.column("id"), sa.column("folded"), *(sa.column(column) for column in columns)
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, *(table.c[c] for c in columns))).all()
    values = [{"row": row[0], "text": _fold([*row[1:], *more.get(row[0], ())])} for row in rows]
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("row"))
        .values(folded=sa.bindparam("text"))
    )
    for start in range(0, len(values), BATCH):
        connection.execute(statement, values[start : start + BATCH])


def _aliases() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    table = sa.table("actor_alias", sa.column("id"), sa.column("actor_id"), sa.column("name"))
    rows = op.get_bind().execute(sa.select(table.c.actor_id, table.c.name).order_by(table.c.id))
    for actor_id, name in rows:
        found.setdefault(actor_id, []).append(name)
    return found


def _fold(texts: list[str | None]) -> str:
    text = " ".join(text for text in texts if text)
    composed = unicodedata.normalize("NFC", text).casefold().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", composed)
    return " ".join("".join(s for s in plain if not unicodedata.combining(s)).split())
