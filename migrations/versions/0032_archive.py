"""Approved minutes are offered to the archive before they may be deleted.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

STATES = ("current", "offered", "handed_over", "declined", "deleted")
DAYS = ("archive_offered_on", "archive_until_on", "archive_answered_on", "deleted_on")
NUMBERS = ("came", "came_for")
RULES = {
    "only_approved": "archive_state = 'current' OR state = 'approved'",
    "offer_has_days": (
        "(archive_state = 'current') = (archive_offered_on IS NULL)"
        " AND (archive_offered_on IS NULL) = (archive_until_on IS NULL)"
        " AND (archive_until_on IS NULL OR archive_until_on > archive_offered_on)"
    ),
    "answer_has_day": (
        "archive_state = 'deleted' OR (archive_state IN ('handed_over', 'declined'))"
        " = (archive_answered_on IS NOT NULL)"
    ),
    "archive_before_deletion": (
        "(archive_state = 'deleted') = (deleted_on IS NOT NULL)"
        " AND (deleted_on IS NULL OR archive_answered_on IS NOT NULL"
        " OR deleted_on > archive_until_on)"
    ),
}


def upgrade() -> None:
    state = sa.Enum(
        *STATES, native_enum=False, length=20, create_constraint=False, name="archive_state"
    )
    with op.batch_alter_table("minutes") as batch:
        batch.add_column(
            sa.Column("archive_state", state, server_default="current", nullable=False)
        )
        for day in DAYS:
            batch.add_column(sa.Column(day, sa.Date))
        for number in NUMBERS:
            batch.add_column(sa.Column(number, sa.Integer))
    with op.batch_alter_table("minutes") as batch:
        batch.alter_column("archive_state", server_default=None, existing_type=state)
        in_words = ", ".join(f"'{one}'" for one in STATES)
        batch.create_check_constraint(
            op.f("ck_minutes_archive_state"), f"archive_state IN ({in_words})"
        )
        for name, rule in RULES.items():
            batch.create_check_constraint(op.f(f"ck_minutes_{name}"), rule)


def downgrade() -> None:
    """Words that were deleted stay deleted; that they were offered is known no more."""
    with op.batch_alter_table("minutes") as batch:
        for name in (*RULES, "archive_state"):
            batch.drop_constraint(op.f(f"ck_minutes_{name}"), type_="check")
        for column in (*DAYS, *NUMBERS, "archive_state"):
            batch.drop_column(column)
