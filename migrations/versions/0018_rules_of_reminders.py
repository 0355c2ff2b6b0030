"""Every kind of reminder follows rules of the office, and letters have hours of rest.

Revision ID: 0018
Revises: 0020
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0020"
branch_labels = None
depends_on = None

NINE = dt.time(9)
OLD_WORDS = ("meeting", "task", "overdue", "deadline")
# What was fixed until now: of what, how many days, and again every so many days.
FIXED = (
    ("answer", 3, None),
    ("poll", 3, None),
    ("agenda", 16, None),
    ("undated", 7, None),
    ("undated", 1, None),
    *(("minutes", days, None) for days in (1, 7, 14, 21, 28)),
    ("again", 0, None),
    ("unassigned", 7, 30),
    *(("naming", days, None) for days in (7, 14, 28)),
    ("naming", 56, 91),
    ("round", 7, None),
    ("round", 1, None),
    ("goal", 0, None),
)
LINES = {
    "meeting": ["person"],
    "answer": ["person"],
    "poll": ["person"],
    "agenda": ["office"],
    "undated": ["office"],
    "minutes": ["minute_taker", "deputy", "office"],
    "deadline": [],
    "task": ["person", "deputy", "contact", "office"],
    "overdue": ["person", "deputy", "contact", "office"],
    "again": ["person", "deputy", "contact", "office"],
    "unassigned": ["office"],
    "naming": ["person", "contact", "office"],
    "round": ["person"],
    "goal": ["office"],
}
SCOPE_OF = {
    "answer_reminder": "answer",
    "poll_reminder": "poll",
    "minutes_reminder": "minutes",
    "naming_reminder": "naming",
    "round_due_reminder": "round",
    "goal_resubmission": "goal",
    "task_resubmission": "again",
}
RULE = sa.table(
    "reminder_rule",
    sa.column("id", sa.Integer()),
    sa.column("plan_id", sa.Integer()),
    sa.column("body_id", sa.Integer()),
    sa.column("scope", sa.String()),
    sa.column("days", sa.Integer()),
    sa.column("every", sa.Integer()),
    sa.column("quiet", sa.Boolean()),
    sa.column("local_time", sa.Time()),
    sa.column("reach", sa.JSON()),
    sa.column("active", sa.Boolean()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("version", sa.Integer()),
)
HABITS = sa.table(
    "letter_habits",
    sa.column("plan_id", sa.Integer()),
    sa.column("weekly_limit", sa.Integer()),
    sa.column("night_from", sa.Time()),
    sa.column("night_until", sa.Time()),
    sa.column("working_days", sa.Boolean()),
    sa.column("version", sa.Integer()),
)
LETTER = sa.table(
    "outbox_letter",
    sa.column("id", sa.Integer()),
    sa.column("plan_id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("state", sa.String()),
    sa.column("dedup_key", sa.String()),
    sa.column("rule_id", sa.Integer()),
    sa.column("object_uid", sa.Uuid()),
    sa.column("folded_into_id", sa.Integer()),
)
POLL = sa.table("date_poll", sa.column("uid", sa.Uuid()), sa.column("answer_by", sa.Date()))
PLAN = sa.table("plan", sa.column("id", sa.Integer()))
WAITING = ("due", "held")


def _words(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="scope", native_enum=False, create_constraint=True, length=20)


OLD, NEW = (
    _words(*OLD_WORDS),
    _words(
        "meeting",
        "answer",
        "poll",
        "agenda",
        "undated",
        "minutes",
        "deadline",
        "task",
        "overdue",
        "unassigned",
        "naming",
        "again",
        "round",
        "goal",
    ),
)


def upgrade() -> None:
    op.create_table(
        "letter_habits",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("weekly_limit", sa.Integer(), nullable=True),
        sa.Column("night_from", sa.Time(), nullable=True),
        sa.Column("night_until", sa.Time(), nullable=True),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekly_limit IS NULL OR weekly_limit > 0",
            name=op.f("ck_letter_habits_limit_positive"),
        ),
        sa.CheckConstraint(
            "(night_from IS NULL) = (night_until IS NULL)",
            name=op.f("ck_letter_habits_night_begins_and_ends"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_letter_habits_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_letter_habits")),
    )
    with op.batch_alter_table("reminder_rule") as batch:
        batch.drop_constraint(batch.f("ck_reminder_rule_only_overdue_asks_again"), type_="check")
        batch.drop_constraint(batch.f("ck_reminder_rule_scope"), type_="check")
        batch.add_column(sa.Column("reach", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("reminder_rule") as batch:
        batch.alter_column("scope", existing_type=sa.String(20), type_=NEW)
        batch.alter_column("reach", existing_type=sa.JSON(), server_default=None)
        batch.create_check_constraint(
            batch.f("ck_reminder_rule_only_late_asks_again"),
            "scope IN ('overdue', 'unassigned', 'naming', 'minutes')"
            " OR (every IS NULL AND NOT quiet)",
        )
    op.create_index("ix_outbox_letter_plan_due", "outbox_letter", ["plan_id", "due_at"])
    op.drop_index("ix_outbox_letter_plan_id", "outbox_letter")
    for scope, line in LINES.items():
        op.execute(
            sa.update(RULE).where(RULE.c.scope == scope).values(reach=sa.literal(line, sa.JSON()))
        )
    _found_rules()
    _rename_waiting()


def _found_rules() -> None:
    """Plans there are get what new ones have; made now, it says nothing about the past."""
    connection = op.get_bind()
    for plan_id in connection.scalars(sa.select(PLAN.c.id)).all():
        connection.execute(
            sa.insert(HABITS).values(
                plan_id=plan_id,
                weekly_limit=5,
                night_from=dt.time(20),
                night_until=dt.time(7),
                working_days=True,
                version=1,
            )
        )
        for scope, days, every in FIXED:
            connection.execute(
                sa.insert(RULE).values(
                    plan_id=plan_id,
                    scope=scope,
                    days=days,
                    every=every,
                    quiet=False,
                    local_time=NINE,
                    reach=LINES[scope],
                    active=True,
                    created_at=sa.func.current_timestamp(),
                    version=1,
                )
            )


def _rename_waiting() -> None:
    """Letters that wait carry the keys under which their new rules ask for them."""
    connection = op.get_bind()
    rules = {
        (row.plan_id, row.scope, row.days): row.id
        for row in connection.execute(sa.select(RULE).where(RULE.c.body_id.is_(None)))
    }
    polls = connection.execute(sa.select(POLL.c.uid, POLL.c.answer_by))
    ends = {row.uid: row.answer_by for row in polls}
    heads = sa.select(LETTER.c.id).where(LETTER.c.state.in_(WAITING))
    waiting = connection.execute(
        sa.select(LETTER).where(
            LETTER.c.kind.in_(SCOPE_OF),
            LETTER.c.state.in_(WAITING) | LETTER.c.folded_into_id.in_(heads),
        )
    ).all()
    for letter in waiting:
        scope = SCOPE_OF[letter.kind]
        parts = letter.dedup_key.split("|")
        if scope == "poll":
            kind, uid, recipient = parts
            parts = [kind, uid, f"{ends[letter.object_uid]:%Y%m%d}", "0", "poll", recipient]
        rule_id = rules.get((letter.plan_id, scope, _days(scope, parts)))
        if rule_id is not None:
            parts[4] = f"r{rule_id}"
            connection.execute(
                sa.update(LETTER)
                .where(LETTER.c.id == letter.id)
                .values(dedup_key="|".join(parts), rule_id=rule_id)
            )


def _days(scope: str, parts: list[str]) -> int:
    """The days of the rule that asks for a letter with this key."""
    if scope == "round":
        return int(parts[4].removeprefix("d"))
    if scope in ("answer", "poll"):
        return 3
    if scope in ("goal", "again"):
        return 0
    days = int(parts[2].partition("+")[2])
    return min(days, 56) if scope == "naming" else days


def downgrade() -> None:
    later = RULE.c.scope.not_in(OLD_WORDS)
    op.execute(
        sa.update(LETTER)
        .where(LETTER.c.rule_id.in_(sa.select(RULE.c.id).where(later)))
        .values(rule_id=None)
    )
    op.execute(sa.delete(RULE).where(later))
    op.create_index("ix_outbox_letter_plan_id", "outbox_letter", ["plan_id"])
    op.drop_index("ix_outbox_letter_plan_due", "outbox_letter")
    with op.batch_alter_table("reminder_rule") as batch:
        batch.drop_constraint(batch.f("ck_reminder_rule_only_late_asks_again"), type_="check")
        batch.drop_constraint(batch.f("ck_reminder_rule_scope"), type_="check")
        batch.drop_column("reach")
    with op.batch_alter_table("reminder_rule") as batch:
        batch.alter_column("scope", existing_type=sa.String(20), type_=OLD)
        batch.create_check_constraint(
            batch.f("ck_reminder_rule_only_overdue_asks_again"),
            "scope = 'overdue' OR (every IS NULL AND NOT quiet)",
        )
    op.drop_table("letter_habits")
