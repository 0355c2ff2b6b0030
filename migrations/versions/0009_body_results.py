"""Results of existing bodies, with their perspective and the goals they matter for.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("perspective", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_body_result_author_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_result_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_result")),
        sa.UniqueConstraint("uid", name=op.f("uq_body_result_uid")),
    )
    with op.batch_alter_table("body_result") as batch:
        batch.create_index("ix_body_result_body_found", ["body_id", "found_on"])
    op.create_table(
        "body_result_goal",
        sa.Column("body_result_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_result_id"],
            ["body_result.id"],
            name=op.f("fk_body_result_goal_body_result_id"),
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_body_result_goal_goal_id")),
        sa.PrimaryKeyConstraint("body_result_id", "goal_id", name=op.f("pk_body_result_goal")),
    )
    with op.batch_alter_table("body_result_goal") as batch:
        batch.create_index(batch.f("ix_body_result_goal_goal_id"), ["goal_id"])


def downgrade() -> None:
    op.drop_table("body_result_goal")
    op.drop_table("body_result")
