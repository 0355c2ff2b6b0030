"""Signed-in browsers: the cookie carries a secret, the server keeps the session."""

from __future__ import annotations

from flask import session
from flask_login import UserMixin, login_user, logout_user

from app import clock
from app.extensions import login_manager
from app.models.accounts import UserSession
from app.queries.accounts import session_of


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds for the request: a living session and its secret."""

    def __init__(self, token: str, living: UserSession) -> None:
        self.token = token
        self.session = living

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    living = session_of(token, clock.now())
    return SignedIn(token, living) if living else None


def begin(token: str, living: UserSession) -> None:
    """Sign this browser in; whatever it carried before is dropped."""
    session.clear()
    login_user(SignedIn(token, living))


def end() -> None:
    """Forget the session in this browser; the caller has ended it on the server."""
    logout_user()
    session.clear()
