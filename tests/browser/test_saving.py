"""Minutes that save themselves in real browsers: cut connections, reloads, two writers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models.groups import MembershipRole
from app.models.meetings import Meeting, MinutesRevision
from app.services import meetings, minutes
from app.services.meetings import ItemDraft
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, PHONE, sign_in, words
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    person_of,
    save,
)

DURING = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
CHAIR = "vorsitz.peergroup@example.org"

pytestmark = pytest.mark.browser


@pytest.fixture
def take(site: Site) -> str:
    """The address at which the minutes of today's kickoff with two items are written."""
    with site.app.app_context():
        plan = make_plan()
        body = make_body(plan)
        make_office(plan)
        join(body, person_of(make_account(plan, "Vorsitz Peergroup")), MembershipRole.CHAIR)
        kickoff = make_meeting(make_cycle(plan), body)
        save()
        for title in ("Begrüßung", "Themenfelder"):
            meetings.add_item(kickoff, ItemDraft(title=title), by=None, now=site.clock())
        save()
        site.clock.set(DURING)
        return f"{site.url}/sitzungen/{kickoff.uid}/protokoll"


@pytest.fixture
def second(browser: Browser) -> Iterator[Page]:
    """A page of somebody else's browser."""
    context = browser.new_context(locale="de-DE")
    yield context.new_page()
    context.close()


def form(page: Page, number: str) -> Locator:
    return page.locator(f"form[action$='/top/{number}']")


def text(page: Page, number: str) -> Locator:
    return form(page, number).locator("textarea")


def line(page: Page, number: str) -> Locator:
    """What the page says about saving the item."""
    return form(page, number).get_by_role("status")


def open_while_another_saves(page: Page, second: Page, site: Site, take: str) -> None:
    """Both have the minutes open, and the second has saved a text of the first item."""
    sign_in(page, site, CHAIR)
    sign_in(second, site, OFFICE)
    page.goto(take)
    second.goto(take)
    text(second, "1").press_sequentially("Die Geschäftsstelle berichtet.")
    expect(line(second, "1")).to_contain_text("Gespeichert")


def stored(site: Site) -> list[str]:
    with site.app.app_context():
        rows = db.session.scalars(select(MinutesRevision).order_by(MinutesRevision.id))
        return [row.body for row in rows]


def cut(context: BrowserContext) -> None:
    context.set_offline(True)


def test_a_text_is_saved_while_it_is_typed_and_lost_connections_lose_nothing(
    page: Page, site: Site, take: str
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site, CHAIR)
    page.goto(take)

    text(page, "1").press_sequentially("Alle stellen sich vor.")
    expect(line(page, "1")).to_have_text("Gespeichert um 15:00 Uhr.")
    cut(page.context)
    text(page, "1").press_sequentially("\nNiemand fehlt.")
    expect(line(page, "1")).to_contain_text("Keine Verbindung")
    text(page, "1").press_sequentially("\nBeginn um 14 Uhr.")
    while_away = stored(site)
    page.context.set_offline(False)
    expect(line(page, "1")).to_have_text("Gespeichert um 15:00 Uhr.")

    assert while_away == ["Alle stellen sich vor."]
    assert stored(site)[-1].splitlines() == [
        "Alle stellen sich vor.", "Niemand fehlt.", "Beginn um 14 Uhr.",
    ]  # fmt: skip
    assert faults == []


def nothing_kept(page: Page) -> None:
    """Wait until the browser keeps no words of ours.

    Asked from outside: a condition that Playwright repeats in the page is refused by its policy.
    """
    for _ in range(100):
        if page.evaluate("Object.keys(sessionStorage)") == []:
            return
        page.wait_for_timeout(50)
    raise AssertionError("words are still kept in the browser")


