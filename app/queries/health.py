"""Whether the installation is able to work, read from its tables and never from memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, column, func, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models.accounts import Account, UserSession
from app.models.meetings import Meeting
from app.models.outbox import LetterState, OutboxLetter, SystemState
from app.models.plans import Plan
from app.models.revision import REVISION
from app.models.tasks import Task, TaskState

VERSION_TABLE = "alembic_version"
_VERSIONS = table(VERSION_TABLE)
STALE_AFTER = dt.timedelta(minutes=3)  # three ticks of the planner, which writes the heartbeat
WAITS_TOO_LONG = dt.timedelta(minutes=10)
STALE_PACE = dt.timedelta(minutes=1)  # a letter that left so lately shows that they do leave


def present_revision() -> str | None:
    """The revision the database has; None before the first migration."""
    if not inspect(db.session.connection()).has_table(VERSION_TABLE):
        return None
    revision: str | None = db.session.scalar(select(column("version_num")).select_from(_VERSIONS))
    return revision


def is_migrated() -> bool:
    """Whether the database is at the revision this program was written for."""
    return present_revision() == REVISION


def is_writable() -> bool:
    """Whether a writing transaction can begin; it is given up at once."""
    try:
        with db.engine.connect().execution_options(write=True) as connection:
            connection.begin().rollback()
            if connection.dialect.name == "postgresql":
                return connection.scalar(select(func.pg_is_in_recovery())) is False
            return True
    except SQLAlchemyError:
        return False


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """What the tables say of the clock's work."""

    heartbeat: dt.timedelta | None  # how long ago; None if there never was one
    waiting: dt.timedelta | None  # how long the oldest sendable letter has been waiting
    mail_enabled: bool
    relay_failures: int

    @property
    def beats(self) -> bool:
        """Whether the scheduler ticks; one that never began is missed only when letters wait."""
        return self.heartbeat < STALE_AFTER if self.heartbeat is not None else self.flows

    @property
    def flows(self) -> bool:
        """Whether no letter waits for longer than it must."""
        return self.waiting is None or self.waiting <= WAITS_TOO_LONG


def pulse(now: dt.datetime, *, has_relay: bool) -> Pulse:
    """The pulse at `now`. Letters that may not leave, or cannot, are not waiting (G7)."""
    state = db.session.get(SystemState, 1)
    enabled = state.mail_enabled if state else True
    sendable = has_relay and enabled and not _slowed(state, now)
    return Pulse(
        heartbeat=now - state.heartbeat_at if state and state.heartbeat_at else None,
        waiting=_oldest_wait(now) if sendable else None,
        mail_enabled=enabled,
        relay_failures=state.relay_failures if state else 0,
    )


def _slowed(state: SystemState | None, now: dt.datetime) -> bool:
    """Whether letters wait for the relay's pause, or for the pace they are sent at."""
    if state is None:
        return False
    paused, paced = state.relay_paused_until_at, state.paced_until_at
    return (paused is not None and paused > now) or (paced is not None and paced > now - STALE_PACE)


def _oldest_wait(now: dt.datetime) -> dt.timedelta | None:
    oldest = db.session.scalar(
        select(func.min(OutboxLetter.next_at)).where(
            OutboxLetter.state == LetterState.DUE, OutboxLetter.next_at <= now
        )
    )
    return now - oldest if oldest else None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts for the monitoring; nothing that leads to a person."""

    letters: dict[LetterState, int]
    tasks: dict[TaskState, int]
    accounts: int
    sessions: int
    plans: int
    meetings: int


def figures(now: dt.datetime) -> Figures:
    """The counts at `now`."""
    letters = db.session.execute(
        select(OutboxLetter.state, func.count()).group_by(OutboxLetter.state)
    )
    tasks = db.session.execute(select(Task.state, func.count()).group_by(Task.state))
    return Figures(
        letters=dict(letters.all()),
        tasks=dict(tasks.all()),
        accounts=_count(select(func.count()).select_from(Account).where(Account.active)),
        sessions=_count(
            select(func.count()).select_from(UserSession).where(UserSession.expires_at > now)
        ),
        plans=_count(select(func.count()).select_from(Plan)),
        meetings=_count(select(func.count()).select_from(Meeting)),
    )


def _count(wanted: Select[int]) -> int:
    return db.session.scalar(wanted) or 0
