"""Which addresses are kept as links."""

from __future__ import annotations

import pytest

from app.domain.errors import RuleBroken
from app.domain.links import check_link


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "https://www.kreis.example/bericht?jahr=2017&teil=2#ziele",
        "http://[2001:db8::1]:8080/",
        "HTTPS://Kreis.Example/a_(b)",
        "https://kreis.example/%C3%A4mter",
        "https://ämter.example/",
    ],
)
def test_web_addresses_are_kept(url: str | None) -> None:
    check_link(url, field="evidence_url")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://kreis.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://kreis.example/",
        "//kreis.example/",
        "kreis.example",
        "https://",
        "https://kreis.example/<script>alert(1)</script>",
        'https://kreis.example/" onmouseover="x',
        "https://kreis.example/a b",
        "https://kreis.example/a\nb",
        "https://kreis.example@angreifer.example/",
        "https://kreis.example:99999999/",
        "https://kreis.example/" + "a" * 500,
    ],
)
def test_everything_else_is_refused_with_one_sentence(url: str) -> None:
    with pytest.raises(RuleBroken, match="die mit https:// beginnt") as refused:
        check_link(url, field="evidence_url")

    assert refused.value.field == "evidence_url"
