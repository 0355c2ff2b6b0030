"""Items of an agenda are dragged by mouse and finger; what the page says and shows afterwards."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models.meetings import Meeting
from app.queries import meetings as queries
from app.services import meetings
from app.services.meetings import ItemDraft
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, sign_in
from tests.makers import make_body, make_cycle, make_meeting, make_office, make_plan, save

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site: Site) -> str:
    """A meeting with four items, ten minutes each, from 14:00."""
    with site.app.app_context():
        plan = make_plan()
        make_office(plan)
        meeting = make_meeting(make_cycle(plan), make_body(plan))
        save()
        for title in ("Eins", "Zwei", "Drei", "Vier"):
            draft = ItemDraft(title=title, minutes_planned=10)
            meetings.add_item(meeting, draft, by=None, now=site.clock())
        save()
        return f"{site.url}/sitzungen/{meeting.uid}"


def enter(page: Page, site: Site, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 2400})  # nothing to scroll while dragging
    sign_in(page, site, OFFICE)


def stored(site: Site) -> list[str]:
    with site.app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        return [item.title for item in queries.agenda(meeting)]


def shown(page: Page) -> list[str]:
    rows = page.locator("[data-reorders] tbody tr th").all_inner_texts()
    return [text.split("\n")[0] for text in rows]


def middle(page: Page, place: int) -> tuple[float, float]:
    """The middle of the handle of the row at this place, counted from 0."""
    box = page.locator("[data-drag]").nth(place).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, place: int, to: int) -> None:
    page.mouse.move(*middle(page, place))
    page.mouse.down()
    x, y = middle(page, to)
    page.mouse.move(x, y, steps=12)
    page.mouse.move(x, y + (8 if to > place else -8), steps=3)
    page.mouse.up()


def test_a_dragged_item_stays_where_it_was_put_and_the_page_says_so(
    page: Page, site: Site, address: str
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    enter(page, site)
    page.goto(address)
    line = page.locator("[data-reorder-words]")

    drag(page, 3, 0)
    expect(line).to_have_text("TOP 4 steht jetzt an Stelle 1 von 4.")
    expect(page.locator("[data-reorders] tbody tr").first).to_contain_text("14:00")

    assert stored(site) == shown(page) == ["Vier", "Eins", "Zwei", "Drei"]
    first = page.locator("[data-reorders] tbody tr").first
    expect(first.get_by_role("button", name=re.compile("Nach oben"))).to_have_count(0)
    drag(page, 0, 1)
    expect(line).to_have_text("TOP 4 steht jetzt an Stelle 2 von 4.")
    expect(page.locator("[data-reorders] tbody tr").nth(1)).to_contain_text("14:10")
    assert stored(site) == shown(page) == ["Eins", "Vier", "Zwei", "Drei"]
    assert faults == []


def test_a_stale_order_and_a_cut_connection_leave_everything_as_it_is(
    page: Page, site: Site, address: str
) -> None:
    enter(page, site)
    page.goto(address)
    line = page.locator("[data-reorder-words]")
    with site.app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        last = queries.agenda(meeting)[-1]
        meetings.move_item(last, up=True, by=None, now=site.clock())
        db.session.commit()

    drag(page, 0, 3)
    expect(line).to_contain_text("Die Tagesordnung wurde inzwischen geändert.")
    expect(page.locator("[data-reorders] tbody tr").first).to_contain_text("Eins")
    assert stored(site) == shown(page) == ["Eins", "Zwei", "Vier", "Drei"]

    page.context.set_offline(True)
    drag(page, 0, 3)
    expect(line).to_have_text("Keine Verbindung – die Reihenfolge ist nicht geändert.")
    expect(page.locator("[data-reorders] tbody tr").first).to_contain_text("Eins")
    assert stored(site) == shown(page) == ["Eins", "Zwei", "Vier", "Drei"]


def test_a_finger_drags_on_a_phone(browser: Browser, site: Site, address: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    enter(page, site, width=320)
    page.goto(address)
    touch = context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    (x, from_y), (_x, to_y) = middle(page, 1), middle(page, 0)
    finger("touchStart", (x, from_y))
    for step in range(1, 13):
        finger("touchMove", (x, from_y + (to_y - 8 - from_y) * step / 12))
        page.wait_for_timeout(20)
    finger("touchEnd")

    expect(page.locator("[data-reorder-words]")).to_have_text(
        "TOP 2 steht jetzt an Stelle 1 von 4."
    )
    assert stored(site) == ["Zwei", "Eins", "Drei", "Vier"]
    context.close()


def test_without_script_the_buttons_do_the_same(browser: Browser, site: Site, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    enter(page, site)
    page.goto(address)
    visible = page.locator("[data-drag]").first.is_visible()

    page.get_by_role("button", name="Nach unten (TOP 1)").click()
    page.wait_for_load_state()

    assert not visible
    assert stored(site) == ["Zwei", "Eins", "Drei", "Vier"]
    context.close()
