"""`outbox`: letters and their fates; letting held ones go."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import click
from flask import current_app

from app import clock
from app.cli.running import with_app
from app.extensions import transaction
from app.models.outbox import LetterState, OutboxLetter
from app.queries import outbox as queries
from app.services.outbox import fates, office

STATES = {
    LetterState.DUE: "wartet",
    LetterState.HELD: "angehalten",
    LetterState.LEASED: "in Arbeit",
    LetterState.SENDING: "wird versandt",
    LetterState.SENT: "versandt",
    LetterState.CANCELLED: "entfallen",
    LetterState.EXPIRED: "verfallen",
    LetterState.DEAD: "unzustellbar",
    LetterState.UNCERTAIN: "ungewiss",
}


@click.group()
def outbox() -> None:
    """Briefe und ihr Verbleib."""


@outbox.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([s.value for s in LetterState]))
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Dokument statt Text.")
@with_app
def list_letters(states: tuple[str, ...], as_json: bool) -> None:
    """Briefe zeigen, die neuesten zuerst."""
    with transaction():
        letters = queries.letters([LetterState(state) for state in states])
        rows = [_as_json(letter) for letter in letters]
        lines = [_as_line(letter) for letter in letters]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    click.echo("\n".join(lines) if lines else "Keine Briefe.")


@outbox.command()
@with_app
def release() -> None:
    """Angehaltene Briefe gehen lassen, zum Beispiel nach einer Wiederherstellung."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    with transaction():
        office.open_again(host)
        released = fates.release(now=clock.now())
    click.echo(f"{released} Briefe wurden freigegeben. Der Versand ist eingeschaltet.")


def _as_line(letter: OutboxLetter) -> str:
    reason = f" ({letter.reason})" if letter.reason else ""
    due = letter.due_at.isoformat(timespec="minutes")
    return (
        f"{due}  {STATES[letter.state]}{reason}  {letter.address}  {letter.subject or letter.kind}"
    )


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
