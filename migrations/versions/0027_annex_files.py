"""Files of annexes to a report.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annex_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("annex_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_annex_file_size_not_negative")),
        sa.ForeignKeyConstraint(
            ["annex_id"], ["report_annex.id"], name=op.f("fk_annex_file_annex_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annex_file")),
        sa.UniqueConstraint("annex_id", name=op.f("uq_annex_file_annex_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_annex_file_uid")),
    )


def downgrade() -> None:
    op.drop_table("annex_file")
