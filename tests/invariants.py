"""Rules of this house that no general linter knows: each finds its fault in one module's tree.

What general tools find (shell, pickle, SQL in f-strings, weak hashes) is ruff's (`S` in
pyproject.toml). A rule names the rooms it looks into, the modules that may, with the reason in
its comment, and a plant: the smallest fault it must find (S-28).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.finding import (
    Found,
    bulk_updates,
    called,
    handled_by_a_door,
    imported,
    inner_imports,
    named_by_the_request,
    of_the_request,
    runaway_patterns,
    whole_addresses,
    words_of_ours_made_of_theirs,
)

PROJECT = Path(__file__).parent.parent
ANYWHERE = ("app", "jobs")
BELOW_THE_DOORS = ("app/services", "app/queries", "app/domain", "app/models", "app/mail")
# What reaches other hosts. The relay's host comes from the settings, `serve` opens its own port,
# and a dispatcher names its machine.
NETWORK = frozenset({"smtplib", "socket", "ssl", "http", "urllib", "ftplib", "requests", "httpx"})
HARMLESS = frozenset({"http.HTTPStatus", "urllib.parse"})


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """One rule: where it looks, what it finds there, and a fault it is known to find."""

    name: str
    finds: Callable[[ast.Module], Found]
    plant: str
    rooms: tuple[str, ...] = ANYWHERE
    may: frozenset[str] = frozenset()

    def broken_in(self, source: str) -> list[int]:
        """The lines of a module that break the rule."""
        return [getattr(node, "lineno", 0) for node in self.finds(ast.parse(source))]

    def modules(self) -> Iterator[Path]:
        """Every module the rule looks into."""
        for room in self.rooms:
            for path in sorted((PROJECT / room).rglob("*.py")):
                if str(path.relative_to(PROJECT)) not in self.may:
                    yield path


INVARIANTS = (
    Invariant(
        name="only the relay's room, the server and the dispatcher know the network",
        finds=imported(*NETWORK, but=HARMLESS),
        may=frozenset({"app/mail/smtp.py", "app/cli/serve.py", "jobs/dispatcher.py"}),
        plant="import urllib.request",
    ),
    Invariant(
        name="letters leave through the dispatcher; `check` tries the relay without a letter",
        finds=called("Courier"),
        may=frozenset({"jobs/dispatcher.py", "app/cli/check.py"}),
        plant="Courier(relay).send(letter)",
    ),
    Invariant(
        name="only the doors commit",
        finds=called("commit"),
        rooms=("app", "jobs"),
        may=frozenset({"app/extensions.py"}),
        plant="db.session.commit()",
    ),
    Invariant(
        name="no floor below the doors knows a request or who is signed in",
        finds=imported("flask.request", "flask.session", "flask.g", "flask_login"),
        rooms=BELOW_THE_DOORS,
        plant="from flask import request",
    ),
    Invariant(
        name="nothing of a request names an attribute",
        finds=named_by_the_request,
        plant="getattr(task, request.form['field'])",
    ),
    Invariant(
        name="nobody is sent on to where a request says, unless it was checked",
        finds=of_the_request("redirect"),
        plant="redirect(request.args['next'])",
    ),
    Invariant(
        name="no file is named by a request",
        finds=of_the_request("open", "send_file", "send_from_directory", "Path", "unlink"),
        plant="send_file(request.args['file'])",
    ),
    Invariant(
        name="no statement is text of a request",
        finds=of_the_request("text", "exec_driver_sql", "literal_column"),
        plant="connection.exec_driver_sql(request.args['sql'])",
    ),
    Invariant(
        name="no template is made of text at hand",
        finds=called("render_template_string", "from_string", "Template"),
        plant="render_template_string(meeting.title)",
    ),
    Invariant(
        name="markup is made of our own words only",
        finds=words_of_ours_made_of_theirs,
        # The catalogue's words, macros' drawings, and what a macro has escaped.
        may=frozenset({"app/web/catalogue.py", "app/web/drawings.py"}),
        plant="Markup(task.title)",
    ),
    Invariant(
        name="no address is made from the host somebody asked for (BASE_URL makes them)",
        finds=whole_addresses,
        plant="url_for('tasks.show', uid=uid, _external=True)",
    ),
    Invariant(
        name="every view says where it stands who may",
        finds=handled_by_a_door,
        rooms=("app/web",),
        plant="@bp.get('/x')\ndef show(): ...",
    ),
    Invariant(
        name="what two may edit at once is not written in bulk",
        finds=bulk_updates,
        may=frozenset(
            {
                "app/services/meetings/agenda.py",  # places in the order, which no form carries
                "app/services/minutes/texts.py",  # conditional on the revision it follows
                "app/services/privacy/retention.py",  # the clock's own clearing
            }
        ),
        plant="session.execute(update(Task).values(title=''))",
    ),
    Invariant(
        name="no pattern can run away",
        finds=runaway_patterns,
        may=frozenset({"app/web/forms/preferences.py"}),  # a digit ends each turn of its group
        plant="re.compile(r'(a+)+b')",
    ),
    Invariant(
        name="XML of other people is read by the careful parsers only",
        finds=imported("lxml", "xml.dom", "xml.etree", "xml.sax", "xml.parsers"),
        # The first two are the readers themselves: names of types, and expat without entities.
        # Bars are drawn with the escaping function alone.
        may=frozenset(
            {
                "app/imports/foreign/word.py",
                "app/imports/foreign/package.py",
                "app/documents/bars.py",
            }
        ),
        plant="from xml.etree import ElementTree",
    ),
    Invariant(
        name="chance is the operating system's (secrets)",
        finds=imported("random"),
        plant="import random",
    ),
    Invariant(
        name="nobody prints: the door of operators echoes, everything else logs",
        finds=called("print", "pprint"),
        # Programs of their own, which speak to whoever started them.
        may=frozenset(
            {
                "app/documents/press.py",
                "app/imports/foreign/__main__.py",
                "app/web/vendor.py",
                "jobs/__main__.py",
            }
        ),
        plant="print(account.email)",
    ),
    Invariant(
        name="imports stand at the top of a module",
        finds=inner_imports,
        may=frozenset(
            {
                "app/__init__.py",  # the doors come after the extensions
                "app/cli/__init__.py",  # a command's room is loaded when it is called
                "app/cli/serve.py",  # pages do not carry the migrations' library along
                "app/documents/spreadsheets.py",  # nor a library that writes workbooks
                "app/documents/word/__init__.py",
                "app/domain/holidays.py",  # nor the holidays of the world
                "jobs/__init__.py",  # nor the scheduler
            }
        ),
        plant="def show():\n    import app.queries.tasks",
    ),
)
