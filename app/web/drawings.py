"""What pages draw hundreds of times: icons and badges, drawn by their macro once and kept.

And forms that are the same in each row of a list, drawn once as a form letter is.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from app import language

MOST_KEPT = 512


def install(app: Flask) -> None:
    """Give every template `icon`, `task_badge`, `task_choices` and the filter `filled`.

    What they draw depends on nothing but what they are given, and the language.
    """

    def draw(folder: str, macro: str, *given: object) -> Markup:
        macros = app.jinja_env.get_template(f"_macros/{folder}.html").module
        return Markup(getattr(macros, macro)(*given))  # noqa: S704

    @lru_cache(maxsize=MOST_KEPT)
    def icon(name: str, size: str = "default") -> Markup:
        return draw("icons", "draw", name, size)

    @lru_cache(maxsize=MOST_KEPT)
    def task_badge(_spoken: str, state: str) -> Markup:
        return draw("status", "draw_task_badge", state)

    @lru_cache(maxsize=MOST_KEPT)
    def task_choices(_spoken: str, states: tuple[str, ...]) -> Markup:
        return draw("status", "draw_task_choices", states)

    app.jinja_env.filters["filled"] = filled
    app.jinja_env.globals.update(
        icon=icon,
        task_badge=lambda state: task_badge(language.spoken(), state),
        task_choices=lambda states: task_choices(language.spoken(), tuple(states)),
    )


def filled(letter: Markup, **words: object) -> Markup:
    """The form letter with these words in their places, each made safe once."""
    return Markup(str.__mod__(letter, {name: escape(word) for name, word in words.items()}))  # noqa: S704
