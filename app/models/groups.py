"""Bodies and working groups of a plan, and who belongs to them on whose behalf."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan
from app.orm import Base, words


class BodyForm(enum.StrEnum):
    """Form of work; the list is open (R29): OTHER carries its own word in `form_note`."""

    PEER_GROUP = "peer_group"
    WORKING_GROUP = "working_group"
    WORKSHOP = "workshop"
    EXISTING_BODY = "existing_body"
    COMMITTEE = "committee"
    OTHER = "other"


class MembershipRole(enum.StrEnum):
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    MINUTE_TAKER = "minute_taker"
    MEMBER = "member"
    GUEST = "guest"


class Reinvitation(enum.StrEnum):
    """Where the re-invitation of a former member stands (R28)."""

    NOT_NEEDED = "not_needed"
    TO_INVITE = "to_invite"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


body_goal = Table(
    "body_goal",
    Base.metadata,
    Column("body_id", ForeignKey("body.id"), primary_key=True),
    Column("goal_id", ForeignKey("goal.id"), primary_key=True, index=True),
)
body_field = Table(
    "body_field",
    Base.metadata,
    Column("body_id", ForeignKey("body.id"), primary_key=True),
    Column("field_id", ForeignKey("field_of_action.id"), primary_key=True, index=True),
)


class Body(Base):
    """A group or body; an external one has its own chair and rhythm and is not invited by us."""

    __tablename__ = "body"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False, index=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    form: Mapped[BodyForm] = mapped_column(words(BodyForm, "form"))
    form_note: Mapped[str | None] = mapped_column(String(60), default=None)
    external: Mapped[bool] = mapped_column(default=False)
    in_portfolio_since: Mapped[dt.date | None] = mapped_column(default=None)
    purpose: Mapped[str | None] = mapped_column(Text, default=None)
    rhythm: Mapped[str | None] = mapped_column(String(120), default=None)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), init=False, index=True)
    dissolved_on: Mapped[dt.date | None] = mapped_column(default=None)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()
    parent: Mapped[Body | None] = relationship(remote_side=[id], default=None)
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="body", order_by="Membership.id", init=False, default_factory=list
    )
    goals: Mapped[list[Goal]] = relationship(secondary=body_goal, default_factory=list)
    fields: Mapped[list[FieldOfAction]] = relationship(secondary=body_field, default_factory=list)

    __mapper_args__ = {"version_id_col": version}


class Membership(Base):
    """A person in a body for a time, on behalf of an organisation, with a deputy (R28)."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_after_from"),
        Index(
            "uq_membership_open",
            "body_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    role: Mapped[MembershipRole] = mapped_column(
        words(MembershipRole, "role"), default=MembershipRole.MEMBER
    )
    on_behalf_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("actor.id"), init=False, index=True
    )
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None] = mapped_column(default=None)
    reinvitation: Mapped[Reinvitation] = mapped_column(
        words(Reinvitation, "reinvitation"), default=Reinvitation.NOT_NEEDED
    )
    note: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    body: Mapped[Body] = relationship(back_populates="memberships")
    person: Mapped[Actor] = relationship(foreign_keys=[person_id])
    on_behalf_of: Mapped[Actor | None] = relationship(foreign_keys=[on_behalf_of_id], default=None)
    deputy: Mapped[Actor | None] = relationship(foreign_keys=[deputy_id], default=None)

    __mapper_args__ = {"version_id_col": version}

    def active_on(self, day: dt.date) -> bool:
        """Whether the membership holds on `day`; the last day counts."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
