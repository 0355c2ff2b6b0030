"""Slowing down whoever guesses: tries are counted in the database, for all processes together."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass

from sqlalchemy import Connection, case, delete
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.models.accounts import Throttle

KEEP = dt.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many tries within a span of time, counted from the first of them."""

    name: str
    tries: int
    within: dt.timedelta


QUARTER = dt.timedelta(minutes=15)
# One address and its whole building: an office may sit behind one network address.
PASSWORD_BY_ADDRESS = Limit("password", 10, QUARTER)
PASSWORD_BY_NETWORK = Limit("password-net", 100, QUARTER)
LINK_BY_ADDRESS = Limit("link", 5, QUARTER)
LINK_BY_NETWORK = Limit("link-net", 60, QUARTER)
LINK_USE_BY_NETWORK = Limit("link-use-net", 60, QUARTER)
OLD_PASSWORD_BY_ACCOUNT = Limit("old-password", 10, QUARTER)
# Signed in: more than anybody does by hand, and less than empties a county or fills a relay.
# Each route is counted for itself.
FILES_BY_ACCOUNT = Limit("files", 60, QUARTER)
UPLOADS_BY_ACCOUNT = Limit("uploads", 60, QUARTER)
LETTERS_BY_ACCOUNT = Limit("letters", 60, QUARTER)
# Secret addresses: the right one, and those that are none.
SECRET_ITSELF = Limit("secret", 60, QUARTER)
GUESS_BY_NETWORK = Limit("guess-net", 60, QUARTER)
BARRIER_BY_NETWORK = Limit("barrier-net", 5, dt.timedelta(hours=1))
BARRIER_AT_ALL = Limit("barrier", 50, dt.timedelta(days=1))


def allows(
    limit: Limit, subject: str, *, now: dt.datetime, through: Connection | None = None
) -> bool:
    """Count one try of `subject` and say whether it is still within the limit.

    One statement counts, so that parallel tries cannot pass together. It goes `through` another
    connection where the session only reads.
    """
    counting = through or db.session
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(Throttle).values(key=_key(limit, subject), since_at=now, count=1)
    over = Throttle.since_at <= now - limit.within
    counted = counting.scalar(
        statement.on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((over, 1), else_=Throttle.count + 1),
                "since_at": case((over, now), else_=Throttle.since_at),
            },
        ).returning(Throttle.count)
    )
    if counted == 1:
        counting.execute(delete(Throttle).where(Throttle.since_at < now - KEEP))
    return counted is not None and counted <= limit.tries


def clear(limit: Limit, subject: str) -> None:
    """Begin anew, after somebody has proved to be the right one."""
    db.session.execute(delete(Throttle).where(Throttle.key == _key(limit, subject)))


def network_of(address: str | None) -> str:
    """What counts as one network address: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _key(limit: Limit, subject: str) -> str:
    """Subjects are addresses; only their hash is kept, and that for a day."""
    return f"{limit.name}:{hashlib.sha256(subject.encode()).hexdigest()[:40]}"
