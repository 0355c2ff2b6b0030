"""Compiled templates outlive the process that compiled them, and say only what the program says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from app import templates
from app.templates import CompiledTemplates

Start = Callable[..., Flask]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder with one template of the pages and one of a letter."""
    folder = tmp_path / "templates"
    (folder / "mail").mkdir(parents=True)
    (folder / "page.html").write_text("Die Sitzung")
    (folder / "mail" / "letter.html").write_text("{{ text|only_letters_have_this }}")
    return folder


@pytest.fixture
def start(tmp_path: Path, words: Path) -> Start:
    """An application as a new process makes it, on the same instance folder."""

    def started(key: str = "a secret key") -> Flask:
        app = Flask("tests", template_folder=str(words))
        app.config.update(INSTANCE_DIR=tmp_path, SECRET_KEY=key)
        templates.set_up(app)
        return app

    return started


def page(app: Flask) -> str:
    return app.jinja_env.get_template("page.html").render()


def store(app: Flask) -> CompiledTemplates:
    found = app.jinja_env.bytecode_cache
    assert isinstance(found, CompiledTemplates)
    return found


def stored(app: Flask) -> Path:
    """The one file that is kept."""
    (path,) = store(app).folder.iterdir()
    return path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled from now on."""
    found: list[str] = []
    compile_ = Environment.compile

    def noting(self: Environment, source: str, name: str, *more: object) -> object:
        found.append(name)
        return compile_(self, source, name, *more)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noting)
    return found


def test_a_later_process_does_not_compile_again(start: Start, compiled: list[str]) -> None:
    assert page(start()) == page(start()) == "Die Sitzung"

    assert compiled == ["page.html"]


def test_all_of_the_pages_can_be_compiled_beforehand(start: Start, compiled: list[str]) -> None:
    templates.compile_all(start())

    assert page(start()) == "Die Sitzung"
    assert compiled == ["page.html"]


def test_compiling_all_forgets_what_no_template_is_left_of(start: Start, words: Path) -> None:
    (words / "former.html").write_text("Früher")
    templates.compile_all(start())
    (words / "former.html").unlink()

    templates.compile_all(start())

    assert stored(start())


def test_a_template_that_changes_is_compiled_anew(start: Start, words: Path) -> None:
    page(start())
    (words / "page.html").write_text("Die Sitzung im Juli")

    assert page(start()) == "Die Sitzung im Juli"
    assert page(start()) == "Die Sitzung im Juli"


def test_another_version_of_the_program_compiles_anew(
    start: Start, compiled: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page(start())
    (tmp_path / "program").mkdir()
    monkeypatch.setattr(templates, "PROGRAM", tmp_path / "program")
    templates._program.cache_clear()

    try:
        page(start())
    finally:
        templates._program.cache_clear()

    assert compiled == ["page.html", "page.html"]


def other_words(start: Start, key: str) -> bytes:
    """The page as it is kept, with other words in it, signed with `key`."""
    app = start()
    page(app)
    content = store(app).signer.unsign(stored(app).read_bytes())
    return store(start(key)).signer.sign(content.replace(b"Die Sitzung", b"Der Anhang!"))


def test_what_the_secret_has_not_signed_is_not_run(start: Start) -> None:
    """Whoever can write into the instance folder shall not thereby run a program of theirs."""
    foreign = other_words(start, "somebody else's")
    stored(start()).write_bytes(foreign)

    assert page(start()) == "Die Sitzung"
    assert stored(start()).read_bytes() != foreign


def test_what_the_secret_has_signed_is_what_runs(start: Start) -> None:
    """The test above would be worth nothing if the store were never believed."""
    stored_words = other_words(start, "a secret key")
    stored(start()).write_bytes(stored_words)

    assert page(start()) == "Der Anhang!"


def test_half_a_file_is_compiled_anew(start: Start) -> None:
    page(start())
    path = stored(start())
    path.write_bytes(path.read_bytes()[:-1])

    assert page(start()) == "Die Sitzung"


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "compiled").write_text("no folder")

    templates.compile_all(start())

    assert page(start()) == "Die Sitzung"
