"""What people want of reminders.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("meeting_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("task_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest_weekday", sa.Integer(), nullable=True),
        sa.Column("duties_only", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(actor_id IS NULL) <> (account_id IS NULL)",
            name=op.f("ck_reminder_preference_one_holder"),
        ),
        sa.CheckConstraint(
            "digest_weekday IS NULL OR digest_weekday BETWEEN 0 AND 6",
            name=op.f("ck_reminder_preference_weekday_in_week"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminder_preference_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_reminder_preference_actor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_preference")),
        sa.UniqueConstraint("account_id", name=op.f("uq_reminder_preference_account_id")),
        sa.UniqueConstraint("actor_id", name=op.f("uq_reminder_preference_actor_id")),
    )


def downgrade() -> None:
    op.drop_table("reminder_preference")
