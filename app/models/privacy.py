"""What people allowed, and who had to be forgotten."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.groups import Body
from app.models.people import Actor
from app.orm import Base


class ContactConsent(Base):
    """A person lets the members of one group see an address or a telephone number.

    A change of mind is a further row; the one that is not withdrawn counts.
    """

    __tablename__ = "contact_consent"
    __table_args__ = (
        CheckConstraint("email OR phone", name="allows_something"),
        Index(
            "uq_contact_consent_open",
            "person_id",
            "body_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False, index=True)
    email: Mapped[bool]
    phone: Mapped[bool]
    given_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    person: Mapped[Actor] = relationship()
    body: Mapped[Body] = relationship()


class Erasure(Base):
    """That somebody was forgotten, by ids alone: a restored backup has to forget again.

    `account_uid` is empty when the account lives on in another plan, or when there was none.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    actor_uid: Mapped[uuid.UUID] = mapped_column(unique=True)
    account_uid: Mapped[uuid.UUID | None] = mapped_column(default=None)
    erased_at: Mapped[dt.datetime]
