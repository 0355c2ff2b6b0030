"""The words of pages: gettext for templates, which say hundreds of them a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup

MOST_KEPT = 4096


def install(app: Flask) -> None:
    """Replace the callables of Jinja's extension by ones that look up each word once.

    An installation speaks one language (BABEL_DEFAULT_LOCALE), so the catalogue is asked for
    once and not, as Flask-Babel must, found anew through `g` for each word of a page.
    """

    @lru_cache(maxsize=1)
    def translations() -> NullTranslations:
        found: NullTranslations = get_translations()
        return found

    @lru_cache(maxsize=MOST_KEPT)
    def wording(message: str) -> Markup:
        return Markup(translations().ugettext(message))  # noqa: S704  our own words, no data

    @lru_cache(maxsize=MOST_KEPT)
    def plain(message: str) -> Markup:
        return wording(message) % {}

    def gettext(message: str, /, **variables: Any) -> Markup:
        return wording(message) % variables if variables else plain(message)

    def ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> Markup:
        chosen = Markup(translations().ungettext(singular, plural, number))  # noqa: S704
        return chosen % ({"num": number} | variables)

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
