"""What operators read when the database is missing, behind or elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.cli.running import demand_yes
from config import PROJECT

TEMPLATES = PROJECT / "templates"
LETTERS = TEMPLATES / "mail"
SET_UP_FIRST = "Die Datenbank ist nicht eingerichtet. Bitte zuerst: wiedervorlage db upgrade\n"


class Installation:
    """A folder of its own, and the command within this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        for name in [name for name in os.environ if name.startswith("WIEDERVORLAGE_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(folder))

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, list(arguments), input=typed)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    return Installation(tmp_path, monkeypatch)


def test_without_tables_one_line_says_how_to_make_them(installation: Installation) -> None:
    refused = installation.run("user", "list")

    assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", SET_UP_FIRST)


@pytest.mark.parametrize(
    "address",
    ["sqlite:////nirgends/hier.db", "postgresql+psycopg://nobody@127.0.0.1:1/nothing"],
)
def test_a_database_out_of_reach_is_one_line(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", address)

    refused = installation.run("user", "list")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Die Datenbank ist nicht erreichbar.")
    assert len(refused.stderr.splitlines()) == 1


def test_check_of_a_database_that_is_behind_is_one_german_line(installation: Installation) -> None:
    refused = installation.run("db", "check")

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Datenbank und Programm passen nicht zusammen. Bitte zuerst: wiedervorlage db upgrade\n"
    )


def test_going_back_asks_before_and_says_where_it_arrived(installation: Installation) -> None:
    installation.run("db", "upgrade")
    unasked = installation.run("db", "downgrade")
    still_whole = installation.run("db", "check")
    done = installation.run("db", "downgrade", "--revision", "base", "--yes")

    assert (unasked.exit_code, still_whole.exit_code, done.exit_code) == (1, 0, 0)
    assert "--yes" in unasked.stderr
    assert len(unasked.stderr.splitlines()) == 1
    assert done.stdout == "Die Datenbank wurde zurückgebaut. Ihre Fassung ist jetzt: leer.\n"


@pytest.mark.parametrize(
    ("typed", "goes_on"), [("j", True), ("ja", True), ("", False), ("n", False)]
)
def test_only_a_yes_goes_on(monkeypatch: pytest.MonkeyPatch, typed: str, goes_on: bool) -> None:
    @click.command()
    def dangerous() -> None:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        demand_yes("Wirklich?")
        click.echo("getan")

    done = CliRunner().invoke(dangerous, input=f"{typed}\n")

    assert "Wirklich? (j/N): " in done.output
    assert ("getan" in done.output) is goes_on


def test_upgrade_leaves_the_pages_templates_compiled(installation: Installation) -> None:
    done = installation.run("db", "upgrade")

    assert done.exit_code == 0
    pages = [path for path in TEMPLATES.rglob("*.html") if not path.is_relative_to(LETTERS)]
    assert len(list((installation.folder / "compiled").iterdir())) == len(pages)
