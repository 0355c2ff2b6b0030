"""`plan import` and `plan export` as operators call them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.imports.documents import document

ROWS = (
    "Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%",
    "Mieten senken\tDie Mieten sinken. Dazu werden Fachleute vom Amt\t100% umgesetzt",
)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(tmp_path / "instance"))


@pytest.fixture
def bilanz(tmp_path: Path) -> Path:
    file = tmp_path / "bilanz.txt"
    file.write_bytes(document(*ROWS))
    return file


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)])


def fingerprint(sqlite_url: str) -> str:
    """A fingerprint of the whole database, with its write-ahead log."""
    path = Path(sqlite_url.removeprefix("sqlite:///")).resolve()
    parts = [path, path.with_name(path.name + "-wal")]
    content = b"".join(part.read_bytes() for part in parts if part.exists())
    return hashlib.sha256(content).hexdigest()


def test_an_import_reports_in_words_with_every_doubt_and_its_line(bilanz: Path) -> None:
    done = call("import", bilanz)

    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "Plan „integrationskonzept“, Stand Freitag, 1. März 2019",
        "Hinzugefügt: 1 Plan, 1 Handlungsfeld, 2 Ziele, 2 Stände",
        "Geändert: nichts",
        "Unverändert: nichts",
        "Fehlt in der Datei: nichts",
        "",
        "Zu prüfen (1):",
        "  Zeile 13, Ziel 1.2: Beschreibung in der Vorlage unvollständig: Sie endet mitten im Satz"
        " („… Fachleute vom Amt“).",
    ]


def test_what_is_doubtful_comes_in_the_language_asked_for(bilanz: Path) -> None:
    """What is kept with the goal stays German: it becomes the plan's own note."""
    asked = ["--lang", "en", "plan", "import", str(bilanz)]
    done = CliRunner().invoke(main, asked)
    as_json = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    refused = CliRunner().invoke(main, [*asked[:-1], f"{bilanz}.missing"])

    assert done.stdout.splitlines()[-1] == (
        "  Line 13, goal 1.2: Description incomplete in the original document: it ends in the"
        " middle of a sentence (“… Fachleute vom Amt”)."
    )
    assert [doubt["message"][:22] for doubt in as_json["doubts"]] == ["Description incomplete"]
    assert refused.stderr == f"{bilanz}.missing: There is no such file.\n"
    (note,) = json.loads(call("export").stdout)["fields"][0]["goals"][1]["notes"]
    assert note.startswith("Zeile 13: Beschreibung in der Vorlage unvollständig")


def test_a_second_import_says_that_nothing_changes(bilanz: Path, sqlite_url: str) -> None:
    call("import", bilanz)
    before = json.loads(call("export").stdout)

    done = call("import", bilanz)

    assert "Keine Änderungen." in done.stdout.splitlines()
    assert json.loads(call("export").stdout) == before


def test_json_is_one_document_and_nothing_else(bilanz: Path) -> None:
    done = call("import", bilanz, "--json")

    answer = json.loads(done.stdout)
    assert (answer["plan"], answer["as_of"], answer["dry_run"]) == (
        "integrationskonzept",
        "2019-03-01",
        False,
    )
    assert {len(answer[part]) for part in ("changed", "unchanged", "missing", "kept")} == {0}
    assert len(answer["added"]) == 6
    assert [(doubt["line"], doubt["key"]) for doubt in answer["doubts"]] == [(13, "1.2")]


def test_a_rehearsal_writes_nothing(bilanz: Path, sqlite_url: str) -> None:
    before = fingerprint(sqlite_url)

    done = call("import", bilanz, "--dry-run")

    assert "Probelauf: Es wird nichts gespeichert." in done.stdout
    assert "Hinzugefügt: 1 Plan" in done.stdout
    assert fingerprint(sqlite_url) == before
    call("import", bilanz)
    assert fingerprint(sqlite_url) != before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a\tb", "Zeile 12: Tabellenzeile passt nicht: erwartet werden drei"),
        ("a\tb\tLäuft gut", "Zeile 12: Unbekannter Umsetzungsstand „Läuft gut“: erwartet wird"),
    ],
)
def test_a_bad_file_is_refused_with_file_line_and_an_untouched_database(
    bilanz: Path, sqlite_url: str, row: str, said: str
) -> None:
    bilanz.write_bytes(document(row))
    before = fingerprint(sqlite_url)

    done = call("import", bilanz)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"{bilanz}, {said}")
    assert fingerprint(sqlite_url) == before


def test_each_problem_is_one_line(bilanz: Path) -> None:
    bilanz.write_bytes(document("a\tb", "c\td"))

    done = call("import", bilanz, "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 2


def test_a_rule_that_forbids_it_is_one_line_too(bilanz: Path) -> None:
    bilanz.write_bytes(document(*ROWS).replace(b", Stand 1. M\xc3\xa4rz 2019", b""))

    refused = call("import", bilanz)
    named = call("import", bilanz, "--as-of", "2019-03-02")

    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        f"{bilanz}: Die Datei nennt keinen Stand. Bitte geben Sie ihn mit --as-of JJJJ-MM-TT an."
    ]
    assert named.exit_code == 0, named.stderr
    assert "Samstag, 2. März 2019" in named.stdout


def test_a_day_that_differs_from_the_files_is_worth_a_word(bilanz: Path) -> None:
    done = call("import", bilanz, "--as-of", "2019-03-02", "--json")

    answer = json.loads(done.stdout)
    assert answer["as_of"] == "2019-03-02"
    assert answer["doubts"][0]["message"] == (
        "Die Datei nennt den Stand 2019-03-01, eingelesen wird sie zum 2019-03-02."
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import",), "DATEI"),
        (("import", "x.txt", "--format", "odt"), "„odt“ gibt es noch nicht"),
        (("import", "x.txt", "--as-of", "gestern"), "„gestern“ ist kein Tag"),
        (("export", "--format", "pdf"), "„pdf“ gibt es noch nicht. Möglich ist: json, csv"),
    ],
)
def test_wrong_usage_ends_with_two(words: tuple[str, ...], said: str) -> None:
    done = call(*words)

    assert done.exit_code == 2
    assert said in done.stderr


def test_an_export_imports_into_an_empty_installation_as_the_same(
    bilanz: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    call("import", bilanz)
    written = call("export", "-o", file)
    read = call("import", file, "--plan", "zweiter")

    assert written.stdout.strip() == f"Geschrieben: {file}"
    assert read.exit_code == 0, read.stderr
    first = json.loads(file.read_text())
    assert json.loads(call("export", "--plan", "zweiter").stdout) == first | {"slug": "zweiter"}


def test_an_export_says_which_plans_there_are(bilanz: Path, tmp_path: Path) -> None:
    empty = call("export")
    call("import", bilanz)
    call("import", bilanz, "--plan", "zweiter")

    unnamed, unknown = call("export"), call("export", "--plan", "dritter")
    nowhere = call("export", "--plan", "zweiter", "-o", tmp_path / "fehlt" / "plan.json")

    assert "Es gibt noch keinen Plan" in empty.stderr
    assert "einen der Pläne: integrationskonzept, zweiter." in unnamed.stderr
    assert "Einen Plan „dritter“ gibt es nicht." in unknown.stderr
    assert "lässt sich nicht schreiben" in nowhere.stderr
    assert [each.exit_code for each in (empty, unnamed, unknown, nowhere)] == [1, 1, 1, 1]
