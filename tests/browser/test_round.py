"""The whole round, as its people live it: import, groups, the year, a task, letters, calendar."""

from __future__ import annotations

import datetime as dt
import re
import urllib.request
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import vobject
from playwright.sync_api import Page, expect

from app.extensions import transaction
from app.imports import read_plan
from app.models.accounts import PlanRole
from app.queries.plan_export import all_plans
from app.services import accounts
from app.services.plan_import import import_plan, plan_for
from config import PROJECT
from jobs import dispatcher, planner
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, axe_violations

MEMBER = "frauenverein@example.org"
PASSWORD = "ein langes Passwort"
REAL_FILE = PROJECT.parent / "shared" / "data" / "bilanz-2017.txt"

pytestmark = pytest.mark.browser


def test_the_whole_round_from_the_import_to_the_goals_page(site: Site, page: Page) -> None:
    _import_the_bilanz(site)
    _open_the_office(site)
    _sign_in_with_password(site, page)
    _found_the_group(site, page)
    _plan_the_year(site, page)
    _hand_out_the_task(site, page)
    page.context.clear_cookies()

    _run_the_clock(site)
    letters = site.sink.to(MEMBER)
    assert len(letters) == 2, [str(letter["Subject"]) for letter in letters]

    _sign_in_with_link(site, page)
    expect(page.get_by_role("heading", name="Meine Aufgaben")).to_be_visible()
    expect(
        page.get_by_role("link", name="Zweiten Austausch vorbereiten", exact=True).first
    ).to_be_visible()
    expect(page.get_by_role("link", name="Ziel 7.1")).to_be_visible()
    _axe_finds_nothing(page)

    _read_the_calendar(_subscribe(site, page))

    _report_progress(site, page)
    page.goto(site.url + "/plaene/integrationsplan/ziele/7.1")
    expect(page.get_by_role("main")).to_contain_text("Drei Gemeinden haben zugesagt.")
    expect(page.get_by_role("main")).to_contain_text("40 %")
    _axe_finds_nothing(page)

    _letters_come_at_nine(site)


def _import_the_bilanz(site: Site) -> None:
    """What `plan import` does, at the hour of the story; on the real file where it is."""
    source = REAL_FILE if REAL_FILE.exists() else _written_bilanz(site)
    now = site.clock()
    with site.app.app_context(), transaction():
        draft = read_plan(source, source.name)
        plan, is_new = plan_for(draft, None, by=None, now=now)
        report = import_plan(draft, plan, by=None, now=now, is_new=is_new)
    assert report.wrote


def _written_bilanz(site: Site) -> Path:
    """A document of our own in the same form, for a clone that stands alone."""
    text = (
        "Bilanz\n\nIntegrationsplan des Landkreises Musterhausen\n\nStand 20. Februar 2017\n\n"
        "Im Handlungsfeld 7. **Religion** geht es um Dialog.\n\n"
        "Ziele\tAufgaben/Beschreibung\tUmsetzung\n"
        "Der Austausch ist gesichert.\tEin erster Austausch fand statt.\t50% umgesetzt\n"
    )
    path = Path(site.app.config["INSTANCE_DIR"]) / "bilanz.txt"
    path.write_text(text, encoding="utf-8")
    return path


def _open_the_office(site: Site) -> None:
    now = site.clock()
    with site.app.app_context(), transaction():
        office = accounts.create_account(email=OFFICE, name="Geschäftsstelle", now=now)
        accounts.set_password(office, PASSWORD)
        accounts.grant(office, all_plans()[0], PlanRole.COORDINATOR, now=now)


def _sign_in_with_password(site: Site, page: Page) -> None:
    page.goto(site.url + "/")
    expect(page).to_have_url(re.compile("/anmelden"))
    form = page.locator("form").filter(has=page.get_by_label("Passwort"))
    form.get_by_label("E-Mail-Adresse").fill(OFFICE)
    form.get_by_label("Passwort").fill(PASSWORD)
    form.get_by_role("button").click()
    expect(page.get_by_role("link", name="Verwaltung")).to_be_visible()


def _found_the_group(site: Site, page: Page) -> None:
    page.goto(site.url + "/gruppen/neu")
    page.get_by_label("Name (erforderlich)").fill("Peergroup")
    page.get_by_label("Worum es geht").fill("Den Integrationsplan gemeinsam fortführen.")
    page.get_by_role("button", name="Gruppe anlegen").click()
    _axe_finds_nothing(page)
    page.get_by_role("link", name="Mitglied aufnehmen").first.click()
    page.get_by_label("Oder neue Person: Name").fill("Vertretung Frauenverein")
    page.get_by_label("Neue Person: E-Mail-Adresse").fill(MEMBER)
    page.get_by_label("Zugang einrichten und Einladung per E-Mail senden").check()
    page.get_by_role("button", name="Mitglied aufnehmen").click()
    expect(page.get_by_role("main")).to_contain_text("Vertretung Frauenverein")
    page.goto(site.url + "/gruppen/neu")
    page.get_by_label("Name (erforderlich)").fill("Sozialausschuss")
    page.get_by_label("Arbeitsform").select_option("committee")
    page.get_by_label("Eigenständiges Gremium").check()
    page.get_by_role("button", name="Gruppe anlegen").click()


