"""Who has a task, what its states ask for, and its history

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from collections import defaultdict, deque

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCEPTANCES = ("not_asked", "naming", "asked", "accepted", "handed_back")
KINDS = (
    "create",
    "edit",
    "assign",
    "name",
    "accept",
    "hand_back",
    "report",
    "state",
    "follow",
    "recur",
    "undo",
)
FEASIBLE_OLD = "state <> 'not_feasible' OR state_reason IS NOT NULL"
LAWS = {
    "not_feasible_has_reason": (
        "state <> 'not_feasible' OR (state_reason IS NOT NULL"
        " AND decided_by IS NOT NULL AND decided_on IS NOT NULL)"
    ),
    "postponed_has_day": (
        "state <> 'postponed' OR (state_reason IS NOT NULL AND resubmit_on IS NOT NULL)"
    ),
    "done_has_result": (
        "(state = 'done') = (done_on IS NOT NULL) AND (state <> 'done' OR result IS NOT NULL)"
    ),
    "asked_since": "(acceptance IN ('naming', 'asked')) = (asked_at IS NOT NULL)",
    "no_person_while_naming": "person_id IS NULL OR acceptance NOT IN ('naming', 'handed_back')",
    "naming_asks": "acceptance <> 'naming' OR accountable_id IS NOT NULL",
}


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("acceptance", sa.String(20), nullable=False, server_default="not_asked")
        )
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("resubmit_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("repeats_id", sa.Integer(), nullable=True))
    _fill_states()
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.alter_column(
            "acceptance",
            existing_type=sa.String(20),
            type_=_words("acceptance", ACCEPTANCES),
            existing_nullable=False,
            server_default=None,
        )
        batch_op.create_index(batch_op.f("ix_task_person_id"), ["person_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_task_person_id"), "actor", ["person_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_task_repeats_id"), "task", ["repeats_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_task_repeats_id"), ["repeats_id"])
        batch_op.drop_constraint(batch_op.f("ck_task_not_feasible_has_reason"), type_="check")
        for name, law in LAWS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_task_{name}"), law)
    with op.batch_alter_table("task_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_evidence", sa.Text(), nullable=True))
    _create_entries()
    _tell_history()


def _fill_states() -> None:
    """What the new laws ask of rows that stand: nothing is invented but that nobody knows."""
    op.execute(
        "UPDATE task SET resubmit_on = coalesce(due_on, date(changed_at)),"
        " state_reason = coalesce(state_reason, 'keine Angabe') WHERE state = 'postponed'"
    )
    op.execute(
        "UPDATE task SET decided_by = 'keine Angabe', decided_on = date(changed_at)"
        " WHERE state = 'not_feasible'"
    )
    op.execute(
        "UPDATE task SET result = coalesce(result, 'keine Angabe'),"
        " done_on = coalesce(done_on, date(changed_at)) WHERE state = 'done'"
    )
    op.execute("UPDATE task SET done_on = NULL WHERE state <> 'done'")


def _create_entries() -> None:
    op.create_table(
        "task_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("kind", KINDS), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'undo') = (undoes_id IS NOT NULL)", name=op.f("ck_task_entry_undo_names_entry")
        ),
        sa.CheckConstraint(
            "kind <> 'hand_back' OR reason IS NOT NULL",
            name=op.f("ck_task_entry_hand_back_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_task_entry_author_id")
        ),
        sa.ForeignKeyConstraint(["signer_id"], ["actor.id"], name=op.f("fk_task_entry_signer_id")),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["actor.id"], name=op.f("fk_task_entry_on_behalf_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["task_report.id"], name=op.f("fk_task_entry_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["task_entry.id"], name=op.f("fk_task_entry_undoes_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_entry_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_entry")),
        sa.UniqueConstraint("report_id", name=op.f("uq_task_entry_report_id")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_task_entry_undoes_id")),
    )
    with op.batch_alter_table("task_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_entry_task_id"), ["task_id"], unique=False)


def _tell_history() -> None:
    """The history so far stood in the log and in the reports; an entry each, in its order."""
    bind = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(bind, only=["task", "task_report", "audit_entry", "task_entry"])
    task, report, audit, entry = (
        tables.tables[name] for name in ("task", "task_report", "audit_entry", "task_entry")
    )
    waiting: dict[tuple[int, object], deque[int]] = defaultdict(deque)
    for row in bind.execute(sa.select(report).order_by(report.c.id)):
        waiting[row.task_id, row.reported_at].append(row.id)
    told = bind.execute(
        sa.select(audit, task.c.id.label("task_id"))
        .join(task, task.c.uid == audit.c.object_uid)
        .where(audit.c.object_type == "task")
        .order_by(audit.c.id)
    ).all()
    for row in told:
        kind, reason = row.action.removeprefix("task."), None
        if kind not in KINDS or kind == "undo":
            kind, reason = "state", "Letzte Änderung zurückgenommen"
        reports = waiting[row.task_id, row.at]
        bind.execute(
            entry.insert().values(
                task_id=row.task_id,
                kind=kind,
                author_id=row.account_id,
                on_behalf_of_id=row.on_behalf_of_id,
                report_id=reports.popleft() if kind == "report" and reports else None,
                reason="keine Angabe" if kind == "hand_back" else reason,
                changes=row.changes or {},
                at=row.at,
            )
        )


def downgrade() -> None:
    op.drop_table("task_entry")
    with op.batch_alter_table("task_report", schema=None) as batch_op:
        batch_op.drop_column("no_evidence")
    with op.batch_alter_table("task", schema=None) as batch_op:
        for name in LAWS:
            batch_op.drop_constraint(batch_op.f(f"ck_task_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_task_acceptance"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_task_not_feasible_has_reason"), FEASIBLE_OLD
        )
        batch_op.drop_constraint(batch_op.f("uq_task_repeats_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_task_repeats_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_task_person_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_task_person_id"))
        for name in (
            "repeats_id",
            "decided_on",
            "decided_by",
            "resubmit_on",
            "asked_at",
            "acceptance",
            "person_id",
        ):
            batch_op.drop_column(name)
