"""A status round on a phone: the letter's page answered in taps, with axe looking on."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from app.domain import signed_links
from app.domain.rounds import RoundDraft
from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, Category
from app.models.rounds import Occasion
from app.services import rounds
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, PHONE, axe_violations, look, pixels_too_wide, sign_in
from tests.makers import (
    CREATED,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
)

OCTOBER_16 = dt.date(2017, 10, 16)


@pytest.fixture
def asked(site: Site) -> tuple[str, str]:
    """A round that asks one person about a goal and a task: the signed and the office's page."""
    site.clock.set(dt.datetime(2017, 9, 25, 7, tzinfo=dt.UTC))
    with site.app.app_context():
        plan = make_plan()
        make_office(plan)
        person = make_person(plan, "Vertretung Caritas", email="caritas@example.org")
        goal = make_goal(make_field(plan), title="Dolmetscher-Pool aufbauen")
        goal.responsible = person
        db.session.add(
            Assessment(
                goal=goal,
                reporting_on=dt.date(2017, 2, 20),
                status_raw="Umsetzung 15 %",
                category=Category.IN_PROGRESS,
                percent=15,
                source=AssessmentSource.IMPORTED,
                created_at=CREATED,
            )
        )
        make_task(plan, "Bedarf erheben", person)
        save()
        draft = RoundDraft(
            occasion=Occasion.COMMITTEE, reporting_on=OCTOBER_16, answer_by=OCTOBER_16
        )
        opened = rounds.open_round(plan, draft, by=None, now=site.clock())
        db.session.commit()
        secret = str(site.app.config["SECRET_KEY"])
        token = signed_links.make(secret, "round", round=opened.id, person=person.id)
        return f"{site.url}/r/{token}", f"/abfragen/{opened.uid}"


@pytest.mark.browser
def test_a_phone_answers_in_a_few_taps_and_the_office_sees_old_and_new(
    page: Page, site: Site, asked: tuple[str, str]
) -> None:
    letter, office = asked
    page.set_viewport_size(PHONE)
    page.emulate_media(reduced_motion="reduce")
    page.goto(letter)
    look(page, "abfrage-brief")
    assert axe_violations(page) == []
    assert pixels_too_wide(page) <= 0

    goal, task = page.locator("section[id^=punkt-]").all()
    goal.get_by_text("Es hat sich etwas getan").click()
    goal.get_by_label("Anteil in Prozent").fill("140")
    goal.get_by_label("Was hat sich getan?").fill("Zwölf Ehrenamtliche sind geschult.")
    goal.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Bitte geben Sie eine Zahl von 0 bis 100 ein.").first).to_be_visible()
    assert axe_violations(page) == []

    goal.get_by_label("Anteil in Prozent").fill("40")
    goal.get_by_role("button", name="Speichern").click()
    task.get_by_role("button", name=re.compile("Unverändert")).click()
    expect(page.get_by_text("2 von 2 beantwortet")).to_be_visible()
    page.get_by_role("button", name="Fertig").click()
    expect(page.get_by_text("Vielen Dank!").first).to_be_visible()
    assert axe_violations(page) == []

    sign_in(page, site, OFFICE)
    for name, address in (("abfrage", office), ("abfrage-pruefen", f"{office}/pruefen")):
        page.goto(site.url + address)
        look(page, name)
        assert axe_violations(page) == [], name
        assert pixels_too_wide(page) <= 0, name
    expect(page.get_by_text("Zwölf Ehrenamtliche sind geschult.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Übernehmen")).click()
    expect(page.locator("li", has_text="übernommen")).to_be_visible()
