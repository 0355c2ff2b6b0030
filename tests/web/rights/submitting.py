"""The forms that pages show to whoever may use them, filled in as somebody in a hurry would."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.web.rights.calling import Visitors, calls, refusal
from tests.web.rights.policy import SIGNED_IN
from tests.web.rights.world import World

# The first who may look sees most forms (often the office); these see what only they are shown.
LOOKING_TOO = ("member", "concerned")
BY_TYPE = {
    "date": "2017-03-15",
    "email": "neu@example.org",
    "number": "1",
    "time": "10:00",
    "url": "https://beleg.example/",
    "tel": "0123 456",
}


@dataclass
class Filled:
    """A form with an answer in each of its fields."""

    endpoint: str
    address: str
    who: str
    fields: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # also of what stays empty

    def __str__(self) -> str:
        return f"{self.endpoint} as {self.who}"


def forms_of(
    app: Flask, world: World, visitors: Visitors, *, everybody: bool = False
) -> Iterator[Filled]:
    """Each form once, or once for everybody who gets it; from pages about things of ours."""
    seen, looked_at = set(), set()
    for call in calls(app, world):
        if call.method != "GET" or call.place.split()[0] != "ours" or refusal(call) is not None:
            continue
        if call.who not in SIGNED_IN or call.endpoint == "patterns.show":
            continue
        if not everybody and call.endpoint in looked_at and call.who not in LOOKING_TOO:
            continue
        looked_at.add(call.endpoint)
        answer = visitors.call(call)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        on_page = BeautifulSoup(answer.text, "html.parser").select("form[method=post]")
        for form in on_page:
            address = str(form.get("action") or call.address)
            endpoint = _endpoint(app, address)
            who = call.who if everybody else ""
            if endpoint and (endpoint, who) not in seen:
                seen.add((endpoint, who))
                filled = _filled(form, endpoint, address, call.who)
                for other in on_page:  # a button of its own, and the same with a remark
                    if str(other.get("action") or call.address) == address:
                        filled.names |= {str(part["name"]) for part in other.select("[name]")}
                yield filled


def _endpoint(app: Flask, address: str) -> str | None:
    try:
        return str(app.url_map.bind("").match(address.partition("?")[0], method="POST")[0])
    except HTTPException:
        return None


def _filled(form: Tag, endpoint: str, address: str, who: str) -> Filled:
    filled = Filled(endpoint, address, who)
    for part in form.select("input[name], textarea[name], select[name], button[name]"):
        name = str(part["name"])
        value = _value(part)
        filled.names.add(name)
        if value is not None and not filled.fields.get(name):
            filled.fields[name] = value
    return filled


def _value(part: Tag) -> Any:
    """What the page has in it already, else something that fits; None leaves it out."""
    kind = str(part.get("type") or part.name)
    if kind in ("checkbox", "radio"):
        asked = part.has_attr("checked") or part.has_attr("required")
        return str(part.get("value") or "y") if asked else None
    if kind == "select":
        options = part.select("option")
        chosen = [one for one in options if one.has_attr("selected")]
        chosen += [one for one in options if one.get("value")]
        return str(chosen[0].get("value") or "") if chosen else ""
    if kind == "file":
        return io.BytesIO(b"Ein Beleg."), "beleg.txt"
    there = part.text.strip() if kind == "textarea" else str(part.get("value") or "")
    return there or ("" if kind in ("hidden", "button", "submit") else BY_TYPE.get(kind, "Wort"))
