"""The words of pages: gettext for templates, which say hundreds of them a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from app import language
from app.web.drawings import filled

MOST_KEPT = 4096


def install(app: Flask) -> None:
    """Replace the callables of Jinja's extension by ones that look up each word once.

    A word is kept for each language; the language itself is one look at a context variable. What
    the catalogue does not hold is somebody's own words (a report's frozen labels): plain text, and
    German.
    """

    def is_ours(message: str) -> bool:
        return message in language.catalogue(language.ENGLISH)

    @lru_cache(maxsize=MOST_KEPT)
    def wording(spoken: str, message: str) -> Markup:
        if not is_ours(message):
            return language.german(message)
        return Markup(language.wording(spoken, message))  # noqa: S704  our own words, no data

    @lru_cache(maxsize=MOST_KEPT)
    def plain(spoken: str, message: str) -> Markup:
        said = wording(spoken, message)
        return said % {} if is_ours(message) else said

    def gettext(message: str, /, **variables: Any) -> Markup:
        spoken = language.spoken()
        if not variables:
            return plain(spoken, message)
        return filled(wording(spoken, message), **variables)

    def ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> Markup:
        said = language.counted(language.spoken(), singular, plural, number)
        return Markup(said) % ({"num": number} | variables)  # noqa: S704  our own words, no data

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
