"""Rooms that speak in their reader's language hold no German that nobody translates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
ROOMS = ("cli", "web", "mail", "services/outbox", "documents", "imports")
# Titles that become the plan's own words, the demonstration of the house's patterns, and what a
# calendar program shows in place of a calendar: nobody knows whose it is. A setting that is wrong
# speaks to operators before anybody's language is known; the name of a file stays the same. What a
# file says that is read back, or that others wrote, is German whoever reads it.
LEFT_OUT = {
    "cli/usage.py",  # is itself the translation of what the parser says
    "documents/plan_files.py",
    "imports/bilanz/words.py",
    "imports/lists/columns.py",
    "mail/relay.py",
    "web/feeds/files.py",
    "web/feeds/polling.py",
    "web/forms/meetings/year.py",
    "web/patterns.py",
}
MARKS = {"_", "_l", "N_", "gettext", "ngettext", "lazy_gettext"}
UNREAD = {"log", "_log", "re"}  # what only operators read in the log, and patterns
GERMAN = re.compile(
    r"[äöüÄÖÜß]|\b(?:der|die|das|und|oder|nicht|keine?|ist|sind|wird|bis|vom|für|mit|eine?|Bitte"
    r"|Ihre?|Sie|auf|von|zum|zur|im|am|Aufgabe|Sitzung|Ziel|Datei|Frist|Telefon|Termin)\b"
)
SENTENCE = re.compile(r" |^[A-ZÄÖÜ].")  # not a letter, a code, an address, a column's name


def bare_german(code: str) -> Iterator[str]:
    """Strings that look like German for people and that no mark hands to the catalogue."""
    tree = ast.parse(code)
    known = {id(one) for one in _docstrings(tree)} | {id(one) for one in _marked(tree)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in known
            and GERMAN.search(node.value)
            and SENTENCE.search(node.value)
        ):
            yield f"{node.lineno}: {node.value}"


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value


def _marked(tree: ast.Module) -> Iterator[ast.AST]:
    """All that stands in a call that translates, or that nobody reads on a page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (
            _name(node.func) in MARKS or _owner(node.func) in UNREAD
        ):
            yield from ast.walk(node)


def _name(called: ast.expr) -> str | None:
    return called.id if isinstance(called, ast.Name) else None


def _owner(called: ast.expr) -> str | None:
    return _name(called.value) if isinstance(called, ast.Attribute) else None


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_no_bare_german(room: str) -> None:
    found = {
        str(path.relative_to(APP)): list(bare_german(path.read_text(encoding="utf-8")))
        for path in sorted((APP / room).rglob("*.py"))
    }

    assert {path: said for path, said in found.items() if said and path not in LEFT_OUT} == {}
    assert {path for path in LEFT_OUT if path.startswith(f"{room}/") and not found[path]} == set()


def test_no_sentence_hides_in_an_f_string() -> None:
    """The extractor of the catalogue does not look into one, so its English would be missed."""
    hidden = [
        f"{path.relative_to(APP)}:{inside.lineno}"
        for path in sorted(APP.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for inside in ast.walk(node)
        if isinstance(inside, ast.Call)
        and _name(inside.func) in MARKS
        and isinstance(inside.args[0], ast.Constant)
    ]

    assert hidden == []


def test_it_finds_what_is_bare_and_nothing_else() -> None:
    code = '''
"""Die Sitzung."""
def show():
    """Die Aufgabe."""
    log.error("die Datei fehlt")
    return _("Die Sitzung ist neu."), f"Bitte bis {day}", "am-tag", "Termin"
'''

    assert set(bare_german(code)) == {"6: Bitte bis ", "6: Termin"}
