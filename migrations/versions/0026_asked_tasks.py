"""An index of the tasks that wait for an answer.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_task_plan_id_asked",
        "task",
        ["plan_id"],
        sqlite_where=sa.text("asked_at IS NOT NULL"),
        postgresql_where=sa.text("asked_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_task_plan_id_asked", "task")
