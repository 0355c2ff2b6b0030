"""Names in approved minutes, consent to show an address, who was forgotten, numbers of answers.

Revision ID: 0024
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_name_minutes_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["actor.id"], name=op.f("fk_minutes_name_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_name")),
        sa.UniqueConstraint(
            "minutes_id", "person_id", name=op.f("uq_minutes_name_minutes_id_person_id")
        ),
    )
    op.create_index("ix_minutes_name_person_id", "minutes_name", ["person_id"])
    op.create_table(
        "contact_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email OR phone", name=op.f("ck_contact_consent_allows_something")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["actor.id"], name=op.f("fk_contact_consent_person_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_contact_consent_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consent")),
    )
    op.create_index("ix_contact_consent_body_id", "contact_consent", ["body_id"])
    op.create_index(
        "uq_contact_consent_open",
        "contact_consent",
        ["person_id", "body_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_uid", sa.Uuid(), nullable=False),
        sa.Column("account_uid", sa.Uuid(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("actor_uid", name=op.f("uq_erasure_actor_uid")),
    )
    op.add_column("actor", sa.Column("erased_on", sa.Date(), nullable=True))
    op.add_column("meeting", sa.Column("answer_numbers", sa.JSON(), nullable=True))
    op.add_column("poll_option", sa.Column("answer_numbers", sa.JSON(), nullable=True))
    _keep_names_of_approved_minutes()


def downgrade() -> None:
    with op.batch_alter_table("poll_option") as batch:
        batch.drop_column("answer_numbers")
    with op.batch_alter_table("meeting") as batch:
        batch.drop_column("answer_numbers")
    with op.batch_alter_table("actor") as batch:
        batch.drop_column("erased_on")
    op.drop_table("erasure")
    op.drop_index("uq_contact_consent_open", "contact_consent")
    op.drop_index("ix_contact_consent_body_id", "contact_consent")
    op.drop_table("contact_consent")
    op.drop_index("ix_minutes_name_person_id", "minutes_name")
    op.drop_table("minutes_name")


def _keep_names_of_approved_minutes() -> None:
    """Minutes approved before take today's names."""
    op.execute(
        """
        INSERT INTO minutes_name (minutes_id, person_id, name)
        SELECT DISTINCT minutes.id, actor.id, actor.name
        FROM minutes
        JOIN meeting ON meeting.id = minutes.meeting_id
        JOIN actor ON actor.id IN (meeting.chair_id, meeting.minute_taker_id)
          OR actor.id IN (SELECT person_id FROM attendee WHERE meeting_id = meeting.id)
          OR actor.id IN (SELECT represented_by_id FROM attendee WHERE meeting_id = meeting.id)
          OR actor.id IN (SELECT presenter_id FROM agenda_item WHERE meeting_id = meeting.id)
        WHERE minutes.state = 'approved'
        """
    )
