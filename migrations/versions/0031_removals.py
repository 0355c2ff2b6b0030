"""Papers and annexes that were removed stay for a while and can come back.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = ("agenda_file", "report_annex")
LIVING = sa.text("removed_at IS NULL")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("removed_at", sa.DateTime(timezone=True)))
            batch.add_column(sa.Column("removed_by_id", sa.Integer))
            batch.create_foreign_key(
                op.f(f"fk_{table}_removed_by_id"), "account", ["removed_by_id"], ["id"]
            )
    with op.batch_alter_table("report_annex") as batch:
        batch.drop_constraint(op.f("uq_report_annex_report_id_number"), type_="unique")
        batch.create_index(
            "uq_report_annex_number",
            ["report_id", "number"],
            unique=True,
            sqlite_where=LIVING,
            postgresql_where=LIVING,
        )


def downgrade() -> None:
    """What was removed goes: the release before knows of no way back."""
    op.execute(
        "DELETE FROM annex_file WHERE annex_id IN"
        " (SELECT id FROM report_annex WHERE removed_at IS NOT NULL)"
    )
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE removed_at IS NOT NULL")  # noqa: S608 - our words
    with op.batch_alter_table("report_annex") as batch:
        batch.drop_index("uq_report_annex_number")
        batch.create_unique_constraint(
            op.f("uq_report_annex_report_id_number"), ["report_id", "number"]
        )
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_removed_by_id"), type_="foreignkey")
            batch.drop_column("removed_by_id")
            batch.drop_column("removed_at")
