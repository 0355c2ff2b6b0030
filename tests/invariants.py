"""Rules of this house that no general linter knows: each finds its fault in one module's tree.

What general tools find (shell, pickle, SQL in f-strings, weak hashes) is ruff's (`S` in
pyproject.toml). A rule names the rooms it looks into, the modules that may, with the reason in
its comment, and a plant: the smallest fault it must find (S-28).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import models as _models  # noqa: F401  every table must be known
from app.orm import Base

PROJECT = Path(__file__).parent.parent
ANYWHERE = ("app", "jobs")
BELOW_THE_DOORS = ("app/services", "app/queries", "app/domain", "app/models", "app/mail")
# What reaches other hosts. The relay's host comes from the settings, `serve` opens its own port,
# and a dispatcher names its machine.
NETWORK = frozenset({"smtplib", "socket", "ssl", "http", "urllib", "ftplib", "requests", "httpx"})
HARMLESS = frozenset({"http.HTTPStatus", "urllib.parse"})
OF_THE_REQUEST = frozenset({"args", "form", "values", "json", "cookies", "headers", "referrer"})
# (a+)+ and the like: a repeated group that begins with something repeated (ASVS 1.3.12).
RUNAWAY = re.compile(r"\((?:\?:)?(?:\[[^\]]*\]|\\?.)[+*](?:[^()\\]|\\.)*\)[+*]")
CHECKED = "local_path"  # makes an address from outside one of ours, or nothing
VERSIONED = frozenset(
    mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.version_id_col is not None
)

Found = Iterator[ast.AST]


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


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of these functions or methods, by their last name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func).split(".")[-1] in names:
            yield node


def name_of(node: ast.AST) -> str:
    """ "request.args.get" of an expression that is a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every imported module or name, with its whole path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def asked(node: ast.AST) -> bool:
    """Whether the expression holds something of the request that nobody has checked."""
    if isinstance(node, ast.Call) and name_of(node.func) == CHECKED:
        return False
    if isinstance(node, ast.Attribute) and node.attr in OF_THE_REQUEST:
        return name_of(node.value) == "request"
    return any(asked(part) for part in ast.iter_child_nodes(node))


def imported(*modules: str, but: frozenset[str] = frozenset()) -> Callable[[ast.Module], Found]:
    """Finds imports of these modules or from them."""

    def finds(tree: ast.Module) -> Found:
        for node, path in imports(tree):
            harmless = any(path == one or path.startswith(f"{one}.") for one in but)
            if not harmless and any(
                path == module or path.startswith(f"{module}.") for module in modules
            ):
                yield node

    return finds


def called(*names: str) -> Callable[[ast.Module], Found]:
    """Finds calls by these last names."""
    return lambda tree: calls(tree, *names)


def of_the_request(*names: str) -> Callable[[ast.Module], Found]:
    """Finds calls by these last names that are handed something of the request as it came."""
    return lambda tree: (
        call
        for call in calls(tree, *names)
        if any(asked(part) for part in (*call.args, *(word.value for word in call.keywords)))
    )


def whole_addresses(tree: ast.Module) -> Found:
    for call in calls(tree, "url_for"):
        yield from (word.value for word in call.keywords if word.arg == "_external")


def runaway_patterns(tree: ast.Module) -> Found:
    for call in calls(tree, "compile", "match", "search", "fullmatch", "sub", "split"):
        first = call.args[0] if call.args else None
        if (
            isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and (RUNAWAY.search(first.value))
        ):
            yield call


def bulk_updates(tree: ast.Module) -> Found:
    """`update(Task)`: it passes by the version that two who edit at once would collide on."""
    for call in calls(tree, "update"):
        first = call.args[0] if call.args else None
        if name_of(first or call).split(".")[0] in VERSIONED:
            yield call


def words_of_ours_made_of_theirs(tree: ast.Module) -> Found:
    """Markup of anything but a constant: what people wrote would become part of the page."""
    for call in calls(tree, "Markup"):
        if call.args and not isinstance(call.args[0], ast.Constant):
            yield call


def named_by_the_request(tree: ast.Module) -> Found:
    """Attributes read or set by a name that came from outside (OpenProject GHSA-9c69-v342-vqr7)."""
    for call in calls(tree, "getattr", "setattr", "import_module"):
        if len(call.args) > 1 and asked(call.args[1]) or (call.args and asked(call.args[0])):
            yield call


def handled_by_a_door(tree: ast.Module) -> Found:
    """Views that are routed without saying who may."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        said = [
            name_of(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list
        ]
        routed = any(re.fullmatch(r"bp\.(route|get|post|put|delete|patch)", one) for one in said)
        if routed and not {"allowed", "public"} & set(said):
            yield node


def inner_imports(tree: ast.Module) -> Found:
    """Imports inside functions hide a circle, or a library that is loaded in the middle of work."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from (
                node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
            )


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
            }
        ),
        plant="def show():\n    import app.queries.tasks",
    ),
)
