"""A pace for letters, a mark of clocks set back, the queue in the order of its urgency.

Revision ID: 0019
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("system_state") as table:
        table.add_column(sa.Column("paced_until_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("clock_set_back_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_outbox_letter_state_next", table_name="outbox_letter")
    op.create_index(
        "ix_outbox_letter_urgency", "outbox_letter", ["state", "priority", "next_at", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_letter_urgency", table_name="outbox_letter")
    op.create_index("ix_outbox_letter_state_next", "outbox_letter", ["state", "next_at"])
    with op.batch_alter_table("system_state") as table:
        table.drop_column("clock_set_back_at")
        table.drop_column("paced_until_at")