def _plan_the_year(site: Site, page: Page) -> None:
    """Kickoff with a day, July and September known to the month only, the committee on its day."""
    page.goto(site.url + "/sitzungen/jahr/neu")
    for name in ("Auftakt", "Juli", "September"):
        page.get_by_label(f"{name}: Gruppe oder Gremium").select_option(label="Peergroup")
    page.get_by_label("Ausschuss: Gruppe oder Gremium").select_option(label="Sozialausschuss")
    page.get_by_label("Auftakt: anderer Tag").fill("2017-03-29")
    page.get_by_label("Ausschuss: Tag").fill("2017-11-27")
    for name, month in (("Juli", "2017-07-01"), ("September", "2017-09-01")):
        page.get_by_label(f"{name}: oder nur der Monat").select_option(month)
    page.get_by_label("Ausschuss: oder nur der Monat").select_option("")
    page.get_by_role("button", name="Sitzungsjahr 2017 anlegen").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Mittwoch, 29. März 2017")
    expect(main).to_contain_text("Juli 2017 – Termin noch offen")
    expect(main).to_contain_text("September 2017 – Termin noch offen")
    expect(main).to_contain_text("Montag, 27. November 2017")
    _axe_finds_nothing(page)


def _hand_out_the_task(site: Site, page: Page) -> None:
    page.goto(site.url + "/plaene/integrationsplan/ziele/7.1")
    page.get_by_role("link", name="Aufgabe anlegen").click()
    page.get_by_label("Aufgabe (erforderlich)").fill("Zweiten Austausch vorbereiten")
    page.get_by_label("Verantwortlich", exact=True).select_option(label="Vertretung Frauenverein")
    page.get_by_label("Tag", exact=True).fill("2017-07-14")
    page.get_by_role("button", name="Aufgabe anlegen").click()
    expect(page.get_by_role("heading", name="Zweiten Austausch vorbereiten")).to_be_visible()


def _run_the_clock(site: Site) -> None:
    planner.run(site.app)
    dispatcher.run(site.app)


def _sign_in_with_link(site: Site, page: Page) -> None:
    page.goto(site.url + "/anmelden")
    page.get_by_label("E-Mail-Adresse").first.fill(MEMBER)
    page.get_by_role("button", name="Link anfordern").click()
    _run_the_clock(site)
    address = re.search(r"http://\S+/anmelden/link/\S+", _text(site.sink.to(MEMBER)[-1]))
    assert address is not None
    page.goto(address[0])
    page.get_by_role("main").get_by_role("button").first.click()


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _subscribe(site: Site, page: Page) -> str:
    page.goto(site.url + "/kalender")
    page.get_by_label("Name (erforderlich)").fill("Telefon")
    page.get_by_role("button", name="Adresse erzeugen").click()
    page.wait_for_load_state()
    shown = page.locator("#adresse").input_value()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/kalender/\S+\.ics", shown)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_text("Die Adresse ist kopiert.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    _axe_finds_nothing(page)
    with urllib.request.urlopen(shown, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return str(answer.read().decode())


def _read_the_calendar(text: str) -> None:
    """Read by a library that trusts the embedded time zone and did not write the calendar."""
    events: dict[str, Any] = {
        event.summary.value: event for event in vobject.readOne(text).vevent_list
    }
    kickoff = next(event for name, event in events.items() if "Auftakt" in name)
    july = next(event for name, event in events.items() if "Juli 2017" in name)
    deadline = next(event for name, event in events.items() if "Zweiten Austausch" in name)
    assert _day(kickoff.dtstart.value) == dt.date(2017, 3, 29)
    assert _day(july.dtstart.value) == dt.date(2017, 7, 1)
    assert july.status.value == "TENTATIVE"
    assert _day(deadline.dtstart.value) == dt.date(2017, 7, 14)


def _day(value: dt.datetime | dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _letters_come_at_nine(site: Site) -> None:
    """A week before and the day before, at nine local time, with the change of clocks between."""
    for now, expected in (
        (dt.datetime(2017, 3, 22, 7, 59, tzinfo=dt.UTC), None),
        (dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC), "in einer Woche"),
        (dt.datetime(2017, 3, 28, 6, 59, tzinfo=dt.UTC), None),
        (dt.datetime(2017, 3, 28, 7, 0, tzinfo=dt.UTC), "Morgen"),
    ):
        before = len(site.sink.to(MEMBER))
        site.clock.set(now)
        _run_the_clock(site)
        new = site.sink.to(MEMBER)[before:]
        subjects = [str(letter["Subject"]) for letter in new]
        if expected is None:
            assert subjects == []
        else:
            assert len(subjects) == 1 and expected in subjects[0], subjects
            assert new[0].get_content_type() == "multipart/alternative"


def _report_progress(site: Site, page: Page) -> None:
    site.clock.set(dt.datetime(2017, 3, 2, 12, 0, tzinfo=dt.UTC))
    page.goto(site.url + "/meine-aufgaben")
    page.locator("summary", has_text="Stand melden").first.click()
    _axe_finds_nothing(page)
    page.get_by_role("link", name="Ausführlich").first.click()
    page.get_by_label("In Arbeit").check()
    page.get_by_label("Was wurde getan?").fill("Drei Gemeinden haben zugesagt.")
    page.get_by_label("Anteil in Prozent").fill("40")
    page.get_by_label("Link zum Nachweis").fill("https://kreis.example/bericht")
    _axe_finds_nothing(page)
    page.get_by_role("button", name="Stand melden").click()
    expect(page.get_by_role("main")).to_contain_text("Drei Gemeinden haben zugesagt.")


def _axe_finds_nothing(page: Page) -> None:
    assert axe_violations(page) == []
