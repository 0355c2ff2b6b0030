"""Reports in a real browser: readable for everybody, and a file that tells how far it is."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db, transaction
from app.models.accounts import Account
from app.models.plans import Plan
from app.models.reports import FileFormat
from app.queries import meetings
from app.queries import reports as queries
from app.services import demo, reports
from app.services.reports import filing
from jobs import filer
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, axe_violations, pixels_too_wide, sign_in

pytestmark = pytest.mark.browser


def test_reports_are_readable_and_a_file_shows_itself_when_it_is_there(
    page: Page, site: Site
) -> None:
    day = dt.date(2017, 2, 20)
    with site.app.app_context():
        with transaction():
            demo.load_demo(now=site.clock(), year=2017)
        plan = db.session.scalars(db.select(Plan)).one()
        office = db.session.scalar(db.select(Account.id).where(Account.email == OFFICE))
        committee = meetings.committee_of(plan, 2017)
        bilanz = queries.bilanz_of(plan, day)  # the demo has begun it
        assert committee is not None and bilanz is not None
        with transaction():
            paper = reports.begin_committee(committee, day, None, by=office, now=site.clock())
            ordered = filing.order(bilanz, FileFormat.PDF, by=office, now=site.clock())
        addresses = [f"{site.url}/berichte/{one.uid}" for one in (bilanz, paper)]
        addresses += [f"{addresses[0]}/texte", f"{addresses[0]}/texte/7.1"]
        waiting = f"{site.url}/berichte/dateien/{ordered.uid}"
        db.session.remove()
    sign_in(page, site, OFFICE)

    for address in addresses:
        page.set_viewport_size({"width": 320, "height": 640})
        page.emulate_media(reduced_motion="reduce")
        page.goto(address)
        assert axe_violations(page) == [], address
        assert pixels_too_wide(page) <= 0, address

    page.goto(waiting)
    expect(page.get_by_role("status")).to_have_text("Die Datei wird gleich erstellt.")
    assert filer.run(site.app) == 1
    expect(page.get_by_role("link", name="Datei herunterladen")).to_be_visible()
