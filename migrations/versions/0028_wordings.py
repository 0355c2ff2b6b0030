"""What somebody says the wordings of an uploaded file mean.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_upload", sa.Column("meanings", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("plan_upload", "meanings")
