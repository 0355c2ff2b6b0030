"""Whatever a text names, making a file of it asks no host and opens no file (S-20)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.documents.pdf import PRESS
from tests.documents import watching
from tests.documents.readers import squeezed, words
from tests.documents.watching import watched
from tests.noting import Note

WRITER = ("-m", "tests.documents.writing")
MADE = {"made.pdf": b"%PDF-", "made.docx": b"PK", "made.xlsx": b"PK", "made.csv": b"\xef\xbb\xbf"}


@pytest.fixture(autouse=True)
def _watchable() -> None:
    if refused := watching.why_not():
        pytest.skip(f"no watching here: {refused}")


def texts(secret: Path) -> list[str]:
    """Words that HTML, CSS, a spreadsheet, Word or Typst could take for an order to fetch."""
    return [
        "http://127.0.0.1:8000/",
        "https://kreis.example/a.png",
        "ftp://kreis.example/a",
        f"file://{secret}",
        str(secret),
        "../../../../../../etc/passwd",
        "\\\\kreis.example\\share\\a.docx",
        f'<img src="file://{secret}"><img src="http://127.0.0.1:8000/a">',
        f'<style>@import "file://{secret}"; a {{ background: url(http://127.0.0.1/) }}</style>',
        f'<script src="http://127.0.0.1:8000/"></script><iframe src="{secret}">',
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]><a>&b;</a>',
        f'<image href="{secret}"/><use href="http://127.0.0.1:8000/a#b"/>',
        f'#image("{secret}")',
        f'#read("{secret}")',
        f'#include "{secret}"',
        '#import "@preview/tablex:0.0.8"',
        '"); #read("../../config.py")',
        f'=WEBSERVICE("http://127.0.0.1/")&HYPERLINK("file://{secret}")',
        f'INCLUDETEXT "{secret}"',
    ]


def drawings(secret: Path) -> list[str]:
    """Nobody draws these here; the press would still have to keep to itself."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    named = (str(secret), f"file://{secret}", "http://127.0.0.1:8000/a.png")
    return [f'{head}<image href="{name}" width="9" height="9"/></svg>' for name in named]


def test_no_text_makes_a_document_ask_a_host_or_open_a_file(
    tmp_path: Path, record_property: Note
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_text("geheim")
    hostile = texts(secret)
    given = json.dumps({"texts": hostile, "drawings": drawings(secret)})

    seen = watched([*WRITER, str(tmp_path / "work")], given, tmp_path)

    record_property("S-20: connects", f"{len(seen.talked)} of 0 calls")
    record_property("S-20: foreign files", f"{len(seen.foreign)} of 0 files")
    assert (list(seen.talked), list(seen.foreign)) == ([], [])
    assert str(secret) not in seen.record  # not even asked whether it is there
    made = {name: (tmp_path / "work" / name).read_bytes() for name in MADE}
    assert all(content.startswith(MADE[name]) for name, content in made.items())
    shown = squeezed(words(made["made.pdf"]))
    assert [text for text in hostile if squeezed(text) not in shown] == []
    assert seen.record.count(f'"{PRESS}"], ') >= 2 + len(drawings(secret))
    assert "templates/documents/document.typ>" in seen.record


PLANTED = {
    "talked": "import socket; socket.socket().connect_ex(('127.0.0.1', 8000))",
    "foreign": "import sys; open({secret!r}).close()",
    "changed": "import sys; open({secret!r}, 'a').close()",
    "removed": "import os; os.remove({secret!r})",
}


@pytest.mark.parametrize("deed", PLANTED)
def test_a_program_that_does_either_is_noticed(tmp_path: Path, deed: str) -> None:
    """Also where a child does it, as the press is one."""
    secret = tmp_path / "secret.png"
    secret.write_text("geheim")
    program = PLANTED[deed].format(secret=str(secret))
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}])"

    seen = watched(["-c", parent], "", tmp_path)

    found = seen.talked if deed == "talked" else seen.foreign
    assert found
    assert deed != "talked" or "ENETUNREACH" in "".join(found)
    assert deed == "talked" or all(str(secret) in one for one in found)
