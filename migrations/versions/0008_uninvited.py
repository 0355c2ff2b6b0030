"""Who was taken off one meeting's list, so that nobody is put back on it by itself.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uninvited",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_uninvited_meeting_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["actor.id"], name=op.f("fk_uninvited_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uninvited")),
        sa.UniqueConstraint(
            "meeting_id", "person_id", name=op.f("uq_uninvited_meeting_id_person_id")
        ),
    )
    op.create_index(op.f("ix_uninvited_person_id"), "uninvited", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_uninvited_person_id"), table_name="uninvited")
    op.drop_table("uninvited")
