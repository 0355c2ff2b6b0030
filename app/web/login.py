"""Signed-in browsers: the cookie carries a secret, the server keeps the session."""

from __future__ import annotations

import datetime as dt
import logging

from flask import request, session
from flask_login import UserMixin, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError

from app import clock, language
from app.extensions import READING, db, login_manager
from app.models.accounts import Account
from app.queries.viewers import LivingSession, session_of
from app.services import accounts

LANGUAGE = "language"  # in the cookie, also for pages that ask nobody who it is
log = logging.getLogger(__name__)


class SignedIn(UserMixin):
    """What Flask-Login holds for the request: a living session and its secret."""

    def __init__(self, token: str, living: LivingSession) -> None:
        self.token = token
        self.session = living

    @property
    def account(self) -> Account:
        """The account as it stands, for pages that show or change it."""
        return db.session.get_one(Account, self.session.account_id)

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    living = session_of(token, clock.now())
    if living is None:
        return None
    _note_seen(living, clock.now().date())
    return SignedIn(token, living)


def begin(token: str) -> None:
    """Sign this browser in; whatever it carried before is dropped.

    Somebody whose account was disabled at this very moment stays outside, and is asked again.
    """
    session.clear()
    signed_in = load_signed_in(token)
    if signed_in is not None:
        session[LANGUAGE] = signed_in.session.locale
        login_user(signed_in)


def end() -> None:
    """Forget the session in this browser; the caller has ended it on the server."""
    logout_user()
    session.clear()
    if language.spoken() != language.GERMAN:
        session[LANGUAGE] = language.spoken()  # the sign-in page goes on in it


def _note_seen(living: LivingSession, today: dt.date) -> None:
    """Write the day of the visit, once a day, apart from the request's reading; dropped when busy:
    a mark is worth no waiting.

    Not while the request itself writes: on SQLite it would wait for its own lock.
    """
    if living.last_seen_on >= today or request.method not in READING:
        return
    try:
        engine = db.engine.execution_options(write=True, patience=0)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            accounts.note_seen(connection, living.id, today)
    except SQLAlchemyError as fault:
        log.info("day of visit not noted: %s", type(fault).__name__)
