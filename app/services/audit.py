"""Notes who did what; every verb calls it in the transaction of its deed.

The entries are hung on the chain when the transaction commits: whoever appends holds the end of
the chain until then, and so nobody holds it for longer than a moment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NotRequired, TypedDict

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain import audit as law
from app.domain.audit import Finding
from app.extensions import db
from app.models.audit import AuditCheckpoint, AuditEntry, AuditHead
from app.models.calendar_marks import mark_moment

_WAITING = "deeds of this transaction"
READ_AT_ONCE = 1000
# What somebody wrote in a sentence of his own, and ways to reach somebody: the trail, kept for
# years, says that it changed and not what it was.
UNSAID = frozenset(
    {
        "access_note",
        "decided_by",
        "description",
        "email",
        "office_email",
        "office_phone",
        "online_url",
        "phone",
        "purpose",
        "reason",
        "result",
        "state_reason",
    }
)


class Deed(TypedDict):
    """What every note says of a deed beside its name and its object; see `note`."""

    by: int | None
    now: dt.datetime
    on_behalf_of: NotRequired[int | None]
    changes: NotRequired[dict[str, Any] | None]


def note(
    action: str,
    *,
    by: int | None,
    now: dt.datetime,
    plan_id: int | None = None,
    object_type: str,
    object_uid: uuid.UUID | None = None,
    on_behalf_of: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Have an entry written; `by` is an account id, None for the system or an operator."""
    entry = AuditEntry(
        at=now,
        account_id=by,
        on_behalf_of_id=on_behalf_of,
        plan_id=plan_id,
        action=action,
        object_type=object_type,
        object_uid=object_uid,
        changes=_discreet(changes or {}) or None,
    )
    if not db.session().in_transaction():
        db.session.begin()  # else nothing would be rolled back, and the entry would wait on
    db.session.info.setdefault(_WAITING, []).append(entry)
    mark_moment(db.session(), now)


def _discreet(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: ["…", "…"] if name in UNSAID else pair for name, pair in changes.items()}


def checkpoint(*, secret: str, now: dt.datetime) -> AuditCheckpoint | None:
    """Sign where the chain stands, unless the last checkpoint says it already."""
    head = db.session.get(AuditHead, 1)
    last = db.session.scalar(select(AuditCheckpoint).order_by(AuditCheckpoint.id.desc()).limit(1))
    if head is None or (last is not None and last.number >= head.number):
        return None
    return _mark(head.number, head.fingerprint, cuts=False, secret=secret, now=now)


def cut(*, before: dt.datetime, secret: str, now: dt.datetime) -> int:
    """Cut off the oldest part, up to the last entry older than `before`; how many entries went."""
    last = db.session.scalar(
        select(AuditEntry).where(AuditEntry.at < before).order_by(AuditEntry.number.desc()).limit(1)
    )
    if last is None:
        return 0
    _mark(last.number, last.fingerprint, cuts=True, secret=secret, now=now)
    db.session.flush()
    gone = db.session.execute(db.delete(AuditEntry).where(AuditEntry.number <= last.number))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def verify(secret: str) -> list[Finding]:
    """Everything wrong with the chain; nothing when it is whole."""
    entries = db.session.scalars(
        select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=READ_AT_ONCE)
    )
    marks = db.session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.id)).all()
    return list(law.findings(entries, marks, db.session.get(AuditHead, 1), secret))


def _mark(
    number: int, fingerprint: str, *, cuts: bool, secret: str, now: dt.datetime
) -> AuditCheckpoint:
    mark = AuditCheckpoint(made_at=now, number=number, fingerprint=fingerprint, cuts=cuts)
    law.sign(mark, secret)
    db.session.add(mark)
    return mark


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    """After the calendar marks, so that two transactions never wait for each other crosswise."""
    if session.in_nested_transaction():
        return
    waiting = session.info.pop(_WAITING, [])
    if not waiting:
        return
    session.flush()  # what a deed is about must stand before it is told of
    head = _held_head(session)
    for entry in waiting:
        law.append(entry, head)
        session.add(entry)
    session.flush()


def _held_head(session: Session) -> AuditHead:
    """The end of the chain, ours until the commit; made when there is none yet."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(AuditHead)
        .values(id=1, number=0, fingerprint=law.GENESIS)
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _undone: object) -> None:
    session.info.pop(_WAITING, None)