def test_unsent_words_survive_a_reload_and_nothing_of_them_stays_in_the_browser(
    page: Page, site: Site, take: str
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sign_in(page, site, CHAIR)
    page.goto(take)
    cut(page.context)
    text(page, "2").press_sequentially("Vier Themenfelder")
    expect(line(page, "2")).to_contain_text("Keine Verbindung")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()

    page.context.set_offline(False)
    page.goto(take)  # the browser may have reloaded by itself before, and the words been sent then
    expect(text(page, "2")).to_have_value("Vier Themenfelder")
    nothing_kept(page)

    assert asked == ["beforeunload"]
    assert stored(site) == ["Vier Themenfelder"]


def test_two_writers_of_one_item_see_both_texts_and_lose_none(
    page: Page, second: Page, site: Site, take: str
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    open_while_another_saves(page, second, site, take)

    text(page, "1").press_sequentially("Der Vorsitz begrüßt.")
    expect(line(page, "1")).to_contain_text("Ein anderer Text liegt vor.")
    page.reload()  # whoever does not look keeps the words, too
    expect(line(page, "1")).to_contain_text("Ein anderer Text liegt vor.")
    page.get_by_role("button", name="Beide Fassungen ansehen").click()
    page.get_by_text("Zusammengeführt", exact=True).wait_for()
    shown = words(page)
    page.get_by_role("button", name="Zusammengeführten Text speichern").click()
    page.wait_for_url(f"{take}#top-*")

    assert "Die Geschäftsstelle berichtet." in shown
    assert "Der Vorsitz begrüßt." in shown
    assert stored(site)[-1].splitlines() == [
        "Die Geschäftsstelle berichtet.", "Der Vorsitz begrüßt.",
    ]  # fmt: skip
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_button_stays_under_the_finger_while_another_text_turns_up(
    page: Page, second: Page, site: Site, take: str
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # where the sentence takes four lines
    open_while_another_saves(page, second, site, take)

    text(page, "1").fill("Der Vorsitz begrüßt.")
    form(page, "1").get_by_role("button", name="TOP 1 speichern").hover()
    with page.expect_response(lambda answer: answer.status == 409):  # leaving the field saves
        page.mouse.down()
    page.wait_for_timeout(200)  # the page knows by now, and may have written it
    page.mouse.up()

    expect(page.locator("h1")).to_have_text("Zwei Fassungen zusammenführen")


def test_an_ended_sign_in_keeps_the_words_for_the_next_one_and_signing_out_drops_them(
    page: Page, site: Site, take: str
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site, CHAIR)
    page.goto(take)
    page.context.clear_cookies()
    text(page, "1").press_sequentially("Alle stellen sich vor.")
    expect(line(page, "1")).to_contain_text("Ihr Text bleibt in diesem Fenster")
    refused = stored(site)
    sign_in(page, site, CHAIR)
    page.goto(take)
    expect(line(page, "1")).to_contain_text("Gespeichert")

    text(page, "2").fill("Nur hier")
    page.evaluate("sessionStorage.setItem('wv-unsent:1:/anderswo', '{}')")
    page.get_by_role("button", name="Abmelden").first.click()
    page.get_by_text("Sie sind abgemeldet.").wait_for()

    assert refused == []
    assert stored(site) == ["Alle stellen sich vor.", "Nur hier"]
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_words_that_came_too_late_are_shown_to_be_copied(page: Page, site: Site, take: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site, CHAIR)
    page.goto(take)
    text(page, "1").press_sequentially("Rechtzeitig.")
    expect(line(page, "1")).to_contain_text("Gespeichert")
    with site.app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        minutes.publish(meeting, dt.date(2017, 4, 12), by=None, now=site.clock())
        minutes.approve(meeting, by=None, now=dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC))
        db.session.commit()

    text(page, "1").press_sequentially(" Zu spät.")
    expect(line(page, "1")).to_contain_text("Das Protokoll ist freigegeben")
    page.reload()
    shown = words(page)
    page.get_by_role("button", name="Text verwerfen").click()

    assert "Rechtzeitig. Zu spät." in shown
    expect(page.get_by_text("Zu spät.")).to_have_count(0)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert stored(site) == ["Rechtzeitig."]
