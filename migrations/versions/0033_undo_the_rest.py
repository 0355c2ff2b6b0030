"""Items of agendas and drafts of reports that were removed stay for a while and can come back.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LIVING = "removed_at IS NULL"
BILANZ = "kind = 'bilanz'"


def upgrade() -> None:
    with op.batch_alter_table("agenda_item") as batch:
        _add(batch, "agenda_item")
        batch.drop_constraint(op.f("uq_agenda_item_meeting_id_number"), type_="unique")
        batch.drop_constraint("uq_agenda_item_template_key", type_="unique")
    for name in ("number", "template_key"):
        _once(f"uq_agenda_item_{name}", "agenda_item", ["meeting_id", name], LIVING)
    op.drop_index("uq_report_bilanz", table_name="report")
    with op.batch_alter_table("report") as batch:
        _add(batch, "report")
        batch.drop_constraint(op.f("uq_report_meeting_id"), type_="unique")
    _once("uq_report_bilanz", "report", ["plan_id", "reporting_on"], f"{BILANZ} AND {LIVING}")
    _once("uq_report_meeting", "report", ["meeting_id"], LIVING)


def downgrade() -> None:
    """What was removed goes: the release before knows of no way back."""
    _forget_items()
    _forget_drafts()
    op.drop_index("uq_report_meeting", table_name="report")
    op.drop_index("uq_report_bilanz", table_name="report")
    with op.batch_alter_table("report") as batch:
        _take(batch, "report")
        batch.create_unique_constraint(op.f("uq_report_meeting_id"), ["meeting_id"])
    _once("uq_report_bilanz", "report", ["plan_id", "reporting_on"], BILANZ)
    for name in ("number", "template_key"):
        op.drop_index(f"uq_agenda_item_{name}", table_name="agenda_item")
    with op.batch_alter_table("agenda_item") as batch:
        _take(batch, "agenda_item")
        batch.create_unique_constraint(
            op.f("uq_agenda_item_meeting_id_number"), ["meeting_id", "number"]
        )
        batch.create_unique_constraint(
            "uq_agenda_item_template_key", ["meeting_id", "template_key"]
        )


def _add(batch: op.BatchOperations, table: str) -> None:
    batch.add_column(sa.Column("removed_at", sa.DateTime(timezone=True)))
    batch.add_column(sa.Column("removed_by_id", sa.Integer))
    batch.create_foreign_key(
        op.f(f"fk_{table}_removed_by_id"), "account", ["removed_by_id"], ["id"]
    )


def _take(batch: op.BatchOperations, table: str) -> None:
    batch.drop_constraint(op.f(f"fk_{table}_removed_by_id"), type_="foreignkey")
    batch.drop_column("removed_by_id")
    batch.drop_column("removed_at")


def _once(name: str, table: str, columns: list[str], where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=chosen, postgresql_where=chosen)


def _forget_items() -> None:
    gone = "(SELECT id FROM agenda_item WHERE removed_at IS NOT NULL)"
    for table in ("agenda_file", "agenda_item_task", "agenda_item_goal"):
        op.execute(f"DELETE FROM {table} WHERE agenda_item_id IN {gone}")  # noqa: S608 - our words
    op.execute(f"UPDATE topic_proposal SET item_id = NULL WHERE item_id IN {gone}")  # noqa: S608
    op.execute("DELETE FROM agenda_item WHERE removed_at IS NOT NULL")


def _forget_drafts() -> None:
    gone = "(SELECT id FROM report WHERE removed_at IS NOT NULL)"
    annexes = f"report_id IN {gone} OR bilanz_id IN {gone}"
    op.execute(
        f"DELETE FROM annex_file WHERE annex_id IN (SELECT id FROM report_annex WHERE {annexes})"  # noqa: S608
    )
    op.execute(f"DELETE FROM report_annex WHERE {annexes}")  # noqa: S608
    for table in ("report_text", "report_step", "report_file"):
        op.execute(f"DELETE FROM {table} WHERE report_id IN {gone}")  # noqa: S608
    op.execute("DELETE FROM report WHERE removed_at IS NOT NULL")
