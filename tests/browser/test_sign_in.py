"""Signing in without a mouse, and the pages around it, wide and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.models.accounts import PlanRole
from app.services import accounts
from tests.browser.conftest import Site
from tests.browser.judging import PHONE, WIDE, axe_violations, pixels_too_wide
from tests.makers import make_account, make_plan, save

PASSWORD = "drei Enten im Regen"

pytestmark = pytest.mark.browser


@pytest.fixture
def office(site: Site) -> str:
    """The address of a coordinator with a password."""
    with site.app.app_context():
        account = make_account(make_plan(), "Stelle", PlanRole.COORDINATOR)
        accounts.set_password(account, PASSWORD)
        save()
        return account.email


def check(page: Page) -> None:
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert axe_violations(page) == []
        assert pixels_too_wide(page) <= 0
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_the_keyboard_is_enough_to_sign_in(site: Site, page: Page, office: str) -> None:
    page.goto(f"{site.url}/konto")
    expect(page).to_have_url(re.compile(r"/anmelden\?next="))
    check(page)

    page.locator("#passwort-email").focus()
    page.keyboard.type(office)
    page.keyboard.press("Tab")
    page.keyboard.type("verschrieben")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("stimmen nicht")
    check(page)
    expect(page.locator("#passwort-email")).to_have_value(office)
    page.locator("#password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.url}/konto")
    check(page)


def test_a_link_asks_for_a_button_and_another_browser_is_told_why(
    site: Site, page: Page, office: str
) -> None:
    page.goto(f"{site.url}/anmelden")
    page.fill("#email", office)
    page.get_by_role("button", name="Link anfordern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    check(page)
    site.app.extensions["clockwork"]().run_job("dispatch")
    text = site.sink.to(office)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = re.search(r"http://\S+/anmelden/link/\S+", text)
    assert link is not None

    assert page.context.browser is not None
    with page.context.browser.new_context() as other:
        elsewhere = other.new_page()
        elsewhere.goto(link[0])
        expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("ersten Browser")
        check(elsewhere)
    page.goto(link[0])
    check(page)
    page.get_by_role("button", name="Jetzt anmelden").click()

    expect(page).to_have_url(f"{site.url}/meine-aufgaben")
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")


def test_the_pages_of_office_and_law_are_for_everybody(site: Site, page: Page, office: str) -> None:
    for path in (
        "/barrierefreiheit",
        "/datenschutz",
        "/impressum",
        "/leichte-sprache",
        "/barriere-melden",
        "/begriffe",
    ):
        page.goto(site.url + path)
        check(page)
    page.goto(f"{site.url}/anmelden")
    page.fill("#passwort-email", office)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Mit Passwort anmelden").click()
    for path in (
        "/einrichtung",
        "/verwaltung/konten",
        "/verwaltung/konten/neu",
        "/verwaltung/briefe",
    ):
        page.goto(site.url + path)
        check(page)
    page.goto(f"{site.url}/verwaltung/konten")
    page.get_by_role("main").get_by_role("link", name="Stelle", exact=True).click()
    check(page)
