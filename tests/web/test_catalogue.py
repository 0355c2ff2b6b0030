"""Words in templates: escaped, with their numbers, and looked up afresh for each value."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ _('<b>Ziel</b>') }}", "<b>Ziel</b>"),
        ("{{ _('Ziel %(key)s', key=key) }}", "Ziel &lt;7.1&gt;"),
        ("{{ _('100 %%') }} {{ gettext('100 %%') }}", "100 % 100 %"),
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
