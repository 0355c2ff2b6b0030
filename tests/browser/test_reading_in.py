"""Reading a file in, in a real browser: readable for everybody, and it says that it is at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db, transaction
from app.services import demo
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, axe_violations, pixels_too_wide, sign_in

pytestmark = pytest.mark.browser
LIST = (
    "Themenfeld;Vorhaben;Was getan wurde;Umsetzung;Umsetzungsgrad\n"
    "1 Aufbrechen und Ankommen;Einbürgerungen bewerben;Zwei Feiern im Jahr.;läuft;150\n"
    ";Fest der Kulturen;Zum ersten Mal gefeiert.;Nicht umgesetzt.;\n"
)
HELD = "addEventListener('submit', event => event.preventDefault(), {once: true})"


def check(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert axe_violations(page) == [], page.url
    assert pixels_too_wide(page) <= 0, page.url


def test_a_list_goes_from_the_upload_into_the_plan(page: Page, site: Site, tmp_path: Path) -> None:
    with site.app.app_context():
        with transaction():
            demo.load_demo(now=site.clock(), year=2017)
        db.session.remove()
    file = tmp_path / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    sign_in(page, site, OFFICE)

    page.goto(f"{site.url}/plaene/integrationsplan/einlesen")
    check(page)
    page.set_input_files("input[type=file]", file)
    page.fill("input[name=as_of]", "2017-02-20")
    status = page.locator("[data-words]")
    expect(status).to_have_text("")
    page.evaluate(HELD)
    page.get_by_role("button", name="Datei prüfen").click()
    expect(status).to_have_text("Die Datei wird gelesen. Das dauert höchstens zehn Sekunden.")
    page.get_by_role("button", name="Datei prüfen").click()
    page.wait_for_url("**/spalten")
    expect(page.get_by_label("Bedeutung von Spalte B")).to_have_value("goal")
    check(page)
    page.get_by_role("button", name="Weiter zum Vergleich").click()
    page.wait_for_url(lambda url: not url.endswith("/spalten"))
    check(page)
    page.get_by_role("button", name="So übernehmen").click()
    page.wait_for_url("**/plaene/integrationsplan")

    expect(page.get_by_text("Fest der Kulturen")).to_be_visible()
    page.goto(f"{site.url}/plaene/integrationsplan/einlesen/zuruecknehmen")
    check(page)
    page.get_by_role("button", name="Zurücknehmen").click()
    page.wait_for_url("**/plaene/integrationsplan")
    expect(page.get_by_text("Fest der Kulturen")).to_have_count(0)
