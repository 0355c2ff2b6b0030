"""Reports: the Bilanz and the committee's report, with their files.

Revision ID: 0021
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bilanz",
                "committee",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reporting_on", sa.Date(), nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=True),
        sa.Column("paper_number", sa.String(length=60), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "co_signing",
                "released",
                "sent",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'committee') = (meeting_id IS NOT NULL)",
            name=op.f("ck_report_meeting_as_kind"),
        ),
        sa.CheckConstraint(
            "(state IN ('released', 'sent')) = (frozen IS NOT NULL) AND (frozen IS NULL) = (sha256 IS NULL)",
            name=op.f("ck_report_frozen_once_released"),
        ),
        sa.CheckConstraint(
            "compared_on IS NULL OR compared_on < reporting_on",
            name=op.f("ck_report_compared_before"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_report_created_by_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_report_meeting_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_report_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_report_meeting_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_report_uid")),
    )
    op.create_index(op.f("ix_report_plan_id"), "report", ["plan_id"], unique=False)
    op.create_index(
        "uq_report_bilanz",
        "report",
        ["plan_id", "reporting_on"],
        unique=True,
        sqlite_where=sa.text("kind = 'bilanz'"),
        postgresql_where=sa.text("kind = 'bilanz'"),
    )
    op.create_table(
        "report_annex",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("bilanz_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_report_annex_number_positive")),
        sa.ForeignKeyConstraint(
            ["bilanz_id"], ["report.id"], name=op.f("fk_report_annex_bilanz_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_annex_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_annex")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_annex_report_id_number")),
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("ordered_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "format",
            sa.Enum(
                "pdf",
                "docx",
                "xlsx",
                name="format",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (content IS NOT NULL)", name=op.f("ck_report_file_done_has_content")
        ),
        sa.CheckConstraint(
            "done >= 0 AND done <= steps", name=op.f("ck_report_file_done_in_steps")
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["account.id"], name=op.f("fk_report_file_ordered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_file_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_report_file_uid")),
    )
    op.create_index(op.f("ix_report_file_report_id"), "report_file", ["report_id"], unique=False)
    op.create_index("ix_report_file_state", "report_file", ["state", "id"], unique=False)
    op.create_table(
        "report_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "given",
                "co_signed",
                "returned",
                "released",
                "sent",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("who", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_report_step_by_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_step_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_step")),
    )
    op.create_index(op.f("ix_report_step_report_id"), "report_step", ["report_id"], unique=False)
    op.create_table(
        "report_supplement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_report_supplement_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_supplement_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_supplement")),
    )
    op.create_index(
        op.f("ix_report_supplement_report_id"), "report_supplement", ["report_id"], unique=False
    )
    op.create_table(
        "report_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=True),
        sa.Column(
            "part",
            sa.Enum(
                "foreword",
                "process",
                "composition",
                "results",
                "motion",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(goal_id IS NULL) <> (part IS NULL)", name=op.f("ck_report_text_goal_or_part")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_report_text_author_id")
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_report_text_goal_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_text_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sa.UniqueConstraint("report_id", "goal_id", name=op.f("uq_report_text_report_id_goal_id")),
        sa.UniqueConstraint("report_id", "part", name=op.f("uq_report_text_report_id_part")),
    )


def downgrade() -> None:
    op.drop_table("report_text")
    op.drop_index(op.f("ix_report_supplement_report_id"), "report_supplement")
    op.drop_table("report_supplement")
    op.drop_index(op.f("ix_report_step_report_id"), "report_step")
    op.drop_table("report_step")
    op.drop_index("ix_report_file_state", "report_file")
    op.drop_index(op.f("ix_report_file_report_id"), "report_file")
    op.drop_table("report_file")
    op.drop_table("report_annex")
    op.drop_index(
        "uq_report_bilanz",
        "report",
        sqlite_where=sa.text("kind = 'bilanz'"),
        postgresql_where=sa.text("kind = 'bilanz'"),
    )
    op.drop_index(op.f("ix_report_plan_id"), "report")
    op.drop_table("report")
