"""Targets are measured over time, and say whether resources suffice.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RESOURCES = sa.Enum(
    "yes",
    "no",
    "open",
    name="resources",
    native_enum=False,
    create_constraint=True,
    length=20,
)


def upgrade() -> None:
    op.create_table(
        "target_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "value IS NOT NULL OR corrects_id IS NOT NULL",
            name=op.f("ck_target_value_says_something"),
        ),
        sa.CheckConstraint(
            "corrects_id IS NULL OR reason IS NOT NULL",
            name=op.f("ck_target_value_correction_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_target_value_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["target_value.id"], name=op.f("fk_target_value_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_target_value_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_value")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_target_value_corrects_id")),
    )
    with op.batch_alter_table("target_value") as batch:
        batch.create_index("ix_target_value_target_measured", ["target_id", "measured_on"])
    with op.batch_alter_table("target") as batch:
        batch.add_column(sa.Column("resources", RESOURCES, nullable=False, server_default="open"))
    with op.batch_alter_table("target") as batch:
        batch.alter_column("resources", existing_type=RESOURCES, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("target") as batch:
        batch.drop_constraint(op.f("ck_target_resources"), type_="check")
        batch.drop_column("resources")
    op.drop_table("target_value")
