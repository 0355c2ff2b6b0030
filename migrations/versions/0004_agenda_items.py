"""Items of agendas: their outcome, the template's line, the tasks they are about

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OUTCOMES = ("discussed", "noted", "agreed", "not_agreed", "postponed")


def upgrade() -> None:
    op.create_table(
        "agenda_item_task",
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_item.id"],
            name=op.f("fk_agenda_item_task_agenda_item_id"),
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_agenda_item_task_task_id")),
        sa.PrimaryKeyConstraint("agenda_item_id", "task_id", name=op.f("pk_agenda_item_task")),
    )
    with op.batch_alter_table("agenda_item_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_task_task_id"), ["task_id"])
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("template_key", sa.String(length=40), nullable=True))
        words = ", ".join(f"'{word}'" for word in OUTCOMES)
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_outcome"), f"outcome IN ({words})"
        )
        batch_op.create_unique_constraint(
            "uq_agenda_item_template_key", ["meeting_id", "template_key"]
        )


def downgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint("uq_agenda_item_template_key", type_="unique")
        batch_op.drop_constraint(batch_op.f("ck_agenda_item_outcome"), type_="check")
        batch_op.drop_column("template_key")
        batch_op.drop_column("outcome")
    op.drop_table("agenda_item_task")
