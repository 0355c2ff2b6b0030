"""In the demo without mail server: the letters that wait, and what they look like."""

from __future__ import annotations

from flask import Response, abort, current_app, render_template

from app import clock
from app.mail.letters import Words
from app.models.outbox import OutboxLetter
from app.queries import letters as queries
from app.services.outbox.kinds import NotWanted, Setting, draft
from app.web.guards import public
from app.web.letters.room import bp
from app.web.letters.words import line

# A letter's own page: its styles are its own, everything else is forbidden.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation"


@bp.get("/-/briefe")
@public
def demo() -> str:
    """The letters that wait in a demo without mail server, the newest first."""
    _only_in_the_demo()
    zone = current_app.config["TIMEZONE"]
    return render_template(
        "letters/demo.html", lines=[line(letter, zone) for letter in queries.waiting()]
    )


@bp.get("/-/briefe/<int:letter_id>")
@public
def preview(letter_id: int) -> str:
    """A waiting letter as it would be sent: its plain text."""
    letter, words = _waiting(letter_id)
    told = line(letter, current_app.config["TIMEZONE"])
    return render_template(
        "letters/preview.html", line=told, words=words, sender=current_app.config["MAIL_FROM"]
    )


@bp.get("/-/briefe/<int:letter_id>/html")
@public
def preview_html(letter_id: int) -> Response:
    """The same letter's HTML part, in a page that may do nothing."""
    _letter, words = _waiting(letter_id)
    page = Response(words.html, mimetype="text/html")
    page.headers["Content-Security-Policy"] = LETTER_POLICY
    return page


def _only_in_the_demo() -> None:
    if not current_app.config["DEMO"] or current_app.config["SMTP_URL"]:
        abort(404)


def _waiting(letter_id: int) -> tuple[OutboxLetter, Words]:
    _only_in_the_demo()
    letter = queries.waiting_letter(letter_id)
    if letter is None:
        abort(404)
    try:
        return letter, draft(letter, Setting.of(current_app.config, clock.now())).words()
    except NotWanted:
        abort(404)
