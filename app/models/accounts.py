"""Accounts, what they may in which plan, and how they are signed in."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.people import Actor
from app.models.plans import Plan
from app.orm import Base, words


class PlanRole(enum.StrEnum):
    """What an account may in a plan; chair and minute-taker are roles in a group."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    READER = "reader"


class Account(Base):
    """Somebody who can sign in; the address is stored in lower case.

    `welcomed_at` is when they put the welcome away that new people see.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    locale: Mapped[str] = mapped_column(String(10), default="de")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    welcomed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    accesses: Mapped[list[PlanAccess]] = relationship(
        back_populates="account", order_by="PlanAccess.id", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}


class PlanAccess(Base):
    """An account's role in one plan, and the person it is there."""

    __tablename__ = "plan_access"
    __table_args__ = (UniqueConstraint("account_id", "plan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False, unique=True)
    role: Mapped[PlanRole] = mapped_column(words(PlanRole, "role"))
    calendar_mark: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(back_populates="accesses")
    plan: Mapped[Plan] = relationship()
    actor: Mapped[Actor | None] = relationship(default=None)


class SignInLink(Base):
    """A one-time sign-in link: 10 minutes, once, bound to the browser that asked for it.

    `browser_hash` is empty for a rescue link that an operator printed.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False, index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    account: Mapped[Account] = relationship()


class UserSession(Base):
    """A signed-in browser; deleting the row signs it out on the server."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False, index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_seen_on: Mapped[dt.date]

    account: Mapped[Account] = relationship()


class SignInRecord(Base):
    """That somebody signed in, and when; kept for 90 days, apart from what people did."""

    __tablename__ = "sign_in_record"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False, index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)

    account: Mapped[Account] = relationship()


class Throttle(Base):
    """How often something that must be slow was tried since `since_at`; counted in the database."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    since_at: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(default=0)
