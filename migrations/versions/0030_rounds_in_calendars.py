"""A round is an entry in calendars: its sequence and its last change.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("status_round") as batch:
        batch.add_column(sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE status_round SET changed_at = opened_at")
    with op.batch_alter_table("status_round") as batch:
        batch.alter_column("sequence", server_default=None)
        batch.alter_column("changed_at", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("status_round") as batch:
        batch.drop_column("changed_at")
        batch.drop_column("sequence")
