"""A mistyped command is answered in German, with exit status 2."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from app.cli import main


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["unfug"], "Den Befehl 'unfug' gibt es nicht."),
        (["reminders", "unfug"], "Den Befehl 'unfug' gibt es nicht."),
        (["--unfug"], "Die Angabe --unfug gibt es nicht."),
        (["reminders", "preview"], "Aufruf: main reminders preview"),
        (["reminders", "preview"], "Die Angabe '--from' fehlt."),
        (["reminders", "preview", "--from"], "Zur Angabe '--from' fehlt der Wert."),
        (
            ["reminders", "preview", "--from", "gestern", "--to", "2017-12-01"],
            "Der Wert 'gestern' passt nicht zu '--from'. Ein Tag wird so geschrieben: 2017-03-29.",
        ),
        (["db", "upgrade", "jetzt"], "Das ist zu viel: jetzt"),
        (["--lang", "fr", "db"], "Der Wert 'fr' passt nicht zu '--lang'. Erlaubt sind 'de', 'en'."),
        (["plan", "import"], "fehlt."),
    ],
)
def test_it_says_in_german_what_was_mistyped(words: list[str], sentence: str) -> None:
    answer = CliRunner().invoke(main, words)

    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert sentence in answer.stderr
    for english in ("Usage", "Error", "Try", "Missing", "Invalid", "No such"):
        assert english not in answer.stderr


def test_what_click_learns_later_is_not_hidden() -> None:
    from app.cli.usage import sentence

    assert sentence("Something new.") == "Something new."


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_help_and_refusals_come_in_the_language_asked_for() -> None:
    german = call("plan", "import", "--help").stdout
    english = call("--lang", "en", "plan", "import", "--help").stdout
    again = call("plan", "import", "--help").stdout

    assert "Nur zeigen, was sich ändern würde." in german and "DATEI" in german
    assert "Only show what would change." in english and "FILE" in english
    assert "YYYY-MM-DD" in english
    assert again == german
    assert "No such option" in call("--lang", "en", "plan", "import", "--so").stderr


def test_a_mistyped_command_is_told_what_was_meant() -> None:
    assert call("plan", "improt").stderr.endswith(
        "Den Befehl 'improt' gibt es nicht. Meinten Sie 'import'?\n"
    )
