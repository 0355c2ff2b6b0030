"""Every macro in every state, in a real browser: light, dark, on a phone, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.judging import PHONE, WIDE, axe_report, axe_violations, pixels_too_wide

TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter(e => e.type !== "hidden" && e.checkVisibility() && !e.closest("p:not([class])"))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([_, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
FONT_LOADED = """() => document.fonts.ready.then(() => document.fonts.check("1em Fira Sans"))"""
SEEN = "all => all.filter(e => e.checkVisibility()).length"


@pytest.fixture
def patterns(page: Page, site: Site) -> Page:
    site.app.config["DEMO"] = True  # elsewhere only the office sees it
    page.emulate_media(reduced_motion="reduce")
    answer = page.goto(f"{site.url}/-/muster")
    assert answer is not None
    assert answer.status == 200
    return page


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_needs_scrolling_sideways(
    patterns: Page, scheme: str, size: dict[str, int]
) -> None:
    patterns.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    patterns.set_viewport_size(size)  # type: ignore[arg-type]

    assert axe_violations(patterns) == []
    assert "color-contrast" in {rule["id"] for rule in axe_report(patterns)["passes"]}
    assert pixels_too_wide(patterns) <= 0


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_everything_to_touch_is_large_enough(patterns: Page, size: dict[str, int]) -> None:
    patterns.set_viewport_size(size)  # type: ignore[arg-type]

    assert patterns.evaluate(TOO_SMALL) == []


@pytest.mark.browser
def test_the_system_decides_between_light_and_dark(patterns: Page) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"

    patterns.emulate_media(color_scheme="light")
    light = patterns.evaluate(ground)
    patterns.emulate_media(color_scheme="dark")

    assert patterns.evaluate(ground) != light


@pytest.mark.browser
def test_the_first_tab_stop_leads_to_the_content(patterns: Page) -> None:
    patterns.keyboard.press("Tab")
    shown = patterns.locator(".wv-skip").bounding_box()
    patterns.keyboard.press("Enter")

    assert shown is not None
    assert shown["y"] >= 0
    assert patterns.evaluate("document.activeElement.id") == "inhalt"


@pytest.mark.browser
def test_the_error_summary_moves_the_cursor_into_the_field(patterns: Page) -> None:
    patterns.click("text=Stand: Bitte ergänzen Sie diese Angabe.")

    assert patterns.evaluate("document.activeElement.id") == "falsch-state-0"


@pytest.mark.browser
def test_paper_shows_the_content_and_nothing_to_click(patterns: Page) -> None:
    patterns.emulate_media(media="print", color_scheme="dark")

    assert patterns.eval_on_selector_all("h1", SEEN) == 1
    for selector in (".wv-breadcrumb", ".wv-footer", ".kern-btn", ".wv-pagination"):
        assert patterns.locator(selector).count() > 0, selector
        assert patterns.eval_on_selector_all(selector, SEEN) == 0, selector
    colour, ground = patterns.evaluate(
        "() => [getComputedStyle(document.querySelector('h1')).color,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert (colour, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


@pytest.mark.browser
def test_the_page_obeys_the_content_security_policy(patterns: Page) -> None:
    complaints: list[str] = []
    patterns.on("console", lambda message: complaints.append(message.text))

    patterns.reload()

    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert patterns.evaluate(FONT_LOADED)
