"""`report` as operators call it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from app.cli import main
from tests.imports.documents import document

ROWS = (
    "Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%",
    "Mieten senken\tDie Mieten sinken.\t100% umgesetzt",
)


@pytest.fixture(autouse=True)
def _a_plan(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(tmp_path / "instance"))
    file = tmp_path / "bilanz.txt"
    file.write_bytes(document(*ROWS))
    assert call("plan", "import", file).exit_code == 0


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def test_the_bilanz_of_the_last_reporting_date_is_written_as_a_draft(tmp_path: Path) -> None:
    output = tmp_path / "bilanz.html"

    done = call("report", "bilanz", "--format", "html", "-o", output)

    assert (done.exit_code, done.output) == (0, f"Geschrieben: {output}\n")
    page = BeautifulSoup(output.read_bytes(), "html.parser")
    assert page.find(class_="mark").text == "Entwurf"
    goals = next(table for table in page.find_all("table") if table.th.text == "Ziel")
    assert [[cell.text for cell in row.find_all("td")] for row in goals.tbody.find_all("tr")] == [
        ["1.1 Wohnungen bauen", "Es wird gebaut.", "Umsetzung 50%"],
        ["1.2 Mieten senken", "Die Mieten sinken.", "100% umgesetzt"],
    ]


def test_what_cannot_be_done_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    output = tmp_path / "nirgends" / "bilanz.xlsx"

    away = call("report", "bilanz", "--format", "xlsx", "-o", output)
    unknown = call("report", "bilanz", "--plan", "andere", "-o", tmp_path / "b.pdf")

    assert (away.exit_code, away.stdout) == (1, "")
    assert f"{output}: Die Datei lässt sich nicht schreiben" in away.stderr
    assert (unknown.exit_code, "„andere“" in unknown.stderr) == (1, True)
    assert not (tmp_path / "b.pdf").exists()


def test_a_terminal_shows_how_far_the_file_is_and_a_pipe_shows_nothing(tmp_path: Path) -> None:
    start = "from app.cli import main; main()"
    command = [sys.executable, "-c", start, "report", "bilanz", "-o", tmp_path / "bilanz.pdf"]
    ours, theirs = pty.openpty()

    with os.fdopen(ours, "rb", buffering=0) as terminal:
        watched = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
        os.close(theirs)
        shown = terminal.read(65536).decode()
    unwatched = subprocess.run(command, capture_output=True, check=True)

    places = [shown.index(one) for one in ("Inhalte lesen", "Seiten setzen", "Datei schreiben")]
    assert places == sorted(places)
    assert "100%" in shown
    assert watched.stdout.decode() == f"Geschrieben: {tmp_path / 'bilanz.pdf'}\n"
    assert (unwatched.stdout, unwatched.stderr) == (watched.stdout, b"")
