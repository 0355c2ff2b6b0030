"""The rooms of plans, tasks and the overview in a real browser: axe, a phone, one walk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, Category, Example, GoalNote
from app.models.targets import Target
from app.models.tasks import Task, TaskState
from app.services import tasks
from app.services.files import Upload
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
    CREATED,
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
MEMBER = "vertretung.frauenverein@example.org"


@pytest.fixture
def world(site: Site) -> dict[str, str]:
    """A plan under way; answers the addresses worth looking at."""
    with site.app.app_context():
        plan = make_plan()
        field = make_field(plan)
        field.motto, field.stated_goals, field.pages = "Dialog statt Diagnose", 6, "61-68"
        goal, other = make_goal(field), make_goal(field, 2, "Räume und Zeiten finden")
        goal.official_description = "Ein erster Austausch hat stattgefunden."
        make_office(plan)
        member = person_of(make_account(plan))
        body = make_body(plan, goals=[goal])
        join(body, member)
        meeting = make_meeting(make_cycle(plan), body)
        due = (dt.date(2017, 2, 1), dt.date(2017, 2, 28), dt.date(2017, 9, 1), None)
        made = [
            make_task(plan, f"Aufgabe {day}", member, day, goals=[goal], meeting=meeting)
            for day in due
        ]
        target = Target(goal=goal, title="Zwei Treffen im Jahr", unit="Treffen", created_at=CREATED)
        save(
            target,
            GoalNote(goal=goal, line=134, text="Der Status widerspricht der Beschreibung."),
            Example(field=field, position=1, text="Ein gemeinsames Fest"),
            *(_assessed(one, percent) for one, percent in ((goal, 40), (other, None))),
        )
        tasks.report_progress(
            made[0],
            state=TaskState.IN_PROGRESS,
            percent=30,
            text="Drei Gemeinden haben zugesagt.",
            evidence_url="https://kreis.example/bericht",
            uploads=[Upload(name="Liste.txt", content=b"drei Gemeinden")],
            by=None,
            now=NOW,
        )
        save()
        plan_at, at = "/plaene/integrationsplan", f"/aufgaben/{made[0].uid}"
        return {
            "uebersicht": "/",
            "meine": "/meine-aufgaben",
            "meine-erledigt": "/meine-aufgaben?zeige=erledigt",
            "aufgaben": "/aufgaben",
            "aufgaben-leer": "/aufgaben?stand=not_feasible",
            "aufgabe": at,
            "aufgabe-melden": f"{at}/melden",
            "plan": plan_at,
            "ziele": f"{plan_at}/ziele",
            "ziele-leer": f"{plan_at}/ziele?stand=done&suche=nirgends",
            "ziel": f"{plan_at}/ziele/7.1",
            "office-verwaltung": "/verwaltung",
            "office-aufgabe-neu": f"/aufgaben/neu?sitzung={meeting.uid}&ziel=7.1",
            "office-aufgabe": f"{at}/bearbeiten",
            "office-aufgabe-stand": f"{at}/stand",
            "office-plan": f"{plan_at}/bearbeiten",
            "office-feld-neu": f"{plan_at}/handlungsfelder/neu",
            "office-feld": f"{plan_at}/handlungsfelder/7/bearbeiten",
            "office-thema": f"{plan_at}/handlungsfelder/7/themen/neu",
            "office-ziel-neu": f"{plan_at}/handlungsfelder/7/ziele/neu",
            "office-beispiel": f"{plan_at}/handlungsfelder/7/beispiele/1",
            "office-ziel": f"{plan_at}/ziele/7.1/bearbeiten",
            "office-stand": f"{plan_at}/ziele/7.1/stand",
            "office-zielsetzung": f"{plan_at}/ziele/7.1/zielsetzungen/{target.uid}",
        }


def _assessed(goal: object, percent: int | None) -> Assessment:
    return Assessment(
        goal=goal,  # type: ignore[arg-type]
        reporting_on=dt.date(2017, 2, 20),
        status_raw="Umsetzung 40%" if percent else "",
        category=Category.IN_PROGRESS if percent else Category.UNKNOWN,
        percent=percent,
        source=AssessmentSource.IMPORTED,
        created_at=CREATED,
    )


@pytest.mark.browser
@pytest.mark.parametrize(
    ("email", "office"), [(OFFICE, True), (MEMBER, False)], ids=["office", "member"]
)
def test_axe_finds_nothing_and_no_page_needs_scrolling_sideways(
    page: Page, site: Site, world: dict[str, str], email: str, office: bool
) -> None:
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, site, email)
    found, wide = {}, {}

    for name, url in world.items():
        if name.startswith("office") and not office:
            continue
        answer = page.goto(site.url + url)
        assert answer is not None
        assert answer.status == 200, url
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            look(page, f"{email[:2]}-{name}")
            if (pixels := pixels_too_wide(page)) > 0:
                wide[name, size["width"]] = pixels
        if violations := axe_violations(page):
            found[name] = violations

    assert found == {}
    assert wide == {}


@pytest.mark.browser
def test_a_member_reports_by_keyboard_and_the_goals_page_shows_it(
    page: Page, site: Site, world: dict[str, str], tmp_path: Path
) -> None:
    evidence = tmp_path / "Bericht.pdf"
    evidence.write_bytes(b"%PDF-1.7\nBericht")
    sign_in(page, site, MEMBER)
    first = page.url

    page.locator("summary", has_text="Stand melden (Aufgabe 2017-02-28)").focus()
    page.keyboard.press("Enter")
    in_place = axe_violations(page)
    page.get_by_role("link", name="Ausführlich, mit Datei (Aufgabe 2017-02-28)").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Erledigt").focus()
    page.keyboard.press("Space")
    page.set_input_files("#files", evidence)
    page.get_by_role("button", name="Stand melden").press("Enter")
    refused = words(page, "[role=alert]")
    violations = axe_violations(page)

    page.get_by_label("Was wurde getan?").fill("Der zweite Austausch fand statt.")
    page.set_input_files("#files", evidence)
    page.get_by_role("button", name="Stand melden").press("Enter")
    thanked = words(page, "[role=status]")
    with page.expect_download() as download:
        page.get_by_role("link", name="Bericht.pdf").click()
    page.goto(site.url + world["ziel"])

    assert first.endswith("/meine-aufgaben")
    assert "Bitte schreiben Sie in einem Satz, was getan wurde." in refused
    assert in_place == []
    assert violations == []
    assert "Vielen Dank! Ihr Stand ist eingetragen." in thanked
    assert download.value.path().read_bytes() == b"%PDF-1.7\nBericht"
    row = page.get_by_role("row", name="Aufgabe 2017-02-28")
    expect(row).to_contain_text("Zuletzt gemeldet: Der zweite Austausch fand statt.")
    expect(row).to_contain_text("Erledigt")
    with site.app.app_context():
        done = db.session.scalars(select(Task).where(Task.state == TaskState.DONE)).one()
        assert done.done_on == dt.date(2017, 2, 21)


@pytest.mark.browser
def test_the_goals_page_on_paper_has_all_and_nothing_to_press(
    page: Page, site: Site, world: dict[str, str]
) -> None:
    sign_in(page, site, OFFICE)
    page.goto(site.url + world["ziel"])

    page.emulate_media(media="print")

    text = words(page, "body")
    assert "Wortlaut der Bilanz" in text
    assert "Umsetzung 40%" in text
    assert "Zwei Treffen im Jahr" in text
    for gone in ("Abmelden", "Stand eintragen", "Zielsetzung anlegen"):
        assert gone not in text
