"""What every walk of the browser needs: a sign-in, axe, a phone's width, a picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account
from app.services import accounts
from tests.browser.conftest import Site

OFFICE = "geschaeftsstelle@example.org"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}  # also what 400 % zoom leaves of 1280 pixels

_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def sign_in(page: Page, site: Site, email: str) -> None:
    """Sign in through a rescue link, as an operator would hand it out."""
    page.context.clear_cookies()
    with site.app.app_context():
        account = db.session.scalars(select(Account).where(Account.email == email)).one()
        token = accounts.create_sign_in_link(account, browser=None, now=site.clock())
        db.session.commit()
    page.goto(f"{site.url}/anmelden/link/{token}")
    with page.expect_navigation():
        page.click("main button[type=submit]")


def axe_violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that axe finds broken, each with the elements that break it."""
    return [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]])
        for rule in axe_report(page)["violations"]
    ]


def axe_report(page: Page) -> dict[str, Any]:
    """Everything axe says about the page once it has arrived."""
    page.wait_for_load_state()  # a click answers when the next page begins, still without content
    report: dict[str, Any] = Axe().run(page).response
    return report


def words(page: Page, selector: str = "main") -> str:
    """The words of a part of the page once it has arrived."""
    page.wait_for_load_state()
    return page.locator(selector).inner_text()


def pixels_too_wide(page: Page) -> int:
    """By how much the page is wider than its window; 0 where nobody scrolls sideways."""
    page.wait_for_load_state()
    pixels: int = page.evaluate(_TOO_WIDE)
    return pixels


def look(page: Page, name: str) -> None:
    """Keep a picture when WIEDERVORLAGE_PICTURES names a folder for pictures."""
    folder = os.environ.get("WIEDERVORLAGE_PICTURES")
    if folder:
        page.wait_for_load_state()
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
