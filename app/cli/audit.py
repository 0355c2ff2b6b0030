"""`audit`: is the trail of who did what whole?"""

from __future__ import annotations

import json
import sys

import click
from flask import current_app

from app.cli.running import with_app
from app.domain.audit import Fault, Finding
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.queries import audit as queries
from app.services import audit as verbs

SENTENCES = {
    Fault.CHANGED: N_("Eintrag {number} wurde verändert."),
    Fault.MISSING: N_("Eintrag {number} fehlt."),
    Fault.MOVED: N_("Eintrag {number} folgt nicht auf den Eintrag davor."),
    Fault.END: N_("Nach Eintrag {number} fehlt das Ende der Kette, oder es wurde verändert."),
    Fault.FORGED: N_(
        "Die Marke bei Eintrag {number} ist gefälscht: die Unterschrift stimmt nicht."
    ),
    Fault.FOREIGN_KEY: N_(
        "Die Marke bei Eintrag {number} ist mit einem anderen SECRET_KEY "
        "unterschrieben und lässt sich nicht prüfen."
    ),
}


@click.group(help=N_("Wer was wann geändert hat."))
def audit() -> None:
    """Who changed what and when."""


@audit.command(help=N_("Prüfen, ob ein Eintrag verändert, entfernt oder umgestellt wurde."))
@click.option("--json", "as_json", is_flag=True, help=N_("Ein JSON-Dokument statt Text."))
@with_app
def verify(as_json: bool) -> None:
    """Check whether an entry was changed, removed or moved."""
    with transaction():
        found = verbs.verify(current_app.config["SECRET_KEY"])
        head = queries.head()
        number, mark = (head.number, head.fingerprint) if head else (0, "")
    bad = [finding for finding in found if not finding.is_doubt]
    if as_json:
        click.echo(json.dumps(_as_json(found, number, mark), ensure_ascii=False))
    else:
        for finding in found:
            click.echo(_sentence(finding), err=True)
        if not bad:
            click.echo(
                _(
                    "Die Kette ist vollständig bis Eintrag %(number)s. Prüfsumme: %(mark)s",
                    number=number,
                    mark=mark or "-",
                )
            )
    sys.exit(1 if bad else 0)


def _sentence(finding: Finding) -> str:
    return _(SENTENCES[finding.fault]).format(number=finding.number)


def _as_json(found: list[Finding], number: int, mark: str) -> dict[str, object]:
    return {
        "number": number,
        "fingerprint": mark,
        "findings": [
            {"fault": finding.fault.value, "number": finding.number, "says": _sentence(finding)}
            for finding in found
        ],
    }
