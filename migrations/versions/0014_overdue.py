"""Rules ask again about tasks whose day is over, and may be quiet in school holidays.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RULE = sa.table(
    "reminder_rule",
    sa.column("plan_id", sa.Integer()),
    sa.column("scope", sa.String()),
    sa.column("days", sa.Integer()),
    sa.column("every", sa.Integer()),
    sa.column("quiet", sa.Boolean()),
    sa.column("local_time", sa.Time()),
    sa.column("active", sa.Boolean()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("version", sa.Integer()),
)
PLAN = sa.table("plan", sa.column("id", sa.Integer()))
UNIQUE = "uq_reminder_rule_plan_id_body_id_scope_"
STEPS = ((1, None), (7, None), (30, 30))


def _words(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="scope", native_enum=False, create_constraint=True, length=20)


OLD, NEW = _words("meeting", "task", "deadline"), _words("meeting", "task", "overdue", "deadline")


def upgrade() -> None:
    with op.batch_alter_table("reminder_rule") as batch:
        batch.drop_constraint(batch.f("ck_reminder_rule_days_not_negative"), type_="check")
        batch.drop_constraint(batch.f(f"{UNIQUE}days_before"), type_="unique")
        batch.drop_constraint(batch.f("ck_reminder_rule_scope"), type_="check")
        batch.alter_column("days_before", new_column_name="days", existing_type=sa.Integer())
        batch.add_column(sa.Column("every", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("reminder_rule") as batch:
        batch.alter_column("scope", existing_type=sa.String(20), type_=NEW)
        batch.alter_column("quiet", existing_type=sa.Boolean(), server_default=None)
        batch.create_unique_constraint(
            batch.f(f"{UNIQUE}days"), ["plan_id", "body_id", "scope", "days"]
        )
        batch.create_check_constraint(batch.f("ck_reminder_rule_days_not_negative"), "days >= 0")
        batch.create_check_constraint(
            batch.f("ck_reminder_rule_every_positive"), "every IS NULL OR every > 0"
        )
        batch.create_check_constraint(
            batch.f("ck_reminder_rule_only_overdue_asks_again"),
            "scope = 'overdue' OR (every IS NULL AND NOT quiet)",
        )
    _ask_again()


def _ask_again() -> None:
    """Plans there are get the rules new ones have; made now, they say nothing about the past."""
    connection = op.get_bind()
    for plan_id in connection.scalars(sa.select(PLAN.c.id)).all():
        for days, every in STEPS:
            row = sa.insert(RULE).values(
                plan_id=plan_id,
                scope="overdue",
                days=days,
                every=every,
                quiet=False,
                local_time=dt.time(9),
                active=True,
                created_at=sa.func.current_timestamp(),
                version=1,
            )
            connection.execute(row)


def downgrade() -> None:
    op.execute(
        "UPDATE outbox_letter SET rule_id = NULL"
        " WHERE rule_id IN (SELECT id FROM reminder_rule WHERE scope = 'overdue')"
    )
    op.execute("DELETE FROM reminder_rule WHERE scope = 'overdue'")
    with op.batch_alter_table("reminder_rule") as batch:
        batch.drop_constraint(batch.f("ck_reminder_rule_only_overdue_asks_again"), type_="check")
        batch.drop_constraint(batch.f("ck_reminder_rule_every_positive"), type_="check")
        batch.drop_constraint(batch.f("ck_reminder_rule_days_not_negative"), type_="check")
        batch.drop_constraint(batch.f(f"{UNIQUE}days"), type_="unique")
        batch.drop_constraint(batch.f("ck_reminder_rule_scope"), type_="check")
        batch.drop_column("quiet")
        batch.drop_column("every")
        batch.alter_column("days", new_column_name="days_before", existing_type=sa.Integer())
    with op.batch_alter_table("reminder_rule") as batch:
        batch.alter_column("scope", existing_type=sa.String(20), type_=OLD)
        batch.create_unique_constraint(
            batch.f(f"{UNIQUE}days_before"), ["plan_id", "body_id", "scope", "days_before"]
        )
        batch.create_check_constraint(
            batch.f("ck_reminder_rule_days_not_negative"), "days_before >= 0"
        )
