"""When somebody put the welcome away; who is here already has no need of one.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET welcomed_at = created_at")


def downgrade() -> None:
    op.drop_column("account", "welcomed_at")
