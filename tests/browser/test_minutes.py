"""Minutes in a real browser: a walk from the text to approval, axe, a phone."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models.groups import BodyForm, MembershipRole
from app.models.meetings import Agreement, AgreementKind, Minutes, MinutesRevision, MinutesState
from app.models.people import ActorKind
from app.models.tasks import Task
from app.services import meetings
from app.services.meetings import ItemDraft
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
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

BEFORE = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
DURING = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
DRAFTED = dt.datetime(2017, 4, 5, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)
CHAIR, MEMBER = "vorsitz.peergroup@example.org", "vertretung.frauenverein@example.org"
SAVED = re.compile(r"/protokoll#top-\d+$")


@pytest.fixture
def world(site: Site) -> dict[str, str]:
    """A kickoff with four items, an agreement, tasks, a committee; addresses worth looking at."""
    with site.app.app_context():
        plan = make_plan()
        goal = make_goal(make_field(plan))
        body = make_body(plan)
        committee = make_body(plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
        verein = make_actor(plan, "Frauenverein", ActorKind.MIGRANT_ORGANISATION)
        make_office(plan)
        member = person_of(make_account(plan, "Vertretung Frauenverein"))
        join(body, member, on_behalf_of=verein)
        join(body, person_of(make_account(plan, "Vorsitz Peergroup")), MembershipRole.CHAIR)
        for name in ("Vertretung Caritas", "Vertretung Volkshochschule"):
            join(body, make_person(plan, name))
        make_person(plan, "Gast aus dem Amt")
        cycle = make_cycle(plan)
        kickoff = make_meeting(cycle, body, place="Großer Sitzungssaal")
        july = make_meeting(cycle, body, dt.date(2017, 7, 12), position=2, title="Zweites Treffen")
        paper = make_meeting(
            cycle, committee, dt.date(2017, 3, 27), position=3, title="Vorstellung", external=True
        )
        save()
        for title in ("Begrüßung", "Themenfelder", "Methoden", "Verschiedenes"):
            item = ItemDraft(title=title, goals=[goal])
            made = meetings.add_item(kickoff, item, by=None, now=BEFORE)
        meetings.withdraw_item(made, by=None, now=BEFORE)
        meetings.invite_members(kickoff, by=None, now=BEFORE)
        basis = meetings.record_agreement(
            kickoff, kind=AgreementKind.TOPIC_AREA, text="Vereine öffnen", by=None, now=BEFORE
        )
        on = meetings.record_agreement(
            july, kind=AgreementKind.METHOD, text="Zwei Workshops", by=None, now=BEFORE,
            based_on=basis,
        )  # fmt: skip
        make_task(
            plan, accountable=member, meeting=kickoff, agreement=basis, goals=[goal],
            due_meeting=july, due_on=july.held_on,
        )  # fmt: skip
        make_task(plan, "Raum finden", meeting=july, agreement=on, goals=[goal])
        save()
        site.clock.set(DURING)
        at = f"/sitzungen/{kickoff.uid}"
        return {
            "sitzung": at,
            "führen": f"{at}/protokoll",
            "aufgabe": f"{at}/protokoll?top=2&neu=aufgabe",
            "vereinbarung": f"{at}/protokoll?top=2&neu=vereinbarung",
            "verlauf": f"{at}/protokoll/top/2/verlauf",
            "lesen": f"{at}/protokoll/lesen",
            "register": "/vereinbarungen",
            "eine": f"/vereinbarungen/{basis.uid}",
            "ausschuss": f"/sitzungen/{paper.uid}",
            "ergebnis": f"/sitzungen/{paper.uid}/ergebnis",
        }


def complaints(page: Page, name: str) -> list[str]:
    """What axe and a phone's width have against the page that is open."""
    found = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        look(page, f"minutes-{name}")
        if (wide := pixels_too_wide(page)) > 0:
            found.append(f"{name}: {wide} pixels too wide at {size['width']}")
        found += [f"{name}: {rule} {html}" for rule, html in axe_violations(page)]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found


def write(page: Page, number: str, text: str) -> None:
    section = page.locator(f"form[action$='/top/{number}']")
    section.locator("textarea").fill(text)
    with page.expect_navigation():  # the page saves first, then sends the form
        section.get_by_role("button", name=f"TOP {number} speichern").click()


