"""The English catalogue: an entry for every sentence, with its placeholders, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app import language

PROJECT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")
SAYS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
GERMAN_LETTERS = re.compile(r"[äöüßÄÖÜ„]")
NAMES = ("Baden-Württemberg",)


def said_in_the_code() -> set[tuple[str, ...]]:
    """Every message of pages and Python, counted ones with both forms."""
    found = [
        *extract_from_dir(PROJECT / "app", [("**.py", "python")], {}, SAYS),
        *extract_from_dir(
            PROJECT / "templates",
            [("**.*", "jinja2")],
            {"**.*": {"extensions": "jinja2.ext.do", "silent": "false"}},
            SAYS,
            directory_filter=lambda _path: True,  # Babel would leave out _layout and _macros
        ),
    ]
    return {forms(message) for _file, _line, message, _comments, _context in found}


def entries() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The catalogue as it lies there."""
    path = language.TRANSLATIONS / language.ENGLISH / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {forms(entry.id): forms(entry.string or "") for entry in read_po(file) if entry.id}


def forms(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_every_sentence_of_the_code_has_its_english() -> None:
    said, known = said_in_the_code(), entries()

    assert len(said) > 2500
    assert sorted(said - set(known)) == []
    assert [message for message, words in known.items() if not all(words)] == []


def test_the_catalogue_holds_nothing_that_is_said_no_more() -> None:
    assert sorted(set(entries()) - said_in_the_code()) == []


def test_english_keeps_placeholders_and_tags() -> None:
    differing = [
        (message, words)
        for message, words in entries().items()
        for pattern in (PLACEHOLDER, TAG)
        if [sorted(pattern.findall(form)) for form in message]
        != [sorted(pattern.findall(form)) for form in words]
    ]

    assert differing == []


def test_english_holds_no_german_but_names() -> None:
    left = []
    for words in entries().values():
        for form in words:
            bare = form
            for name in NAMES:
                bare = bare.replace(name, "")
            if GERMAN_LETTERS.search(bare):
                left.append(form)

    assert left == []


def test_german_needs_no_catalogue_and_english_is_one_block() -> None:
    assert language.gettext("Meine Aufgaben") == "Meine Aufgaben"

    with language.speaking("en"):
        inside = language.gettext("Meine Aufgaben")
        with language.speaking("de"):
            assert language.gettext("Meine Aufgaben") == "Meine Aufgaben"

    assert inside == "My tasks"
    assert language.spoken() == "de"


@pytest.mark.parametrize(("number", "said"), [(0, "0 goals"), (1, "1 goal"), (2, "2 goals")])
def test_english_counts(number: int, said: str) -> None:
    with language.speaking("en"):
        assert language.ngettext("%(num)s Ziel", "%(num)s Ziele", number) == said


def test_what_has_no_translation_stays_german() -> None:
    with language.speaking("en"):
        assert language.gettext("Das hier kennt keiner %(n)s", n=1) == "Das hier kennt keiner 1"


def test_a_sentence_is_kept_and_said_again_in_another_language() -> None:
    """With the sentences in it; what people wrote stays as it is, even if it is a message."""
    inside = language.lazy_gettext("Zeile %(line)s", line=4)
    said = language.lazy_gettext("%(place)s: %(words)s", place=inside, words="Meine Aufgaben")

    again = language.said_again(json.loads(json.dumps(language.kept(said))))

    assert str(again) == str(said) == "Zeile 4: Meine Aufgaben"
    with language.speaking("en"):
        assert str(again) == "Line 4: Meine Aufgaben"
    assert language.said_again(language.kept("Meine Aufgaben")) == "Meine Aufgaben"


def test_an_unknown_language_is_german() -> None:
    with language.speaking("tlh"):
        assert language.spoken() == "de"
