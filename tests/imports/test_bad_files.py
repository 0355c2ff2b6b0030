"""What cannot be read is refused with a sentence, never with a traceback."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import read_plan
from app.imports.bilanz import read_bilanz
from app.imports.draft import Problem, UnreadableFile
from tests.imports.documents import HEADER, document, encode, field_lines, front

ROW = "Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%"


def problems_of(source: bytes | Path) -> list[Problem]:
    with pytest.raises(UnreadableFile) as refused:
        read_plan(source, "bilanz.txt")
    return refused.value.problems


def only_problem(source: bytes | Path) -> Problem:
    (problem,) = problems_of(source)
    return problem


def test_something_else_is_not_taken_for_a_bilanz() -> None:
    problem = only_problem(b"Liebe Leute,\n\nheute gibt es Kuchen.\n")

    assert "Das ist keine Bilanz: erwartet werden Abschnitte" in str(problem)


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert only_problem(content).message == "Die Datei ist leer: erwartet wird Text."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\x00", "eine Office- oder ZIP-Datei"),
        (b"%PDF-1.7\n", "eine PDF-Datei"),
        ("Bilanz".encode("utf-16"), "Text in UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "eine Binärdatei"),
        (b"Bilanz\n\x00\x01", "Steuerzeichen 0x00"),
    ],
)
def test_a_binary_is_called_by_its_kind(content: bytes, said: str) -> None:
    assert said in only_problem(content).message


def test_another_encoding_is_refused_with_byte_and_line() -> None:
    problem = only_problem(document(ROW).decode().encode("latin-1", "replace"))

    assert problem.line == 5
    assert "Byte 0xE4" in problem.message
    assert "Windows-1252" in problem.message


def test_fifty_megabytes_are_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "gross.txt"
    file.write_bytes(b"Zeile um Zeile\n" * 3_500_000)
    began = time.thread_time()

    problem = only_problem(file)

    assert file.stat().st_size > 50_000_000
    assert time.thread_time() - began < 0.5
    assert problem.message == "Die Datei ist zu groß: erwartet werden höchstens 2 MB Text."


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert only_problem(tmp_path / "fehlt").message == "Die Datei gibt es nicht."
    assert only_problem(tmp_path).message == "Das ist ein Ordner, keine Datei."


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("Wohnungen bauen\tUmsetzung 50%", "2 Zellen"),
        ("Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%\t", "4 Zellen"),
        ("Wohnungen bauen", "eine Zelle"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_line(row: str, found: str) -> None:
    problem = only_problem(document(ROW, row, ROW))

    assert problem.line == 13
    assert "erwartet werden drei durch Tabulatoren getrennte Zellen" in problem.message
    assert problem.message.endswith(f"gefunden: {found}.")


def test_every_wrong_row_is_named_at_once() -> None:
    problems = problems_of(document("a\tb", ROW, "c\td", "Ziel\tText\tvielleicht"))

    assert [problem.line for problem in problems] == [12, 14, 15]


def test_a_thousand_wrong_rows_do_not_hide_the_first() -> None:
    problems = problems_of(document(*["a\tb"] * 1000))

    assert problems[0].line == 12
    assert problems[-1].message == "975 weitere Probleme werden nicht einzeln gezeigt."


def test_an_unknown_status_is_refused_with_line_and_words() -> None:
    problem = only_problem(document(ROW, "Werben\tText\tLäuft gut"))

    assert problem.line == 13
    assert problem.message.startswith("Unbekannter Umsetzungsstand „Läuft gut“: erwartet wird")


def test_more_than_a_hundred_percent_is_refused() -> None:
    problem = only_problem(document("Werben\tText\tUmsetzung 140%"))

    assert (problem.line, "mehr als 100 %" in problem.message) == (12, True)


def test_a_table_before_any_field_is_refused() -> None:
    lines = ["Bilanz", "Konzept", "", HEADER, ROW, "", *field_lines(1, "Wohnen", [ROW])]

    problem = only_problem(encode(lines))

    assert (problem.line, problem.message[:26]) == (4, "Tabelle ohne Handlungsfeld")


@pytest.mark.parametrize("examples", [True, False])
def test_a_table_whose_field_has_lost_its_heading_is_refused(examples: bool) -> None:
    between = ["Beispiele zum Handlungsfeld „Wohnen“:", "- Ein Haus.", ""] if examples else []
    names = ["Wohnen"] if examples else ["Wohnen", "Sprache"]
    lines = [*front(*names), *field_lines(1, "Wohnen", [ROW]), *between, HEADER, ROW]

    problem = only_problem(encode(lines))

    assert problem.line == len(lines) - 1
    assert problem.message.startswith("Tabelle ohne Handlungsfeld: Handlungsfeld 1 hat schon")


def test_a_row_without_a_header_is_refused() -> None:
    lines = [*front("Wohnen"), "Im Handlungsfeld 1. **Wohnen** wird gebaut.", "", ROW]

    problems = problems_of(encode(lines))

    assert "Tabellenzeile ohne Kopfzeile" in problems[0].message


def test_a_table_that_lost_its_tabs_is_refused() -> None:
    source = document(ROW).replace(b"\t", b" ")

    (problem,) = problems_of(source)

    assert problem.line == 11
    assert "ohne Tabulatoren" in problem.message


def test_a_field_number_that_comes_twice_is_refused() -> None:
    lines = [
        *front("Wohnen"),
        *field_lines(1, "Wohnen", [ROW]),
        *field_lines(1, "Sprache", [ROW]),
    ]

    problem = only_problem(encode(lines))

    assert problem.line == 14
    assert "Handlungsfeld 1 gibt es zweimal" in problem.message


def test_a_field_without_a_number_is_refused() -> None:
    lines = [*front("Wohnen"), *field_lines(1, "Wohnen", [ROW])]
    lines += ["Im Handlungsfeld **Sprache** wird gelernt.", "", HEADER, ROW]

    assert "Handlungsfeld mit Nummer" in only_problem(encode(lines)).message


def test_a_name_that_cannot_be_told_is_refused() -> None:
    lines = ["Bilanz", "Konzept", "", "Im Handlungsfeld 1. Wohnen wird gebaut.", "", HEADER, ROW]

    problem = only_problem(encode(lines))

    assert "Der Name des Handlungsfelds ist nicht zu erkennen" in problem.message


def test_a_day_that_does_not_exist_is_refused() -> None:
    source = document(ROW).replace(b"Stand 1. M\xc3\xa4rz", b"Stand 31. Februar")

    problem = only_problem(source)

    assert (problem.line, "ein Datum, das es gibt" in problem.message) == (5, True)


def test_columns_in_another_order_are_refused() -> None:
    source = document(ROW).replace(HEADER.encode(), b"Ziele\tUmsetzung\tBeschreibung")

    assert "Tabellenzeile ohne Kopfzeile" in problems_of(source)[0].message


@pytest.mark.parametrize(
    "noise",
    [
        "&amp;" * 100_000,
        "&" + "amp;" * 100_000,
        "<" * 100_000,
        "<b" * 100_000,
        "**a " * 100_000,
        "(" * 100_000,
        "1. a" * 100_000,
        "noch " * 100_000,
        "a – " * 100_000,
        "„" * 100_000,
    ],
)
def test_hostile_repetition_ends_in_time(noise: str) -> None:
    began = time.thread_time()

    for source in (document(f"Ziel\t{noise}\t{noise}"), document(ROW, intro=noise)):
        with contextlib.suppress(UnreadableFile):
            read_bilanz(source, "bilanz.txt")
    assert time.thread_time() - began < 5


PIECES = st.sampled_from(
    ["\n", "\t", " ", "\r", HEADER, ROW, "Im Handlungsfeld 1. **A** b", "Ausblick", "- x", "**"]
    + ["Beispiele:", "Stand 3. Mai 2020", "Bilanz", "-----\t-----\t---", "100%", "&lt;p&gt;", "<p>"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200)))
def test_it_never_fails_otherwise(text: str) -> None:
    source = text.encode("utf-8", "surrogatepass")
    problems: list[Problem] = []
    try:
        draft = read_plan(source, "bilanz.txt")
    except UnreadableFile as refused:
        problems = refused.problems
    assert problems or draft.goals
    assert all(problem.message.endswith((".", "?")) for problem in problems)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert "keine gewöhnliche Datei" in only_problem(pipe).message
