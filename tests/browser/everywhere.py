"""Every page there is, in a world that has one of everything."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.web.rights.calling import ASKED, routes
from tests.web.rights.policy import POLICY, SECRETS
from tests.web.rights.world import World


def pages(site: Site, world: World) -> Iterator[str]:
    """The address of every page, of the things of our plan and our group."""
    for rule, method in routes(site.app):
        kind = POLICY[rule.endpoint][0]
        if method == "GET" and kind not in SECRETS:
            values = world.things[kind].get("ours", {}) if kind else {}
            with site.app.test_request_context():
                yield url_for(rule.endpoint, **values, **ASKED.get(rule.endpoint, {}))


def arrive(page: Page, site: Site, address: str) -> bool:
    """Go there; False where no page is: a file, or a page that only the demo has."""
    answer = page.request.get(site.url + address)
    if not answer.ok or not answer.headers.get("content-type", "").startswith("text/html"):
        return False
    page.goto(site.url + address)
    return True
