"""`outbox`: letters and their fates; letting held ones go."""

from __future__ import annotations

import json
from typing import BinaryIO
from urllib.parse import urlsplit

import click
from flask import current_app

from app import clock
from app.cli.running import with_app
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.mail.bounces import bounces_in
from app.models.outbox import LetterState, OutboxLetter
from app.queries import outbox as queries
from app.services.outbox import fates, office
from app.services.outbox.bounces import Answer, note_bounce

STATES = {
    LetterState.DUE: N_("wartet"),
    LetterState.HELD: N_("angehalten"),
    LetterState.LEASED: N_("in Arbeit"),
    LetterState.SENDING: N_("wird versandt"),
    LetterState.SENT: N_("versandt"),
    LetterState.CANCELLED: N_("entfallen"),
    LetterState.EXPIRED: N_("verfallen"),
    LetterState.DEAD: N_("unzustellbar"),
    LetterState.UNCERTAIN: N_("ungewiss"),
}


ANSWERS = {
    Answer.MARKED: N_("Die Adresse gibt es nicht; die Geschäftsstelle erfährt es."),
    Answer.NOTED: N_("Der Brief kam zurück, die Adresse bleibt."),
    Answer.NOT_OURS: N_("Kein solcher Brief ging an diese Adresse. Nichts wurde geändert."),
    Answer.NOT_FINAL: N_("Nur eine Verzögerung. Nichts wurde geändert."),
}
LARGEST_REPORT = 10 * 1024 * 1024


@click.group(help=N_("Briefe und ihr Verbleib."))
def outbox() -> None:
    """Letters and what became of them."""


@outbox.command("list", help=N_("Briefe zeigen, die neuesten zuerst."))
@click.option("--state", "states", multiple=True, type=click.Choice([s.value for s in LetterState]))
@click.option("--json", "as_json", is_flag=True, help=N_("Ein JSON-Dokument statt Text."))
@with_app
def list_letters(states: tuple[str, ...], as_json: bool) -> None:
    """List letters, the newest first."""
    with transaction():
        letters = queries.letters([LetterState(state) for state in states])
        rows = [_as_json(letter) for letter in letters]
        lines = [_as_line(letter) for letter in letters]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    click.echo("\n".join(lines) if lines else _("Keine Briefe."))


@outbox.command(
    help=N_("Angehaltene Briefe gehen lassen, zum Beispiel nach einer Wiederherstellung.")
)
@with_app
def release() -> None:
    """Let held letters go, for example after a restore."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    with transaction():
        office.open_again(host)
        released = fates.release(now=clock.now())
    click.echo(
        _(
            "%(released)s Briefe wurden freigegeben. Der Versand ist eingeschaltet.",
            released=released,
        )
    )


@outbox.command(
    help=N_(
        "Eine Meldung über einen zurückgekommenen Brief lesen (RFC 3464).\n\n"
        "MESSAGE ist eine Datei, ohne Angabe die Standardeingabe: so gibt ein E-Mail-Server die "
        "Meldungen weiter. Der Aufruf gelingt immer, damit niemand die Meldung noch einmal "
        "zustellt."
    )
)
@click.argument("message", type=click.File("rb"), default="-")
@with_app
def bounce(message: BinaryIO) -> None:
    """Read a report about a letter that came back (RFC 3464)."""
    octets = message.read(LARGEST_REPORT)
    found = bounces_in(octets)
    if not found:
        click.echo(_("Das ist keine Meldung über einen Brief. Nichts wurde geändert."))
    for one in found:
        with transaction():
            answer = note_bounce(one, secret=current_app.config["SECRET_KEY"], now=clock.now())
        click.echo(f"{one.address}: {_(ANSWERS[answer])}")


def _as_line(letter: OutboxLetter) -> str:
    reason = f" ({letter.reason})" if letter.reason else ""
    due = letter.due_at.isoformat(timespec="minutes")
    state = f"{_(STATES[letter.state])}{reason}"
    return f"{due}  {state}  {letter.address}  {letter.subject or letter.kind}"


def _as_json(letter: OutboxLetter) -> dict[str, object]:
    return {
        "id": letter.id,
        "due_at": letter.due_at.isoformat(),
        "state": letter.state.value,
        "reason": letter.reason,
        "to": letter.address,
        "kind": letter.kind,
        "subject": letter.subject,
        "about": str(letter.object_uid),
        "dedup_key": letter.dedup_key,
        "attempt": letter.attempt,
        "copies_unknown": letter.unc,
        "folded_into": letter.folded_into_id,
    }
