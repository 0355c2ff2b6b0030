"""What people wrote is German: an English page says so wherever it shows it (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from flask import Flask, url_for

from app import language
from app.extensions import db
from app.language import ENGLISH, GERMAN
from app.models.accounts import Account
from tests.web.rights.calling import ASKED, Call, Visitors, refusal, routes
from tests.web.rights.policy import POLICY
from tests.web.rights.world import Values, World

READERS = ("office", "member", "concerned")
# Pages of meetings look different before and after, without a day, and for committees.
MEETINGS = ("meeting", "ahead", "undated", "committee_meeting")
MARK = re.compile(r"kanarie(?:plan|hier|dort|fern) (\w+\.\w+)")
NAMES_AND_NUMBERS = {
    "account.name": "a person's name",
    "actor.name": "a person's or an organisation's name",
    "actor.phone": "a number",
    "actor_alias.name": "a person's or an organisation's name",
    "committee_result.paper_number": "a number",
    "minutes_name.name": "a person's name",
    "plan.county": "the name of a place",
    "plan.office_name": "an organisation's name",
    "plan.office_phone": "a number",
    "plan.resolution_numbers": "numbers",
    "report.paper_number": "a number",
    "report_step.who": "a person's name",
}
# The head and a field hold text alone; scripts and styles are not read.
WITHOUT_PARTS = ("title", "textarea", "script", "style")
# Sentences of the English catalogue that are no German ones.
OURS = {
    said
    for message, forms in language.catalogue(ENGLISH).items()
    for said in forms
    if said != message
}
# Pages that are German by themselves, or name each language in its own words.
OWN_LANGUAGE = ("legal.easy_language", "languages.choose")


@pytest.fixture
def english(app: Flask, world: World) -> World:
    """The world, with everybody in it reading English."""
    with app.app_context():
        db.session.execute(sa.update(Account).values(locale=ENGLISH))
        db.session.commit()
    return world


def pages(app: Flask, world: World, visitors: Visitors) -> Iterator[tuple[Call, BeautifulSoup]]:
    """Every page that one of the readers may see, of the things of our plan and our group."""
    for rule, method in routes(app):
        for place, values in things(world, rule.endpoint) if method == "GET" else ():
            with app.test_request_context():
                address = url_for(rule.endpoint, **values, **ASKED.get(rule.endpoint, {}))
            for who in READERS:
                call = Call(rule.endpoint, method, address, who, place)
                if refusal(call) is not None:
                    continue
                answer = visitors.call(call)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield call, BeautifulSoup(answer.text, "html.parser")


def things(world: World, endpoint: str) -> Iterator[tuple[str, Values]]:
    """What the address may name, by its place; of a meeting those of each kind."""
    kind = POLICY[endpoint][0]
    if kind is None:
        yield "ours", {}
        return
    for other in MEETINGS if kind in MEETINGS else (kind,):
        for place, values in world.things[other].items():
            if place.split()[0] == "ours":
                yield place, values


def unmarked(page: BeautifulSoup) -> Iterator[str]:
    """Columns whose words stand in the page without an element that says that they are German."""
    for text in page.find_all(string=MARK):
        if isinstance(text, Comment) or text.find_parent(WITHOUT_PARTS) or says_german(text):
            continue
        yield from set(MARK.findall(text)) - set(NAMES_AND_NUMBERS)


def says_german(text: NavigableString) -> bool:
    """Whether the nearest element with a language says German."""
    nearest = text.find_parent(attrs={"lang": True})
    return isinstance(nearest, Tag) and nearest["lang"] == GERMAN


def broken(page: BeautifulSoup) -> Iterator[str]:
    """Marks that are read out: in an attribute, or escaped once more."""
    yield from page.find_all(string=re.compile(r"<span lang"))
    for element in page.find_all(True):
        yield from (value for value in element.attrs.values() if "<span" in value)


def said_by_us(page: BeautifulSoup) -> Iterator[str]:
    """English sentences of ours in what is said to be German."""
    for element in page.select("body [lang=de]"):
        yield from (text for text in element.stripped_strings if text in OURS)


def test_english_pages_say_of_what_people_wrote_and_of_nothing_else_that_it_is_german(
    app: Flask, english: World, visitors: Visitors
) -> None:
    found: set[tuple[str, str, str]] = set()
    seen: set[str] = set()
    looked_at = 0
    for call, page in pages(app, english, visitors):
        assert page.html is not None
        assert page.html["lang"] == ENGLISH, call
        looked_at += 1
        seen |= set(MARK.findall(page.text))
        for look in (unmarked, broken, said_by_us):
            found |= {(call.endpoint, look.__name__, what) for what in look(page)}

    assert {one for one in found if one[0] not in OWN_LANGUAGE} == set()
    assert looked_at > 200
    assert len(seen) > 60


def test_german_pages_mark_nothing(app: Flask, world: World, visitors: Visitors) -> None:
    marked = {
        call.endpoint
        for call, page in pages(app, world, visitors)
        if page.select_one("body [lang=de]") and call.endpoint not in OWN_LANGUAGE
    }

    assert marked == set()
