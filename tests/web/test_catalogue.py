"""Words in templates: escaped, with their numbers, and looked up afresh for each value."""

from __future__ import annotations

import pytest
from flask import Flask


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
