"""Calendars: stored components by mark, a public calendar, feeds without what comes by mail.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NEW = (
    ("plan", "calendar_changed_at", sa.DateTime(timezone=True), None),
    ("plan", "public_calendar", sa.Boolean(), sa.false()),
    ("plan_access", "calendar_mark", sa.Integer(), sa.text("0")),
    ("meeting", "public", sa.Boolean(), sa.false()),
    ("meeting", "calendar_mark", sa.Integer(), sa.text("0")),
    ("task", "calendar_mark", sa.Integer(), sa.text("0")),
    ("feed", "with_invited", sa.Boolean(), sa.true()),
)


def upgrade() -> None:
    for table, name, kind, default in NEW:
        with op.batch_alter_table(table) as batch:
            nullable = default is None
            batch.add_column(sa.Column(name, kind, nullable=nullable, server_default=default))
        if default is not None:
            with op.batch_alter_table(table) as batch:
                batch.alter_column(name, existing_type=kind, server_default=None)
    op.create_table(
        "feed_component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "plain",
                "alarm",
                "public",
                name="form",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("frame", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(meeting_id IS NULL) <> (task_id IS NULL)",
            name=op.f("ck_feed_component_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_feed_component_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_feed_component_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_component")),
        sa.UniqueConstraint(
            "meeting_id", "form", "answer", name=op.f("uq_feed_component_meeting_id_form_answer")
        ),
        sa.UniqueConstraint(
            "task_id", "form", "answer", name=op.f("uq_feed_component_task_id_form_answer")
        ),
    )


def downgrade() -> None:
    op.drop_table("feed_component")
    for table, name, _kind, _default in reversed(NEW):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
