"""Tasks of a year are counted by the day they were made, from an index alone.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_task_cycle_created", "task", ["cycle_id", "created_at"])
    op.drop_index(op.f("ix_task_cycle_id"), table_name="task")


def downgrade() -> None:
    op.create_index(op.f("ix_task_cycle_id"), "task", ["cycle_id"])
    op.drop_index("ix_task_cycle_created", table_name="task")
