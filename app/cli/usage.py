"""What an operator reads who has mistyped a command, with the way on."""

from __future__ import annotations

import re

from click import UsageError

from app.language import GERMAN, spoken
from app.language import gettext as _

# Click speaks English; these are all the sentences its parser has for our commands.
SENTENCES = (
    (
        r"No such command (.+?)\. Did you mean (.+)\?",
        r"Den Befehl {0} gibt es nicht. Meinten Sie {1}?",
    ),
    (r"No such command (.+?)\.(?: .*)?", r"Den Befehl {0} gibt es nicht."),
    (r"No such option:? '?([^\s'.]+)'?\.?(?: .*)?", r"Die Angabe {0} gibt es nicht."),
    (r"Missing option (.+?)\.(?: .*)?", r"Die Angabe {0} fehlt."),
    (r"Missing argument (.+?)\.(?: .*)?", r"Das Argument {0} fehlt."),
    (r"Missing command\.", r"Bitte nennen Sie einen Befehl."),
    (r"Option (.+?) requires an argument\.", r"Zur Angabe {0} fehlt der Wert."),
    (r"Option (.+?) does not take a value\.", r"Die Angabe {0} nimmt keinen Wert."),
    (r"Got unexpected extra arguments? \((.+)\)", r"Das ist zu viel: {0}"),
    (
        r"Invalid value for (.+?): (.+) does not match the formats? .+",
        r"Der Wert {1} passt nicht zu {0}. Ein Tag wird so geschrieben: 2017-03-29.",
    ),
    (
        r"Invalid value for (.+?): (.+) is not a valid integer(?: range)?\.",
        r"Der Wert {1} passt nicht zu {0}. Erwartet wird eine ganze Zahl.",
    ),
    (
        r"Invalid value for (.+?): (.+) is not in the range (.+)\.",
        r"Der Wert {1} passt nicht zu {0}. Erlaubt ist {2}.",
    ),
    (
        r"Invalid value for (.+?): (.+) is not one of (.+)\.",
        r"Der Wert {1} passt nicht zu {0}. Erlaubt sind {2}.",
    ),
    (
        r"Invalid value for (.+?): (?:File|Path|Directory) (.+) does not exist\.",
        r"{1} gibt es nicht ({0}).",
    ),
    (
        r"Invalid value for (.+?): File (.+) is a directory\.",
        r"{1} ist ein Ordner und keine Datei ({0}).",
    ),
    (r"Invalid value for (.+?): (.+)", r"{0}: {1}"),
    (r"Invalid value: (.+)", r"{0}"),
)


def answer(error: UsageError) -> str:
    """The whole answer: how the command is called, where help is, what was wrong."""
    lines = []
    if error.ctx is not None:
        usage = error.ctx.get_usage().replace("Usage:", _("Aufruf:"), 1)
        lines = [usage, _("Hilfe: %(path)s --help", path=error.ctx.command_path), ""]
    said = error.format_message()
    return "\n".join([*lines, sentence(said) if spoken() == GERMAN else said])


def sentence(message: str) -> str:
    """Click's sentence in German; one it has learnt since stays as it is."""
    plain = " ".join(message.split())
    for pattern, words in SENTENCES:
        found = re.fullmatch(pattern, plain)
        if found:
            return words.format(*found.groups())
    return message
