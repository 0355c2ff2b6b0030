"""Papers for items of agendas

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_agenda_file_size_not_negative")),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_agenda_file_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_agenda_file_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_agenda_file_uid")),
    )
    with op.batch_alter_table("agenda_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_file_agenda_item_id"), ["agenda_item_id"])


def downgrade() -> None:
    op.drop_table("agenda_file")
