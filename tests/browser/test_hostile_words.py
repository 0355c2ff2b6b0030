"""Hostile words in every text there is: no page runs them, shows them as markup, or reports one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import ConsoleMessage, Page

from app.extensions import db
from app.models.meetings import Meeting
from app.orm import Base
from tests.browser.conftest import Site
from tests.browser.everywhere import arrive, pages
from tests.browser.judging import sign_in
from tests.web.rights.world import NOW, free_texts, make_world

RUN = "window.ran=1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</option></select><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<SCRIPT/x>{RUN}</SCRIPT>",
    f"<script\n>{RUN}</script\n>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"\\x3cscript\\x3e{RUN}\\x3c/script\\x3e",
    f"\\u003cscript\\u003e{RUN}",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"' onerror={RUN} src=x '",
    f'" onmouseover="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus='",
    f"x onfocus={RUN} autofocus tabindex=0",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<math><mi xlink:href='javascript:{RUN}'>x",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<iframe src=javascript:parent.{RUN}>",
    f"<object data=javascript:{RUN}>",
    f"<embed src=javascript:{RUN}>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<a href='java\tscript:{RUN}'>x</a>",
    f"<form action=javascript:{RUN}><button>x</button></form>",
    f"<button formaction=javascript:{RUN}>x</button>",
    f"<base href='//feind.example/'><script src=x></script>{RUN}",
    "<meta http-equiv=refresh content='0;url=//feind.example/'>",
    "<link rel=stylesheet href=//feind.example/x.css>",
    "<style>@import '//feind.example/x.css';</style>",
    '<p style="background:url(//feind.example/x)">x</p>',
    f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"[x](javascript:{RUN})",
    f'![x](x"onerror={RUN})',
    f'[x](data:text/html;base64,PHNjcmlwdD4pPC9zY3JpcHQ+ "{RUN}")',
    f"<!-- {RUN} --!><script>{RUN}</script>",
    "{{ 7777*7777 }}",
    "{% for x in config %}{{ x }}{% endfor %}",
    "${7777*7777} #{7777*7777} <%= 7777*7777 %>",
    "%(name)s %s {0} {name.__class__}",
    "=SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnahnA ed.fdp \u2066x\u2069",
    "ﬁ\u0301\u0302\u0303\u0304 \u200b\u2028\u2029 \ufeff",
    "'; DROP TABLE meeting; --",
)
TYPED = ("title", "place", "purpose", "access_note")
COUNTED = "60481729"  # what a template would make of the sum
# No script but ours, no handler in markup, nothing that leaves the page by itself.
STRANGE = """() => [
  ...document.querySelectorAll(
    'script:not([src^="/static/"]), iframe, object, embed, base, meta[http-equiv]'),
  ...[...document.querySelectorAll('*')].filter(one => [...one.attributes].some(
    attribute => attribute.name.startsWith('on') || /^\\s*javascript:/i.test(attribute.value)
      && ['href', 'src', 'action', 'formaction', 'data'].includes(attribute.name))),
].map(one => one.outerHTML.slice(0, 160))"""

pytestmark = pytest.mark.browser


def spoil(turn: int) -> None:
    """Put hostile words into every free text of every row, in each turn others."""
    for table in Base.metadata.sorted_tables:
        columns = free_texts(table)
        if not columns or "id" not in table.c:
            continue
        for row_id in db.session.scalars(sa.select(table.c.id)):
            values = {
                column.name: _words(f"{table.name}.{column.name}", row_id, turn)[
                    : column.type.length or 1000
                ]
                for column in columns
            }
            db.session.execute(sa.update(table).where(table.c.id == row_id).values(values))
    db.session.commit()


def _words(column: str, row_id: int, turn: int) -> str:
    number = zlib.crc32(column.encode()) + row_id + turn
    return f"{HOSTILE[number % len(HOSTILE)]} {row_id}"


def test_there_are_sixty_of_them_and_none_twice() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) == 60


@pytest.mark.parametrize(
    "turn", [0, *(pytest.param(turn, marks=pytest.mark.nightly) for turn in range(6, 60, 6))]
)
def test_no_page_runs_a_word_that_somebody_wrote(page: Page, site: Site, turn: int) -> None:
    site.clock.set(NOW)
    with site.app.app_context():
        world = make_world()
        spoil(turn)
        office = world.accounts["office"].email
        addresses = list(pages(site, world))
        db.session.remove()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: said.extend(_report(message)))
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    sign_in(page, site, office)

    looked_at = 0
    for address in addresses:
        if not arrive(page, site, address):
            continue
        looked_at += 1
        found = page.evaluate(STRANGE)
        assert (found, page.evaluate("window.ran")) == ([], None), address
        assert COUNTED not in page.content(), address
        assert said == [], address

    assert looked_at > 80


def test_the_page_of_two_versions_runs_no_word_of_either(page: Page, site: Site) -> None:
    """What is typed and what somebody else has saved meanwhile, all sixty in turn."""
    site.clock.set(NOW)
    with site.app.app_context():
        world = make_world()
        meeting, office = world.things["meeting"]["ours"]["uid"], world.accounts["office"].email
        db.session.commit()
        db.session.remove()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: said.extend(_report(message)))
    sign_in(page, site, office)
    address, conflicts = f"{site.url}/sitzungen/{meeting}/bearbeiten", 0

    for turn in range(0, len(HOSTILE), len(TYPED)):
        page.goto(address)
        for place, name in enumerate(TYPED):
            page.locator(f"[name={name}]").fill(HOSTILE[(turn + place) % len(HOSTILE)])
        with site.app.app_context():
            stored = {
                name: HOSTILE[(turn + place + 1) % len(HOSTILE)][:120]
                for place, name in enumerate(TYPED)
            }
            chosen = sa.update(Meeting.__table__).where(Meeting.uid == meeting)
            db.session.execute(chosen.values(version=Meeting.version + 1, **stored))
            db.session.commit()
            db.session.remove()
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name="Speichern").click()
        conflicts += "Jetzt gespeichert" in page.content()
        assert (page.evaluate(STRANGE), page.evaluate("window.ran")) == ([], None), turn
        assert COUNTED not in page.content()
        assert said == []

    assert conflicts == len(HOSTILE) // len(TYPED)


def _report(message: ConsoleMessage) -> Iterator[str]:
    if "Content Security Policy" in message.text:
        yield f"{message.type} {message.text}"
