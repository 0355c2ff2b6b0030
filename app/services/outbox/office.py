"""The one row that says whether letters may leave, and the pauses of the relay."""

from __future__ import annotations

import datetime as dt
import logging
import uuid

from sqlalchemy.dialects import postgresql, sqlite

from app.domain.outbox import LONGEST_RELAY_PAUSE, relay_pause
from app.extensions import db
from app.models.outbox import SystemState

log = logging.getLogger(__name__)
SET_BACK = dt.timedelta(minutes=2)  # less is a clock being put right


def instance_of(host: str) -> str:
    """The identity of an installation: the name under which people reach it.

    A copy of the database elsewhere has another name, and writes to nobody.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, host))


def system_state(host: str) -> SystemState:
    """The row, made on first use for the installation at `host`."""
    state = db.session.get(SystemState, 1)
    if state is None:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        row = insert(SystemState).values(
            id=1, instance_id=instance_of(host), mail_enabled=True, relay_failures=0
        )
        db.session.execute(row.on_conflict_do_nothing(index_elements=["id"]))
        state = db.session.get_one(SystemState, 1)
    return state


def closed(state: SystemState, *, host: str) -> str | None:
    """Why this installation sends no letters at all; None if it does."""
    if not state.mail_enabled:
        return "mail_disabled"
    if state.instance_id != instance_of(host):
        return "other_instance"
    return None


def silence(state: SystemState, *, host: str, now: dt.datetime) -> str | None:
    """Why no letter may leave now; None if it may."""
    until = state.relay_paused_until_at
    # A pause that is longer than the longest was set before the clock went back.
    if until is not None and now < until <= now + LONGEST_RELAY_PAUSE:
        return closed(state, host=host) or "relay_paused"
    return closed(state, host=host)


def ticked(state: SystemState, *, now: dt.datetime) -> None:
    """The clock has looked at everything up to `now`; one that went back is noted."""
    before = state.heartbeat_at
    if before is not None and now < before - SET_BACK:
        log.warning("the clock went back from %s to %s", before, now)
        state.clock_set_back_at = now
    state.planned_until_at = state.heartbeat_at = now


def relay_failed(state: SystemState, *, known: int, now: dt.datetime) -> None:
    """Another failure of the relay: everybody waits, each time longer.

    `known` failures had been noted when the attempt began; who comes second adds nothing.
    """
    if state.relay_failures != known:
        return
    state.relay_failures += 1
    state.relay_paused_until_at = now + relay_pause(state.relay_failures)


def relay_works(state: SystemState) -> None:
    """The relay has answered a letter: no pause is left."""
    if state.relay_failures:
        state.relay_failures = 0
        state.relay_paused_until_at = None


def open_again(host: str) -> None:
    """Let letters leave from the installation at `host`, after a restore or a move."""
    state = system_state(host)
    state.mail_enabled, state.instance_id = True, instance_of(host)
    state.relay_failures, state.relay_paused_until_at = 0, None
    db.session.flush()
