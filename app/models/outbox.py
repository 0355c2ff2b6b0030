"""Letters to be sent and their fates, and who works on them."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base, words


class LetterState(enum.StrEnum):
    DUE = "due"
    HELD = "held"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


class AddressStatus(enum.StrEnum):
    OK = "ok"
    SOFT = "soft"
    HARD = "hard"
    COMPLAINED = "complained"


class OutboxLetter(Base):
    """One letter to one recipient, from being planned to its fate (reliability A2, A3).

    `dedup_key` prevents a second letter. `attempt` is the fence of its present owner and only
    grows. `mime` is frozen when the row is first `sending`. `payload` holds what the letter needs
    beyond its object and is emptied when the letter is final.
    """

    __tablename__ = "outbox_letter"
    __table_args__ = (
        CheckConstraint("unc BETWEEN 0 AND 3", name="unc_range"),
        CheckConstraint(
            "(state IN ('leased', 'sending')) = (owner IS NOT NULL)", name="owner_while_working"
        ),
        Index("ix_outbox_letter_urgency", "state", "priority", "next_at", "id"),
        Index("ix_outbox_letter_object", "object_type", "object_uid"),
        Index("ix_outbox_letter_plan_due", "plan_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dedup_key: Mapped[str] = mapped_column(String(300), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None)
    kind: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int] = mapped_column(default=5)
    object_type: Mapped[str] = mapped_column(String(20))
    object_uid: Mapped[uuid.UUID]
    object_sequence: Mapped[int] = mapped_column(default=0)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("reminder_rule.id"), default=None)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), default=None, index=True
    )
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), default=None, index=True)
    address: Mapped[str] = mapped_column(String(254))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    due_at: Mapped[dt.datetime]
    useful_until: Mapped[dt.datetime | None] = mapped_column(default=None)
    next_at: Mapped[dt.datetime]
    state: Mapped[LetterState] = mapped_column(words(LetterState, "state"), default=LetterState.DUE)
    reason: Mapped[str | None] = mapped_column(String(40), default=None)
    attempt: Mapped[int] = mapped_column(default=0)
    unc: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(36), default=None)
    subject: Mapped[str | None] = mapped_column(String(200), default=None)
    mime: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    message_id: Mapped[str | None] = mapped_column(String(200), default=None)
    last_class: Mapped[str | None] = mapped_column(String(20), default=None)
    last_code: Mapped[str | None] = mapped_column(String(20), default=None)
    folded_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox_letter.id"), default=None, index=True
    )
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class OutboxEvent(Base):
    """One step in the life of a letter. Append-only; never a body or an address."""

    __tablename__ = "outbox_event"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    letter_id: Mapped[int] = mapped_column(ForeignKey("outbox_letter.id"), index=True)
    at: Mapped[dt.datetime]
    from_state: Mapped[str | None] = mapped_column(String(12), default=None)
    to_state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(40), default=None)


class Worker(Base):
    """A process that sends letters; its lock, not its heartbeat, proves that it lives."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    host: Mapped[str] = mapped_column(String(120))
    pid: Mapped[int]
    started_at: Mapped[dt.datetime]
    heartbeat_at: Mapped[dt.datetime]


class AddressState(Base):
    """What is known of an address, by its keyed hash."""

    __tablename__ = "address_state"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[AddressStatus] = mapped_column(words(AddressStatus, "status"))
    since_at: Mapped[dt.datetime]
    evidence: Mapped[str | None] = mapped_column(String(200), default=None)


class SystemState(Base):
    """The one row that says whether letters may leave, and when the clock last ticked."""

    __tablename__ = "system_state"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    instance_id: Mapped[str] = mapped_column(String(36))
    mail_enabled: Mapped[bool] = mapped_column(default=True)
    planned_until_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    heartbeat_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    relay_paused_until_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    relay_failures: Mapped[int] = mapped_column(default=0)
    paced_until_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    clock_set_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
