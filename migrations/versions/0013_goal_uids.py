"""Goals have a uid, so that letters can name them.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

GOAL = sa.table("goal", sa.column("id", sa.Integer()), sa.column("uid", sa.Uuid()))


def upgrade() -> None:
    with op.batch_alter_table("goal") as batch:
        batch.add_column(sa.Column("uid", sa.Uuid(), nullable=True))
    connection = op.get_bind()
    for goal_id in connection.scalars(sa.select(GOAL.c.id)).all():
        connection.execute(sa.update(GOAL).where(GOAL.c.id == goal_id).values(uid=uuid.uuid4()))
    with op.batch_alter_table("goal") as batch:
        batch.alter_column("uid", existing_type=sa.Uuid(), nullable=False)
        batch.create_unique_constraint(batch.f("uq_goal_uid"), ["uid"])


def downgrade() -> None:
    with op.batch_alter_table("goal") as batch:
        batch.drop_constraint("uq_goal_uid", type_="unique")
        batch.drop_column("uid")
