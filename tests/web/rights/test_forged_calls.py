"""Calls that a page of somebody else's could set going: without our token none of them counts."""

from __future__ import annotations

from flask import Flask

from tests.noting import Note
from tests.web.rights.calling import Visitors, Writing, calls, refusal
from tests.web.rights.policy import SIGNED_IN
from tests.web.rights.world import World

# RFC 8058: a mail program posts without cookie and token; the signed address is the authority.
BY_ITSELF = {"preferences.stop"}


def test_no_deed_is_done_without_the_token_of_our_form(
    app: Flask, world: World, visitors: Visitors, record_property: Note
) -> None:
    """Each as somebody who may do it, and as nobody where anybody may: signing in as well."""
    app.config["WTF_CSRF_ENABLED"] = True
    deeds = [call for call in calls(app, world) if call.method == "POST" and refusal(call) is None]
    writing, done, asked = Writing(), set(), set()
    writing.watch()

    for call in deeds:
        if call.endpoint not in asked or call.who not in SIGNED_IN:
            answer = visitors.call(call, "application/json")
            asked.add(call.endpoint)
            if writing.taken() or answer.status_code != 400:
                done.add(call.endpoint)
    writing.end()

    accepted = len(done - BY_ITSELF)
    record_property(f"S-07: deeds without token of {len(asked)}", f"{accepted} of 0 deeds")
    assert done == BY_ITSELF
    assert len(asked) > 100


def test_a_token_of_another_browser_does_not_count(
    app: Flask, world: World, visitors: Visitors
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    theirs = visitors.browsers["other_member"]
    page = theirs.get("/konto").text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    password = {"csrf_token": token, "old": "", "new": "x"}

    assert len(token) > 40
    assert theirs.post("/konto/ueberall-abmelden", data=password).status_code == 302
    for who in ("member", "anonymous"):
        answer = visitors.browsers[who].post("/konto/ueberall-abmelden", data=password)
        assert answer.status_code == 400


def test_another_host_name_is_refused_and_stands_in_no_link(
    app: Flask, world: World, visitors: Visitors
) -> None:
    """On the host itself, and in the headers that only a proxy of ours may set."""
    browser = visitors.browsers["member"]

    refused = [
        browser.get(address, headers={"Host": "boese.example"})
        for address in ("/", "/gibt-es-nicht", "/healthz")
    ]
    asked = browser.get(
        "/kalender",
        headers={"X-Forwarded-Host": "boese.example", "Forwarded": "host=boese.example"},
    )

    assert [answer.status_code for answer in refused] == [400, 400, 400]
    assert asked.status_code == 200
    assert "boese" not in asked.text + "".join(answer.text for answer in refused)
