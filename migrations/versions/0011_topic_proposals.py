"""Topics for agendas: proposals and backlog, and the rule of their cut-off

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def _to(column: str, table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))


def upgrade() -> None:
    op.create_table(
        "topic_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            _words("kind", "information", "discussion", "agreement", "resolution"),
            nullable=False,
        ),
        sa.Column("minutes_wished", sa.Integer(), nullable=True),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            _words("state", "proposed", "waiting", "taken", "declined", "withdrawn"),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("times_postponed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "times_postponed >= 0", name=op.f("ck_topic_proposal_times_not_negative")
        ),
        sa.CheckConstraint(
            "minutes_wished IS NULL OR minutes_wished > 0",
            name=op.f("ck_topic_proposal_minutes_positive"),
        ),
        sa.CheckConstraint(
            "state <> 'taken' OR item_id IS NOT NULL",
            name=op.f("ck_topic_proposal_taken_has_item"),
        ),
        sa.CheckConstraint(
            "state <> 'declined' OR answer IS NOT NULL",
            name=op.f("ck_topic_proposal_declined_has_answer"),
        ),
        _to("body_id", "body", "topic_proposal"),
        _to("meeting_id", "meeting", "topic_proposal"),
        _to("item_id", "agenda_item", "topic_proposal"),
        _to("proposer_id", "actor", "topic_proposal"),
        _to("author_id", "account", "topic_proposal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_proposal")),
        sa.UniqueConstraint("uid", name=op.f("uq_topic_proposal_uid")),
        sa.UniqueConstraint("item_id", name=op.f("uq_topic_proposal_item_id")),
    )
    with op.batch_alter_table("topic_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_topic_proposal_body_state", ["body_id", "state"])
        batch_op.create_index(batch_op.f("ix_topic_proposal_meeting_id"), ["meeting_id"])
        batch_op.create_index(batch_op.f("ix_topic_proposal_author_id"), ["author_id"])
    op.create_table(
        "topic_proposal_goal",
        sa.Column("topic_proposal_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        _to("topic_proposal_id", "topic_proposal", "topic_proposal_goal"),
        _to("goal_id", "goal", "topic_proposal_goal"),
        sa.PrimaryKeyConstraint(
            "topic_proposal_id", "goal_id", name=op.f("pk_topic_proposal_goal")
        ),
    )
    with op.batch_alter_table("topic_proposal_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_proposal_goal_goal_id"), ["goal_id"])
    op.execute(
        "INSERT INTO deadline_rule"
        " (plan_id, scope, key, label, days, direction, addressee, active, version)"
        " SELECT id, 'own', 'agenda_cutoff', 'Annahmeschluss für Themen', -21, 'answering',"
        " 'office', true, 1 FROM plan WHERE NOT EXISTS (SELECT 1 FROM deadline_rule AS present"
        " WHERE present.plan_id = plan.id AND present.scope = 'own'"
        " AND present.key = 'agenda_cutoff')"
    )


def downgrade() -> None:
    # The rule stays: rules are data, earlier releases read any, and the office may have changed it.
    op.drop_table("topic_proposal_goal")
    op.drop_table("topic_proposal")
