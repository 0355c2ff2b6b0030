"""Each entry of the audit trail hangs on the one before; sign-ins are kept apart, for 90 days.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SIGN_IN = "account.sign_in"
ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("account_id", sa.Integer),
    sa.column("on_behalf_of_id", sa.Integer),
    sa.column("plan_id", sa.Integer),
    sa.column("action", sa.String),
    sa.column("object_type", sa.String),
    sa.column("object_uid", sa.Uuid),
    sa.column("changes", sa.JSON),
    sa.column("number", sa.Integer),
    sa.column("previous", sa.String),
    sa.column("fingerprint", sa.String),
)
RECORD = sa.table(
    "sign_in_record",
    sa.column("account_id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
)
ACCOUNT = sa.table("account", sa.column("id", sa.Integer), sa.column("uid", sa.Uuid))


def upgrade() -> None:
    op.create_table(
        "sign_in_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_record_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_record")),
    )
    op.create_index("ix_sign_in_record_account_id", "sign_in_record", ["account_id"])
    op.create_index("ix_sign_in_record_at", "sign_in_record", ["at"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("cuts", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
    )
    _keep_sign_ins_apart()
    with op.batch_alter_table("audit_entry") as batch:
        batch.drop_index("ix_audit_entry_plan_id")
        batch.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("previous", sa.String(64), nullable=True))
        batch.add_column(sa.Column("fingerprint", sa.String(64), nullable=True))
    _chain()
    with op.batch_alter_table("audit_entry") as batch:
        for name in ("number", "previous", "fingerprint"):
            batch.alter_column(name, nullable=False)
        batch.create_unique_constraint("uq_audit_entry_number", ["number"])
        batch.create_index("ix_audit_entry_account_number", ["account_id", "number"])
        batch.create_index("ix_audit_entry_plan_number", ["plan_id", "number"])
        batch.create_index("ix_audit_entry_at", ["at"])


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch:
        for name in ("account_number", "plan_number", "at"):
            batch.drop_index(f"ix_audit_entry_{name}")
        batch.drop_constraint("uq_audit_entry_number", type_="unique")
        for name in ("number", "previous", "fingerprint"):
            batch.drop_column(name)
        batch.create_index("ix_audit_entry_plan_id", ["plan_id"])
    _put_sign_ins_back()
    op.drop_table("audit_checkpoint")
    op.drop_table("audit_head")
    op.drop_index("ix_sign_in_record_at", "sign_in_record")
    op.drop_index("ix_sign_in_record_account_id", "sign_in_record")
    op.drop_table("sign_in_record")


def _keep_sign_ins_apart() -> None:
    connection = op.get_bind()
    was = ENTRY.c.action == SIGN_IN, ENTRY.c.account_id.is_not(None)
    found = sa.select(ENTRY.c.account_id, ENTRY.c.at).where(*was).order_by(ENTRY.c.id)
    connection.execute(sa.insert(RECORD).from_select(["account_id", "at"], found))
    connection.execute(sa.delete(ENTRY).where(ENTRY.c.action == SIGN_IN))


def _put_sign_ins_back() -> None:
    words = (sa.literal(SIGN_IN), sa.literal("account"))
    found = (
        sa.select(RECORD.c.at, RECORD.c.account_id, *words, ACCOUNT.c.uid)
        .join(ACCOUNT, ACCOUNT.c.id == RECORD.c.account_id)
        .order_by(RECORD.c.at)
    )
    names = ["at", "account_id", "action", "object_type", "object_uid"]
    op.get_bind().execute(sa.insert(ENTRY).from_select(names, found))


def _chain() -> None:
    """Hang what stands there already on a chain, in the order in which it was written."""
    connection = op.get_bind()
    number, previous = 0, ""
    for entry in connection.execute(sa.select(ENTRY).order_by(ENTRY.c.id)).all():
        number += 1
        digest = _fingerprint(entry, number, previous)
        connection.execute(
            sa.update(ENTRY)
            .where(ENTRY.c.id == entry.id)
            .values(number=number, previous=previous, fingerprint=digest)
        )
        previous = digest
    head = sa.table("audit_head", *(sa.column(name) for name in ("id", "number", "fingerprint")))
    connection.execute(sa.insert(head).values(id=1, number=number, fingerprint=previous))


def _fingerprint(entry: sa.Row[tuple[object, ...]], number: int, previous: str) -> str:
    """As `app/domain/audit.py` did it on the day of this migration."""
    said = [
        number,
        previous,
        _instant(entry.at),
        entry.account_id,
        entry.on_behalf_of_id,
        entry.plan_id,
        entry.action,
        entry.object_type,
        entry.object_uid.hex if isinstance(entry.object_uid, uuid.UUID) else None,
        entry.changes,
    ]
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _instant(at: dt.datetime) -> str:
    aware = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return aware.isoformat(timespec="microseconds")
