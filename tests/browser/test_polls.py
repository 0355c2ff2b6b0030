"""A date poll in a real browser: axe, a phone's width, and the walk from question to date."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.domain.polls import Offer
from app.extensions import db
from app.models.meetings import DatePoll, Meeting, PollChoice
from app.models.outbox import OutboxLetter
from app.services import polls
from app.services.outbox import kinds
from app.services.outbox.kinds import Setting
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
TWO, HALF_PAST_FOUR = dt.time(14, 0), dt.time(16, 30)


@pytest.fixture
def july(site: Site) -> str:
    """A group of two, one without account, and a meeting in July without a day: its address."""
    with site.app.app_context():
        plan = make_plan()
        make_office(plan)
        body, cycle = make_body(plan), make_cycle(plan)
        join(body, person_of(make_account(plan, "Vertretung Frauenverein")))
        join(body, make_person(plan, "Vertretung Caritas", email="caritas@example.org"))
        make_meeting(cycle, body)
        make_meeting(cycle, make_body(plan, "Sozialausschuss", external=True), dt.date(2017, 9, 20))
        meeting = make_meeting(
            cycle, body, None, dt.date(2017, 7, 1), title="Arbeitssitzung im Juli"
        )
        save()
        return f"/sitzungen/{meeting.uid}"


def open_poll(site: Site) -> tuple[str, str]:
    """A poll with three days and one answer; its address and the link of the other member."""
    with site.app.app_context():
        meeting = db.session.scalars(select(Meeting).where(Meeting.held_on.is_(None))).one()
        days = (dt.date(2017, 7, 12), dt.date(2017, 7, 30), dt.date(2017, 9, 20))
        offers = [Offer(held_on=day, begins=TWO, ends=HALF_PAST_FOUR) for day in days]
        poll = polls.open_poll(
            meeting, offers, answer_by=dt.date(2017, 5, 12), by=None, now=site.clock(),
            note="Kinderbetreuung ist möglich.",
        )  # fmt: skip
        words = (PollChoice.YES, PollChoice.NO, PollChoice.IF_NEED_BE)
        given = dict(zip([option.id for option in poll.options], words, strict=True))
        one = meeting.body.memberships[0].person
        polls.answer(poll, one, given, by=None, now=site.clock())
        save()
        return f"/sitzungen/abstimmungen/{poll.uid}", letters_link(site)


def letters_link(site: Site) -> str:
    """The signed link in the letter to the member without account."""
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.address == "caritas@example.org")
    ).one()
    setting = Setting(
        base_url=site.url,
        mail_from=OFFICE,
        timezone="Europe/Berlin",
        secret=site.app.config["SECRET_KEY"],
        now=site.clock(),
    )
    found = re.search(r"Jetzt antworten: (\S+)", kinds.draft(letter, setting).words().text)
    assert found is not None
    return found[1]


@pytest.mark.browser
def test_axe_finds_nothing_and_no_page_of_a_poll_needs_scrolling_sideways(
    page: Page, site: Site, july: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    found, wide = {}, {}

    def inspect(name: str, url: str) -> None:
        page.goto(url)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            look(page, f"abstimmung-{name}")
            if (pixels := pixels_too_wide(page)) > 0:
                wide[name, size["width"]] = pixels
        if violations := axe_violations(page):
            found[name] = violations

    sign_in(page, site, OFFICE)
    inspect("beginnen", f"{site.url}{july}/termin-abstimmen")
    poll, link = open_poll(site)
    inspect("stand", site.url + poll)
    page.click("text=Vertretung Caritas")
    inspect("antwort-eintragen", page.url)
    inspect("sitzung-office", site.url + july)
    page.context.clear_cookies()
    sign_in(page, site, MEMBER)
    inspect("antwort", site.url + poll)
    inspect("sitzung-mitglied", site.url + july)
    page.context.clear_cookies()
    inspect("link", link)
    inspect("link-ungueltig", f"{site.url}/r/x")

    assert found == {}
    assert wide == {}


@pytest.mark.browser
def test_from_the_question_over_a_link_to_the_date_without_script(
    page: Page, site: Site, july: str
) -> None:
    sign_in(page, site, OFFICE)
    page.goto(site.url + july)
    page.click("text=Termin abstimmen")
    page.click("main button:has-text('Abstimmung beginnen')")
    with site.app.app_context():
        link = letters_link(site)

    page.context.clear_cookies()
    page.goto(link)
    for question in page.locator("fieldset").all()[:-1]:
        question.get_by_label("Nein").check()
    page.locator("fieldset").last.get_by_label("Ja", exact=True).check()
    page.click("main button:has-text('Antwort senden')")
    thanked = words(page)
    page.goto(f"{site.url}/meine-aufgaben")
    still_out = page.url

    sign_in(page, site, OFFICE)
    page.goto(site.url + july)
    page.click("text=Zum Stand der Abstimmung")
    best = page.locator("tr", has_text="Passt am besten")
    best.locator("summary").click()
    best.get_by_role("button", name="Diesen Termin festlegen").click()

    assert "Vielen Dank" in thanked and "Vertretung Caritas" in thanked
    assert "/anmelden" in still_out
    assert "Mittwoch, 26. Juli 2017" in words(page)
    with site.app.app_context():
        poll = db.session.scalars(select(DatePoll)).one()
        assert (poll.meeting.held_on, poll.meeting.sequence) == (dt.date(2017, 7, 26), 1)
