"""Words in templates: escaped, with their numbers, and looked up afresh for each value."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import Markup

from app import language


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "{{ _('Bitte antworten Sie bis <strong>%(day)s</strong>.', day=key) }}",
            "Bitte antworten Sie bis <strong>&lt;7.1&gt;</strong>.",
        ),
        ("{{ _('Ziel %(key)s', key=key) }}", "Ziel &lt;7.1&gt;"),
        ("{{ _('%(percent)s %%', percent=5) }} {{ _('%(percent)s %%', percent=6) }}", "5 % 6 %"),
        ("{{ ngettext('%(num)s Ziel', '%(num)s Ziele', 1) }}", "1 Ziel"),
        ("{{ ngettext('%(num)s Ziel', '%(num)s Ziele', 2) }}", "2 Ziele"),
        ("{{ ngettext('%(num)s von %(all)s', 'alle %(all)s', 2, all=key) }}", "alle &lt;7.1&gt;"),
    ],
)
def test_words_of_a_template_hold_their_values_escaped(app: Flask, source: str, said: str) -> None:
    template = app.jinja_env.overlay(autoescape=True).from_string(source)

    with app.app_context():
        assert template.render(key="<7.1>") == said


def test_what_nobody_has_translated_is_text_and_no_markup(app: Flask) -> None:
    template = app.jinja_env.overlay(autoescape=True).from_string("{{ _(words) }}")

    with app.app_context():
        assert template.render(words="<b>50 % fertig</b>") == "&lt;b&gt;50 % fertig&lt;/b&gt;"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ words | german }}", '<span lang="de">&lt;7.1&gt;</span>'),
        ("<td{{ in_german() }}>{{ words }}</td>", '<td lang="de">&lt;7.1&gt;</td>'),
        ("{{ none | german }}{{ '' | german }}", ""),
        ("{{ words | german | german }}", '<span lang="de">&lt;7.1&gt;</span>'),
        ("{{ _('Ziel %(key)s', key=words | german) }}", 'Goal <span lang="de">&lt;7.1&gt;</span>'),
        ("{{ _(words) }}", '<span lang="de">&lt;7.1&gt;</span>'),
    ],
)
def test_what_somebody_wrote_is_marked_as_german_where_english_is_spoken(
    app: Flask, source: str, said: str
) -> None:
    template = app.jinja_env.overlay(autoescape=True).from_string(source)

    with app.app_context(), language.speaking("en"):
        assert template.render(words="<7.1>") == said


def test_where_german_is_spoken_nothing_is_marked(app: Flask) -> None:
    source = "<td{{ in_german() }}>{{ words | german }}</td>"
    template = app.jinja_env.overlay(autoescape=True).from_string(source)

    with app.app_context():
        assert template.render(words="<7.1>") == "<td>&lt;7.1&gt;</td>"


def test_a_sentence_around_a_marked_word_is_markup_and_any_other_is_text() -> None:
    with language.speaking("en"):
        marked = language.gettext("Ziel %(key)s", key=language.german("<7.1>"))
        plain = language.gettext("Ziel %(key)s", key="<7.1>")

    assert marked == Markup('Goal <span lang="de">&lt;7.1&gt;</span>')
    assert isinstance(marked, Markup)
    assert plain == "Goal <7.1>"
    assert not isinstance(plain, Markup)
