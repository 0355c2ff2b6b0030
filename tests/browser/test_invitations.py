"""Invitations in a real browser: axe, a phone's width, and the walk from draft to answer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models.meetings import Attendee, Meeting, PartStat
from app.services import invitations, meetings
from app.services.meetings import ItemDraft
from jobs import dispatcher
from tests.browser.conftest import Site
from tests.browser.judging import (
    OFFICE,
    PHONE,
    WIDE,
    axe_violations,
    look,
    pixels_too_wide,
    sign_in,
    words,
)
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

MEMBER = "vertretung.frauenverein@example.org"
CARITAS = "caritas@example.org"
NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def kickoff(site: Site) -> str:
    """A kickoff with an agenda, two people whom letters reach and one whom none does."""
    with site.app.app_context():
        plan = make_plan()
        make_office(plan)
        body = make_body(plan)
        deputy = make_person(plan, "Stellvertretung", email="stell@example.org")
        join(body, person_of(make_account(plan, "Vertretung Frauenverein")))
        join(body, make_person(plan, "Vertretung Caritas", email=CARITAS), deputy=deputy)
        join(body, make_person(plan, "Vertretung Sportkreis"))
        meeting = make_meeting(
            make_cycle(plan), body, place="Großer Sitzungssaal", access_note="Stufenlos."
        )
        save()
        meetings.invite_members(meeting, by=None, now=NOW)
        meetings.add_item(meeting, ItemDraft(title="Arbeitsweise"), by=None, now=NOW)
        save()
        return f"/sitzungen/{meeting.uid}"


def dispatch(app: Flask) -> None:
    with app.app_context():
        dispatcher.run(app)
        db.session.remove()


def link_to(site: Site, address: str) -> str:
    """The signed link in the last letter to the address, as it came over the wire."""
    text = site.sink.to(address)[-1].get_body(("plain",))
    assert text is not None
    found = re.search(r"(\S+/r/\S+)", text.get_content())
    assert found is not None
    return found[1]


@pytest.mark.browser
def test_axe_finds_nothing_and_no_page_of_an_invitation_needs_scrolling_sideways(
    page: Page, site: Site, kickoff: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    found, wide = {}, {}

    def inspect(name: str, url: str) -> None:
        page.goto(url)
        for summary in page.locator("main summary").all():
            summary.click()
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            look(page, f"einladung-{name}")
            if (pixels := pixels_too_wide(page)) > 0:
                wide[name, size["width"]] = pixels
        if violations := axe_violations(page):
            found[name] = violations

    sign_in(page, site, OFFICE)
    inspect("entwurf", site.url + kickoff)
    inspect("versenden", f"{site.url}{kickoff}/einladung")
    with site.app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        invitations.send(meeting, answer_by=dt.date(2017, 3, 22), by=None, now=NOW)
        save()
    dispatch(site.app)
    inspect("versendet", site.url + kickoff)
    inspect("schon-versendet", f"{site.url}{kickoff}/einladung")
    inspect("absagen", f"{site.url}{kickoff}/absagen")
    inspect("verschieben", f"{site.url}{kickoff}/verschieben")
    page.context.clear_cookies()
    sign_in(page, site, MEMBER)
    inspect("mitglied", site.url + kickoff)
    page.context.clear_cookies()
    link = link_to(site, CARITAS)
    inspect("link", link)
    page.click("button:has-text('Ich kann nicht')")
    inspect("link-beantwortet", link)
    site.clock.set(dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC))
    inspect("link-vorbei", link)

    assert found == {}
    assert wide == {}


@pytest.mark.browser
def test_from_the_draft_over_the_letter_to_an_answer_and_a_deputy(
    page: Page, site: Site, kickoff: str
) -> None:
    sign_in(page, site, OFFICE)
    page.goto(site.url + kickoff)
    page.click("main a:has-text('Einladung versenden')")
    assert "Die Einladung geht an 2 Personen. Jetzt versenden?" in words(page)
    page.click("main button:has-text('Einladung versenden')")
    assert "Einladung versendet am Dienstag, 21. Februar 2017." in words(page)
    dispatch(site.app)
    page.context.clear_cookies()

    page.goto(link_to(site, CARITAS))
    page.click("button:has-text('Ich nehme teil')")
    assert "Nimmt teil" in words(page)
    page.click("text=Vertretung benennen")
    expect(page.locator("input[name=comment]")).to_have_value("Stellvertretung")
    page.click("button:has-text('Vertretung kommt')")
    assert "Vertretung benannt" in words(page)
    page.goto(f"{site.url}/meine-aufgaben")
    expect(page).to_have_url(re.compile("/anmelden"))
    dispatch(site.app)

    assert len(site.sink.to("stell@example.org")) == 1
    with site.app.app_context():
        said = {one.person.name: one.partstat for one in db.session.scalars(select(Attendee))}
    assert said["Vertretung Caritas"] is PartStat.DELEGATED
    assert said["Stellvertretung"] is PartStat.NEEDS_ACTION
