"""Sessions: a signed-in browser is a row, and deleting the row signs it out."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from sqlalchemy import Connection, delete, update

from app.extensions import db
from app.models.accounts import Account, SignInRecord, UserSession
from app.models.plans import Plan
from app.queries.accounts import token_hash

SESSION_LIFE = dt.timedelta(days=30)


def begin_session(account: Account, *, now: dt.datetime) -> str:
    """Sign the account in on one browser; sessions of it that have run out are cleared away.

    The token of the new one is known only to whoever asks here, and to the browser.
    """
    db.session.execute(
        delete(UserSession).where(
            UserSession.account_id == account.id, UserSession.expires_at <= now
        )
    )
    token = secrets.token_urlsafe(32)
    session = UserSession(
        account=account,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + SESSION_LIFE,
        last_seen_on=now.date(),
    )
    db.session.add_all([session, SignInRecord(account=account, at=now)])
    db.session.flush()
    return token


def end_session(session_uid: uuid.UUID) -> None:
    """Sign one browser out on the server."""
    db.session.execute(delete(UserSession).where(UserSession.uid == session_uid))


def end_all_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    db.session.execute(delete(UserSession).where(UserSession.account_id == account.id))


def end_other_sessions(account: Account, session_id: int) -> None:
    """Sign the account out everywhere but in one session."""
    db.session.execute(
        delete(UserSession).where(
            UserSession.account_id == account.id, UserSession.id != session_id
        )
    )


def choose_plan(session_id: int, plan: Plan) -> None:
    """The plan whose lists this browser shows from now on; the door asks whether it may."""
    db.session.get_one(UserSession, session_id).plan_id = plan.id


def choose_language(account: Account, language: str) -> None:
    """The language in which this person reads pages from now on, in every browser."""
    account.locale = language


def put_away_welcome(account: Account, *, now: dt.datetime) -> None:
    """The welcome of new people is not shown to this person any more."""
    account.welcomed_at = account.welcomed_at or now


def note_seen(connection: Connection, session_id: int, today: dt.date) -> None:
    """Remember the day of the last visit, on a connection of the door's own."""
    connection.execute(
        update(UserSession.__table__)  # type: ignore[arg-type]
        .where(UserSession.id == session_id)
        .values(last_seen_on=today)
    )
