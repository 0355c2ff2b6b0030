"""Which answers may carry a cookie: pages, and nothing that a program fetches by itself."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


def install(app: Flask) -> None:
    """Keep cookies away from calendars and from files that a browser keeps for a year."""
    app.session_interface = CookiesForPages()


class CookiesForPages(SecureCookieSessionInterface):
    """The usual cookie for people; elsewhere none is read, set or named in Vary."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None for a calendar or a file, which Flask takes as "there is no session here"."""
        return None if _comes_without(request.path) else super().open_session(app, request)


def _comes_without(path: str) -> bool:
    # By the path, not the endpoint: a wrong address of a feed must not get a cookie either.
    return path.startswith("/static/") or (path.startswith("/kalender/") and path.endswith(".ics"))
