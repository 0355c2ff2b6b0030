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
    "a script that is no module of ours": re.compile(
        r"<script\b(?!\s+type=\"module\"\s+"
        r"src=\"\{\{ url_for\('static', filename='js/[a-z/_]+\.js'\) \}\}\"></script>)"
        r"|\son[a-z]+=\"|javascript:",
        re.IGNORECASE,
    ),
    "something loaded from elsewhere": re.compile(
        r"<(?:link|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:href|src|data)=\"(?:https?:)?//",
        re.IGNORECASE,
    ),
    "a form that would send without CSRF": re.compile(
        r"<form\b(?=[^>]*method=\"post\")(?:(?!csrf|hidden_tag|</form>).)*</form>",
        re.IGNORECASE | re.DOTALL,
    ),
}


STATIC = PROJECT / "app" / "web" / "static"
MODULES = sorted((STATIC / "js").rglob("*.js"))
LOADED = re.compile(r"filename='(js/[a-z/_]+\.js)'")
IMPORTED = re.compile(r"^import .* from \"([^\"]+)\";$", re.MULTILINE)


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("page", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_page_holds(page: Path, what: str) -> None:
    found = FORBIDDEN[what].search(page.read_text(encoding="utf-8"))

    assert found is None, f"{what}: {found and found.group()[:80]}"


def test_every_module_is_loaded_by_a_page_or_another_module_and_none_is_missing() -> None:
    by_pages = {
        STATIC / name for page in PAGES for name in LOADED.findall(page.read_text(encoding="utf-8"))
    }
    by_modules = {
        (module.parent / name).resolve()
        for module in MODULES
        for name in IMPORTED.findall(module.read_text(encoding="utf-8"))
    }

    ours = {file for file in by_pages | by_modules if "vendor" not in file.parts}

    assert ours == set(MODULES)
    assert all(file.is_file() for file in by_modules)


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(STATIC)))
def test_a_module_writes_no_markup_and_runs_no_text(module: Path) -> None:
    text = module.read_text(encoding="utf-8")

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|new Function", text)
