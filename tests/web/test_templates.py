"""What no page may hold, whatever it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import PROJECT

TEMPLATES = PROJECT / "templates"
PAGES = sorted(
    file
    for file in TEMPLATES.rglob("*.html")
    if file.relative_to(TEMPLATES).parts[0] not in ("mail", "documents")
)
FORBIDDEN = {
    "a style of its own": re.compile(r"<style\b|\sstyle=", re.IGNORECASE),
    "a script": re.compile(r"<script\b|\son[a-z]+=\"|javascript:", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"<(?:link|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:href|src|data)=\"(?:https?:)?//",
        re.IGNORECASE,
    ),
    "a form that would send without CSRF": re.compile(
        r"<form\b(?=[^>]*method=\"post\")(?:(?!csrf|hidden_tag|</form>).)*</form>",
        re.IGNORECASE | re.DOTALL,
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("page", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_page_holds(page: Path, what: str) -> None:
    found = FORBIDDEN[what].search(page.read_text(encoding="utf-8"))

    assert found is None, f"{what}: {found and found.group()[:80]}"
