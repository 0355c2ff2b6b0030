"""A plan says after how many months without a word a goal counts as silent.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan") as batch:
        batch.add_column(
            sa.Column("silent_after_months", sa.Integer(), nullable=False, server_default="6")
        )
        batch.create_check_constraint(
            op.f("ck_plan_silent_after_in_range"), "silent_after_months BETWEEN 1 AND 60"
        )
    with op.batch_alter_table("plan") as batch:
        batch.alter_column("silent_after_months", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plan") as batch:
        batch.drop_constraint(op.f("ck_plan_silent_after_in_range"), type_="check")
        batch.drop_column("silent_after_months")
