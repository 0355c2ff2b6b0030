"""The language that is spoken now, and its words: German stands in the code, English beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from babel.messages.pofile import read_po
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

GERMAN = "de"
ENGLISH = "en"
NAMES = {GERMAN: "Deutsch", ENGLISH: "English"}  # each in its own words, as people look for it
TRANSLATIONS = Path(__file__).parent / "translations"
MARKED = Markup('<span lang="de">%s</span>')
MARK = Markup(' lang="de"')

_reading = Lock()
_spoken: ContextVar[str] = ContextVar("spoken", default=GERMAN)


def spoken() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


def speak(language: str | None) -> None:
    """From now on, in this thread or task; German for whatever is not known here."""
    _spoken.set(language if language in NAMES else GERMAN)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """For the block, then again what was spoken before."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        _spoken.set(before)


def gettext(message: str, /, **variables: Any) -> str:
    """The message in the language spoken now; a German one without translation stays German."""
    said = wording(spoken(), message)
    return _filled(said, variables) if variables else said


def ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> str:
    """The form that fits the number; both languages know one and many."""
    return _filled(counted(spoken(), singular, plural, number), {"num": number} | variables)


class Sentence(LazyString):
    """A message and what it is about, said in the language that is spoken when it is read."""

    def __init__(self, message: str, /, **about: Any) -> None:
        super().__init__(gettext, message, **about)
        self._message, self._about = message, about

    def as_json(self) -> dict[str, Any]:
        """The form in which it is kept, to be said to somebody else in another language."""
        about = {name: kept(value) for name, value in self._about.items()}
        return {"message": self._message, "about": about}


Said = str | LazyString  # words, or what is said only when it is read


def kept(words: Any) -> Any:
    """A sentence in the form of JSON; anything else as it is."""
    return words.as_json() if isinstance(words, Sentence) else words


def said_again(words: Any) -> Any:
    """What was kept: a sentence as one, people's own words and numbers as they are."""
    if not isinstance(words, dict):
        return words
    about = {name: said_again(value) for name, value in words["about"].items()}
    return Sentence(words["message"], **about)


def lazy_gettext(message: str, /, **variables: Any) -> Sentence:
    """The same, looked up whenever it is read: for words that are written at import, or kept."""
    return Sentence(message, **variables)


def N_(message: str) -> str:  # noqa: N802  as everybody calls it who marks words for translation
    """Mark a message for the catalogue where it is written; whoever reads it out translates it."""
    return message


def wording(language: str, message: str) -> str:
    """The message's words in the language, placeholders as they are."""
    return message if language == GERMAN else catalogue(language).get(message, (message,))[0]


def counted(language: str, singular: str, plural: str, number: int) -> str:
    """The words for so many, placeholders as they are."""
    forms: tuple[str, ...] = (singular, plural)
    if language != GERMAN:
        forms = catalogue(language).get(singular, forms)
    return forms[0] if number == 1 else forms[-1]


@cache
def catalogue(language: str) -> Mapping[str, tuple[str, ...]]:
    """German messages (of counted ones the singular) and their forms, read once a process.

    Read from the .po itself, which takes a few hundredths of a second: so there is no compiled
    file that could be missing or older. Whoever asks meanwhile waits for the one who reads.
    """
    with _reading:
        return _read(language)


@cache
def _read(language: str) -> Mapping[str, tuple[str, ...]]:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        entries = [(entry.id, entry.string or "") for entry in read_po(file) if entry.id]
    return {_forms(message)[0]: _forms(said) for message, said in entries if any(said)}


def german(text: str | None) -> Markup:
    """What somebody wrote, escaped, and where another language is spoken now marked as German.

    A screen reader then pronounces it right (WCAG 2.2, 3.1.2). Nothing stays nothing, and what is
    markup already marks its words itself.
    """
    if not text or spoken() == GERMAN or isinstance(text, Markup):
        return escape(text or "")
    return MARKED % text


def in_german() -> Markup:
    """The attribute for an element that holds nothing but what somebody wrote, space before it."""
    return Markup() if spoken() == GERMAN else MARK


def _filled(said: str, variables: Mapping[str, Any]) -> str:
    """The words with their values; among marked values the words, too, become markup."""
    if any(isinstance(value, Markup) for value in variables.values()):
        return escape(said) % variables
    return said % variables


def _forms(words: str | Iterable[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)
