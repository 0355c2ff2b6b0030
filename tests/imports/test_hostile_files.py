"""Files made to do harm are refused in one sentence, in a process that stays small and silent."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import Reading, read_plan
from app.imports.draft import UnreadableFile
from app.imports.lists import Mapping, Role
from app.imports.office import COMMAND, refusal
from tests.imports.office_files import (
    HEAD,
    ROW,
    docx,
    field,
    jpeg,
    line,
    packed,
    png,
    table,
    xlsx,
)

MIB = 1024 * 1024
# Started small: a process inherits the peak of the one it was started from.
LAUNCHER = """
import json, resource, subprocess, sys
done = subprocess.run(json.loads(sys.argv[1]), stdin=open(sys.argv[2], "rb"), capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = used.ru_utime + used.ru_stime
print(json.dumps([done.stdout.decode(), used.ru_maxrss * 1024, seconds, done.stderr.decode()]))
"""
BOMB = "Die Datei ist verdächtig stark gepackt"
DEFINITIONS = "Die Datei verweist auf andere Dateien oder definiert Abkürzungen"
TOO_MUCH = "Die Datei braucht zum Lesen zu viel Speicher"
GOAL_HEAD = line(1, "Handlungsfeld", "Ziel", "Umsetzung")
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def laughing() -> str:
    return f'<!DOCTYPE x [<!ENTITY a0 "Ha">{LAUGHS}]>'


def words(number: int) -> str:
    """Text that is not always the same, so that it does not pack too well."""
    return f"{number * 7919:x} " * 4


def many_lines(count: int) -> str:
    return "".join(line(number, str(number)) for number in range(2, count))


def many_words(count: int) -> str:
    return " ".join(words(number) for number in range(count))


def deep(levels: int) -> str:
    return "<w:p>" * levels + "</w:p>" * levels


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (lambda: docx(word__media__a_bin="a" * 62 * MIB), BOMB),
    "bomb_in_many_parts.docx": (
        lambda: docx(**{f"word__media__{n}.bin": b"\0" * 900_000 for n in range(80)}),
        BOMB,
    ),
    "members.xlsx": (lambda: xlsx("", **{f"xl__{n}.xml": "<a/>" for n in range(3000)}), BOMB),
    "laughs.docx": (lambda: docx("&a9;", prolog=laughing()), DEFINITIONS),
    "laughs.xlsx": (lambda: xlsx("", prolog=laughing()), DEFINITIONS),
    "laughs_in_strings.xlsx": (lambda: xlsx("", strings=laughing() + "<a>&a9;</a>"), DEFINITIONS),
    "utf16.docx": (
        lambda: docx(
            word__footnotes_xml=("\ufeff" + laughing() + "<a/>").encode("utf-16-le")
        ).replace(b"footnotes_xml", b"footnotes.xml"),
        DEFINITIONS,
    ),
    "macros.docx": (lambda: docx(word__vbaProject_bin=b"x"), "Die Datei enthält Makros"),
    "macros.xlsx": (lambda: xlsx("", xl__vbaProject_bin=b"x"), "Die Datei enthält Makros"),
    "rows.xlsx": (lambda: xlsx(GOAL_HEAD + many_lines(100_000)), "Die Datei hat mehr als 5000"),
    "rows.docx": (
        lambda: docx(field(), table(HEAD, *[(words(n), "", "") for n in range(5_001)])),
        "Die Datei hat mehr als 5000 Tabellenzeilen",
    ),
    "picture.docx": (
        lambda: docx(word__media__a_png=png(50_000, 50_000)),
        "Ein Bild in der Datei hat 50.000 × 50.000 Bildpunkte",
    ),
    "picture.xlsx": (
        lambda: xlsx("", xl__media__a_jpeg=jpeg(50_000, 40)),
        "Ein Bild in der Datei hat 50.000 × 40 Bildpunkte",
    ),
    "deep.docx": (lambda: docx(deep(60_000)), TOO_MUCH),
    "text.xlsx": (lambda: xlsx("", strings=many_words(650_000)), "Die Datei enthält zu viel Text"),
    "no_office.docx": (lambda: packed({"a.txt": "a"}), "Das ist keine Word- und keine Excel-Datei"),
    "broken.docx": (lambda: docx(field())[:-200], "Die Datei ist beschädigt"),
    "no_xml.docx": (lambda: docx("<w:p>"), "Die Datei ist beschädigt"),
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that hostile files name, and nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def run_reader(content: bytes, folder: Path) -> tuple[dict[str, Any], int, float, str]:
    """The very process that reads office files: its answer, its peak of memory, its seconds."""
    file = folder / "file"
    file.write_bytes(content)
    launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, json.dumps(COMMAND), str(file)]
    done = subprocess.run(launch, capture_output=True, check=True)
    answer, memory, seconds, said = json.loads(done.stdout)
    return json.loads(answer), memory, seconds, said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_small_process(name: str, tmp_path: Path) -> None:
    make, sentence = HOSTILE[name]

    answer, memory, seconds, said = run_reader(make(), tmp_path)

    told = str(refusal(answer.get("refused", ""), answer.get("about", {})))
    assert told.startswith(sentence), (answer, said)
    assert memory < 256 * MIB
    assert seconds < 10


def test_a_large_plan_stays_far_below_the_limits(tmp_path: Path) -> None:
    rows = [(words(n) * 4, words(n) * 10, "Umsetzung 50%") for n in range(1000)]

    answer, memory, seconds, _said = run_reader(docx(field(), table(HEAD, *rows)), tmp_path)

    assert len(answer["blocks"][1]["rows"]) == 1001
    assert memory < 128 * MIB
    assert seconds < 3


def test_nothing_that_a_file_names_is_called(listener: socket.socket, tmp_path: Path) -> None:
    address = "http://127.0.0.1:{}/{}".format(listener.getsockname()[1], "{}")
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{address.format("dtd")}">]>'
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/image" TargetMode="External" Target="{address.format("bild.png")}"/>'
        "</Relationships>"
    )
    blocks = (field(), table(HEAD, ROW))

    refused = run_reader(docx("&x;", prolog=entity), tmp_path)[0]
    read = run_reader(docx(*blocks, word___rels__document_xml_rels=link), tmp_path)[0]

    assert refused["refused"].startswith(DEFINITIONS)
    assert len(read["blocks"]) == 2
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "socket"),
        ("open('/etc/passwd')", "opening files"),
        ("import subprocess; subprocess.run(['true'])", "subprocess"),
        ("bytearray(300 * 1024 * 1024)", "MemoryError"),
    ],
)
def test_the_reader_could_do_no_harm_if_it_were_taken_over(code: str, forbidden: str) -> None:
    start = COMMAND[3].replace("run_name='__main__'", "run_name='reader'")
    taken_over = f"{start}['main']()\n{code}"

    done = subprocess.run(
        [*COMMAND[:3], taken_over, *COMMAND[4:]], input=b"PK", capture_output=True, check=False
    )

    assert done.returncode != 0
    assert forbidden in done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "plan.xlsx",
            docx(),
            "Dem Namen nach ist das eine Excel-Datei (XLSX), dem Inhalt nach eine",
        ),
        (
            "plan.docx",
            xlsx(""),
            "Dem Namen nach ist das eine Word-Datei (DOCX), dem Inhalt nach eine",
        ),
        ("plan.docx", b"Bilanz", "Das ist keine Word-Datei (DOCX)."),
        ("plan.docx", png(1, 1), "Das ist keine Word-Datei (DOCX)."),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0", "Die Datei ist mit einem Kennwort geschützt"),
        ("plan.csv", docx(), "Das ist keine CSV-Datei, sondern eine Office- oder ZIP-Datei."),
        ("plan.csv", png(1, 1), "Das ist keine CSV-Datei, sondern eine Binärdatei."),
        ("plan.txt", docx(), "Das ist eine Office- oder ZIP-Datei"),
        ("plan.doc", b"x", "Bitte speichern Sie die Datei als Word-Datei (DOCX)."),
        ("plan.xlsm", xlsx(""), "Dateien mit Makros werden nicht gelesen."),
        ("plan.pdf", b"%PDF-1.7", "Aus einer PDF-Datei lässt sich ein Plan nicht"),
        ("plan.docx", b"", "Die Datei ist leer."),
        ("plan.docx", b"PK\x03\x04" + b"x" * 20_000_001, "Die Datei ist zu groß: erwartet werden"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_plan(content, name)

    (problem,) = refused.value.problems
    assert problem.message.startswith(sentence)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c t="s"><v>7</v></c></row>',
        '<row r="1"><c r="€1" t="n"><v>x</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c t="d"><v>gestern</v></c></row>',
    ],
)
def test_a_file_that_makes_the_reader_stumble_is_called_broken(rows: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_plan(xlsx(rows), "plan.xlsx")

    (problem,) = refused.value.problems
    assert problem.message.startswith("Die Datei ist beschädigt.")


CELLS = st.sampled_from(
    ["", "1", "1.1", "Wohnen", "Handlungsfeld 2: Sprache", "Ziel", "Umsetzung 50%", "45 %", "ja"]
    + ["Beispiel", "Plan", "20.02.2017", "99.99.9999", "99999.1", "=1", "\n", "Beispiele", *HEAD]
) | st.text(max_size=6)
PARAGRAPHS = st.fixed_dictionaries(
    {
        "text": CELLS,
        "style": st.sampled_from(["", "title", "list bullet"]),
        "level": st.integers(0, 3),
        "listed": st.booleans(),
    }
)
TABLES = st.fixed_dictionaries(
    {"table": st.integers(1, 9), "rows": st.lists(st.lists(CELLS, max_size=5), max_size=5)}
)


@settings(max_examples=150, deadline=None)
@given(blocks=st.lists(PARAGRAPHS | TABLES, max_size=12))
def test_whatever_stands_on_the_pages_becomes_a_plan_or_a_sentence(blocks: list[Any]) -> None:
    check({"kind": "docx", "blocks": blocks})


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=8),
    places=st.dictionaries(st.sampled_from(Role), st.integers(0, 9)),
    head=st.integers(0, 3),
)
def test_whatever_stands_in_a_list_becomes_a_plan_or_a_sentence(
    rows: list[list[str]], places: dict[Role, int], head: int
) -> None:
    lines = [[number, cells, {"1": "error"}] for number, cells in enumerate(rows, 1)]
    check({"kind": "xlsx", "sheets": [{"name": "A", "rows": lines}]}, Mapping(0, head, places))


def check(data: dict[str, Any], mapping: Mapping | None = None) -> None:
    problems = []
    try:
        draft = Reading("plan", data).draft(mapping, {1: "Wohnen"})
    except UnreadableFile as refused:
        problems = refused.problems
    else:
        keys = [goal.key for goal in draft.goals]
        assert keys
        assert len(set(keys)) == len(keys)
    assert all(problem.message.endswith((".", "?")) for problem in problems)


def test_a_formula_is_refused_with_its_cell() -> None:
    rows = GOAL_HEAD + line(2, "1", "<c><f>1+1</f><v>2</v></c>", "Umsetzung 50%")

    with pytest.raises(UnreadableFile) as refused:
        read_plan(xlsx(rows), "plan.xlsx")

    (problem,) = refused.value.problems
    assert str(problem).startswith("plan.xlsx, Blatt „Ziele“, Zelle B2: Hier steht eine Formel.")
