"""Files between upload and yes, and what it takes to undo an import.

Revision ID: 0023
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_plan_upload_size_not_negative")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_upload_plan_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_plan_upload_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_upload")),
        sa.UniqueConstraint("uid", name=op.f("uq_plan_upload_uid")),
    )
    op.create_index(op.f("ix_plan_upload_plan_id"), "plan_upload", ["plan_id"])
    op.create_index(op.f("ix_plan_upload_account_id"), "plan_upload", ["account_id"])
    with op.batch_alter_table("plan_import") as batch:
        batch.add_column(sa.Column("traces", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("undone_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_plan_import_undone_by_id"), "account", ["undone_by_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_plan_import_undone_has_instant"),
            "undone_by_id IS NULL OR undone_at IS NOT NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("plan_import") as batch:
        batch.drop_constraint(op.f("ck_plan_import_undone_has_instant"), type_="check")
        batch.drop_constraint(op.f("fk_plan_import_undone_by_id"), type_="foreignkey")
        batch.drop_column("undone_by_id")
        batch.drop_column("undone_at")
        batch.drop_column("traces")
    op.drop_table("plan_upload")
