"""What people see when something is not there, not allowed, or broken."""

from __future__ import annotations

import errno
import logging
import secrets

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from app.documents.printing import NotPrinted
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.web.intake import Unstorable
from app.web.representations import data, wants_data

PLAIN_TEXT = "text/plain; charset=utf-8"
DISK_FULL, READ_ONLY = "53100", "25006"  # what PostgreSQL says of them
log = logging.getLogger(__name__)
Answer = Response | tuple[str, int] | tuple[str, int, dict[str, str]]


def install(app: Flask) -> None:
    """Register one page for each kind of error."""
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(NotPrinted, _not_printed)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InternalError, _database_refuses)
    app.register_error_handler(OSError, _disk_refuses)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Unstorable, _unstorable)
    app.register_error_handler(MethodNotAllowed, _wrong_method)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, title: str, text: str, *, number: str | None = None) -> Answer:
    if wants_data():
        return data(status, sentence=text)
    back = request.path if request.method == "POST" else None
    page = render_template("errors/error.html", title=title, text=text, number=number, back=back)
    return page, status


def _rule_broken(error: RuleBroken) -> Answer:
    db.session.rollback()
    return _page(422, _("Das geht so nicht"), error.sentence)


def _not_printed(_error: NotPrinted) -> Answer:
    db.session.rollback()
    title = _("Das PDF kann gerade nicht erstellt werden")
    text = _(
        "Bitte versuchen Sie es in einigen Minuten noch einmal. "
        "Auf der Seite, von der Sie kommen, steht dasselbe."
    )
    page = render_template("errors/error.html", title=title, text=text, number=None, back=None)
    return page, 503, {"Retry-After": "60"}


def _stale(_error: StaleDataError) -> Answer:
    db.session.rollback()
    return _page(
        409,
        _("Jemand war schneller"),
        _(
            "Während Sie geschrieben haben, hat jemand anderes denselben Eintrag geändert. "
            "Es wurde nichts überschrieben. Öffnen Sie den Eintrag neu und tragen Sie Ihre "
            "Änderung noch einmal ein."
        ),
    )


def _database_away(error: OperationalError) -> Answer:
    """In plain text: a page needs the database."""
    log.error("database unavailable: %s", type(error.orig).__name__)
    return _away(_why_away(str(error.orig), getattr(error.orig, "sqlstate", None)))


def _database_refuses(error: InternalError) -> Answer:
    """PostgreSQL says so of a server that only reads."""
    if getattr(error.orig, "sqlstate", None) != READ_ONLY:
        return _unexpected(error)
    return _away(_why_away("", READ_ONLY))


def _disk_refuses(error: OSError) -> Answer:
    """An upload finds no place."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return _unexpected(error)
    log.error("disk refuses: %s", errno.errorcode[error.errno])
    return _away(_why_away("", READ_ONLY if error.errno == errno.EROFS else DISK_FULL))


def _why_away(said: str, state: str | None) -> str:
    if state == DISK_FULL or "disk is full" in said:
        return str(
            _(
                "Der Speicherplatz auf dem Server ist voll. Es wurde nichts gespeichert. Lesen "
                "können Sie weiterhin. Bitte sagen Sie der Geschäftsstelle Bescheid."
            )
        )
    if state == READ_ONLY or "readonly database" in said:
        return str(
            _(
                "Zurzeit kann nichts gespeichert werden, auch Ihre Eingabe nicht. Lesen können "
                "Sie weiterhin. Bitte versuchen Sie es später erneut."
            )
        )
    return str(
        _("Die Daten sind gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute erneut.")
    )


def _away(text: str) -> Answer:
    if wants_data():
        return data(503, sentence=text)
    return text, 503, {"Retry-After": "30", "Content-Type": PLAIN_TEXT}


def _csrf(_error: CSRFError) -> Answer:
    return _page(
        400,
        _("Das Formular ist abgelaufen"),
        _("Bitte laden Sie die Seite neu und senden Sie das Formular noch einmal ab."),
    )


def _unstorable(_error: Unstorable) -> Answer:
    return _page(
        400,
        _("Die Eingabe kann nicht gespeichert werden"),
        _(
            "Die Eingabe enthält ein Zeichen, das nicht gespeichert werden kann. "
            "Bitte gehen Sie zurück und tippen Sie den Text neu, statt ihn einzufügen."
        ),
    )


def _wrong_method(error: MethodNotAllowed) -> Answer:
    """With the header Allow, which RFC 9110, 15.5.6 demands."""
    title = _("Diese Adresse lässt sich so nicht aufrufen")
    text = _("Bitte gehen Sie zurück und benutzen Sie die Schaltfläche auf der Seite.")
    page = render_template("errors/error.html", title=title, text=text, number=None, back=None)
    return page, 405, {"Allow": ", ".join(sorted(error.valid_methods or ()))}


def _http(error: HTTPException) -> Answer | HTTPException:
    if isinstance(error, SecurityError):
        # Under a host name that is not ours no page can be addressed.
        return _("Unter dieser Adresse gibt es hier nichts."), 400, {"Content-Type": PLAIN_TEXT}
    if error.code == 404:
        return _page(
            404,
            _("Seite nicht gefunden"),
            _("Diese Seite gibt es nicht, oder sie ist für Sie nicht freigegeben."),
        )
    if error.code == 413:
        return _page(
            413,
            _("Die Datei ist zu groß"),
            _(
                "Es wurde nichts gespeichert. Bitte wählen Sie eine Datei mit höchstens 20 MB "
                "und senden Sie mehrere Dateien nacheinander."
            ),
        )
    if error.code == 429:
        return _page(
            429,
            _("Zu viele Versuche"),
            _("Bitte warten Sie einige Minuten und versuchen Sie es dann erneut."),
        )
    if error.code is not None and 400 <= error.code < 500:
        return _page(
            error.code,
            _("Die Anfrage konnte nicht gelesen werden"),
            _("Bitte gehen Sie zurück und versuchen Sie es erneut."),
        )
    return error


def _unexpected(error: Exception) -> Answer:
    db.session.rollback()
    number = secrets.token_hex(4)
    log.error("unexpected error %s on %s", number, request.endpoint, exc_info=error)
    return _page(
        500,
        _("Da ist etwas schiefgegangen"),
        _("Ihre Eingabe wurde nicht gespeichert. Bitte versuchen Sie es später erneut."),
        number=number,
    )
