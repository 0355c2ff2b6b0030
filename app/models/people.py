"""Actors: whoever can be responsible, take part or be asked, with or without an account."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.orm import Base, words


class ActorKind(enum.StrEnum):
    """What an actor is (R24 and decisions)."""

    PERSON = "person"
    OFFICE = "office"
    FUNCTION = "function"
    MUNICIPALITY = "municipality"
    PROVIDER = "provider"
    ASSOCIATION = "association"
    MIGRANT_ORGANISATION = "migrant_organisation"
    RELIGIOUS_COMMUNITY = "religious_community"
    FOUNDATION = "foundation"
    PUBLIC_AUTHORITY = "public_authority"
    GROUP = "group"
    COUNTY_BODY = "county_body"
    INSTITUTION = "institution"
    OTHER = "other"


class Actor(Base):
    """A person, organisation, function or group of organisations within one plan.

    Whoever was forgotten (`erased_on`) is a row without a name: what was done stays, not by whom.
    """

    __tablename__ = "actor"
    __table_args__ = (
        Index(
            "uq_actor_plan_id_name",
            "plan_id",
            "name",
            unique=True,
            sqlite_where=text("kind <> 'person'"),
            postgresql_where=text("kind <> 'person'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[ActorKind] = mapped_column(words(ActorKind, "kind", 24))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), default=None)
    phone: Mapped[str | None] = mapped_column(String(50), default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("actor.id"), init=False, index=True
    )
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    left_on: Mapped[dt.date | None] = mapped_column(default=None)
    erased_on: Mapped[dt.date | None] = mapped_column(init=False, default=None)
    folded: Mapped[str] = mapped_column(
        Text, init=False, default="", server_default="", deferred=True
    )
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    organisation: Mapped[Actor | None] = relationship(
        foreign_keys=[organisation_id], remote_side=[id], default=None
    )
    contact: Mapped[Actor | None] = relationship(
        foreign_keys=[contact_id], remote_side=[id], default=None, post_update=True
    )
    aliases: Mapped[list[ActorAlias]] = relationship(
        back_populates="actor", cascade="all, delete-orphan", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON


class ActorAlias(Base):
    """Another spelling or name under which an actor appears in documents (R23)."""

    __tablename__ = "actor_alias"
    __table_args__ = (UniqueConstraint("actor_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False)
    name: Mapped[str] = mapped_column(String(200))

    actor: Mapped[Actor] = relationship(back_populates="aliases")
