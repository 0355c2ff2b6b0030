"""Every page there is: axe finds nothing, and nobody scrolls sideways on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from app.extensions import db
from tests.browser.conftest import Site
from tests.browser.everywhere import arrive, pages
from tests.browser.judging import PHONE, WIDE, axe_violations, pixels_too_wide, sign_in
from tests.web.rights.world import NOW, make_world

LOOKS = {
    "phone": (PHONE, {}),
    "wide": (WIDE, {}),
    "dark": (WIDE, {"color_scheme": "dark"}),
    "forced colours": (WIDE, {"forced_colors": "active"}),
}

# Labels, hints and errors name their field by its id: two of one name would speak of the first.
TWICE = """() => {
  const ids = [...document.querySelectorAll('[id]:not([type=hidden])')].map(one => one.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("who", "look"),
    [
        ("office", "phone"),
        *(
            pytest.param(who, look, marks=pytest.mark.nightly)
            for who in ("office", "member", "reader")
            for look in LOOKS
            if (who, look) != ("office", "phone")
        ),
    ],
)
def test_axe_finds_nothing_anywhere(page: Page, site: Site, who: str, look: str) -> None:
    site.clock.set(NOW)
    with site.app.app_context():
        world = make_world()
        email = world.accounts[who].email
        addresses = list(pages(site, world))
        db.session.remove()
    size, media = LOOKS[look]
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(reduced_motion="reduce", **media)  # type: ignore[arg-type]
    sign_in(page, site, email)

    found: dict[str, Any] = {}
    looked_at = 0
    for address in addresses:
        if not arrive(page, site, address):
            continue
        looked_at += 1
        wide, broken, twice = pixels_too_wide(page), axe_violations(page), page.evaluate(TWICE)
        if wide > 0 or broken or twice:
            found[address] = (wide, broken, twice)

    assert found == {}
    assert looked_at > (80 if who == "office" else 20)