@pytest.mark.browser
def test_minutes_go_from_the_first_word_to_approval(
    page: Page, browser: Browser, site: Site, world: dict[str, str]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    bad = []
    sign_in(page, site, CHAIR)
    page.goto(site.url + world["sitzung"])
    page.get_by_role("link", name="Protokoll führen").click()
    page.get_by_label("Anwesenheit, Vertretung Caritas").select_option("excused")
    page.get_by_label("von, Vertretung Frauenverein").fill("14:30")
    page.get_by_label("Anwesenheit, Vertretung Frauenverein").select_option("present")
    page.get_by_label("Alle, bei denen nichts eingetragen ist, waren anwesend").check()
    page.get_by_role("button", name="Anwesenheit speichern").click()
    write(page, "1", "Alle Anwesenden stellen sich vor.")
    write(page, "2", "Vier Themenfelder sind beschlossen.")
    page.wait_for_url(SAVED)

    section = page.locator("form[action$='/top/2']")
    section.get_by_role("button", name="Vereinbarung festhalten").click()
    page.get_by_label("Was vereinbart wurde").fill("Austausch mit den Vereinen vorbereiten")
    open_form = page.locator("[id$='-neu']")
    open_form.get_by_role("button", name="Vereinbarung festhalten").click()
    section = page.locator("form[action$='/top/2']")
    section.get_by_role("button", name="Aufgabe anlegen").click()
    page.get_by_label("Was ist zu tun?").fill("Ort für den Austausch finden")
    page.get_by_label("Wer?").select_option(label="Frauenverein")
    following = page.get_by_label("Bis zur Sitzung")
    following.select_option(index=1)
    expect(following).to_contain_text("nächste Sitzung – Zweites Treffen")
    open_form.get_by_role("button", name="Aufgabe anlegen").click()

    for name in ("führen", "aufgabe", "vereinbarung", "verlauf"):
        page.goto(site.url + world[name])
        bad += complaints(page, name)
    page.goto(site.url + world["führen"])
    other = browser.new_page()
    sign_in(other, site, OFFICE)
    other.goto(site.url + world["führen"])
    write(other, "2", "Vier Themenfelder sind beschlossen.\nDie Geschäftsstelle berichtet im Juli.")
    other.wait_for_url(SAVED)
    other.close()
    write(page, "2", "Vier Themenfelder sind beschlossen.\nDas fünfte wird vertagt.")
    expect(page.locator("h1")).to_have_text("Zwei Fassungen zusammenführen")
    bad += complaints(page, "konflikt")
    page.get_by_role("button", name="Zusammengeführten Text speichern").click()
    page.wait_for_url(SAVED)  # the page saves before it sends: the click returns at once

    site.clock.set(DRAFTED)
    sign_in(page, site, CHAIR)
    page.goto(site.url + world["führen"])
    with page.expect_navigation():
        page.get_by_role("button", name="Zur Rückmeldung vorlegen").click()
    bad += complaints(page, "vorgelegt")
    sign_in(page, site, MEMBER)
    page.goto(site.url + world["sitzung"])
    bad += complaints(page, "sitzung-mitglied")
    page.get_by_role("link", name="Protokoll lesen").click()
    bad += complaints(page, "lesen-mitglied")
    page.get_by_label("Ihr Text").fill("TOP 2: Es waren fünf Themenfelder.")
    page.get_by_role("button", name="Rückmeldung senden").click()
    page.wait_for_url(re.compile("/protokoll/lesen#"))

    site.clock.set(LATER)
    sign_in(page, site, CHAIR)
    page.goto(site.url + world["lesen"])
    expect(page.locator("#rueckmeldungen").locator("..")).to_contain_text(
        "Es waren fünf Themenfelder."
    )
    page.goto(site.url + world["führen"])
    page.locator("summary", has_text="Protokoll freigeben").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Freigeben", exact=True).click()
    bad += complaints(page, "freigegeben")
    page.emulate_media(media="print")
    look(page, "minutes-druck")
    if os.environ.get("WIEDERVORLAGE_PICTURES"):
        page.pdf(path=Path(os.environ["WIEDERVORLAGE_PICTURES"]) / "minutes.pdf", format="A4")
    page.emulate_media(media="screen")
    page.goto(site.url + world["führen"])
    expect(page.locator("main textarea")).to_have_count(0)

    assert bad == []
    with site.app.app_context():
        assert db.session.scalars(select(Minutes)).one().state is MinutesState.APPROVED
        bodies = db.session.scalars(select(MinutesRevision.body).order_by(MinutesRevision.id)).all()
        assert bodies[-1].splitlines() == [
            "Vier Themenfelder sind beschlossen.",
            "Die Geschäftsstelle berichtet im Juli.",
            "Das fünfte wird vertagt.",
        ]
        agreed = db.session.scalars(select(Agreement).where(Agreement.number == 3)).one()
        task = db.session.scalars(select(Task).where(Task.title.like("Ort für%"))).one()
        assert agreed.agenda_item is task.agenda_item
        assert task.due_on == dt.date(2017, 7, 12)


@pytest.mark.browser
def test_the_register_and_the_committees_result_are_open_to_everybody(
    page: Page, site: Site, world: dict[str, str]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    bad = []
    sign_in(page, site, OFFICE)
    page.goto(site.url + world["ausschuss"])
    page.get_by_role("link", name="Ergebnis eintragen").click()
    bad += complaints(page, "ergebnis")
    page.get_by_label("Nummer der Vorlage").fill("84/2017")
    page.get_by_label("Ja-Stimmen").fill("21")
    page.get_by_role("button", name="Ergebnis speichern").click()
    bad += complaints(page, "ausschuss")
    sign_in(page, site, MEMBER)
    page.goto(f"{site.url}/sitzungen?jahr=2017")
    page.get_by_role("link", name="Vereinbarungen").click()
    bad += complaints(page, "register")
    listed = words(page)
    page.get_by_role("link", name="V 2017-01").first.click()
    bad += complaints(page, "eine")

    assert "84/2017" in listed
    assert "21 Ja" in listed
    assert "Zwei Workshops" in words(page)
    assert "Raum finden" in words(page)
    assert bad == []
