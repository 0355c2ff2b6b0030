"""A walk along the links of a site, one page of each kind, as a reader would find them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Stop:
    """What answered at an address; `page` is None for files and errors."""

    address: str
    endpoint: str
    answer: TestResponse
    page: BeautifulSoup | None


def walk(app: Flask, client: FlaskClient, start: str = "/") -> Iterator[Stop]:
    """Every kind of page and file that links lead to from `start`, each once."""
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(app, address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address)
        page = None
        if answer.status_code < 400 and answer.mimetype == "text/html":
            page = BeautifulSoup(answer.text, "html.parser")
            waiting += [str(link["href"]) for link in page.select("a[href]")]
        yield Stop(address, kind[0], answer, page)


def _kind(app: Flask, address: str) -> tuple[str, frozenset[str]] | None:
    """The endpoint and the names in the query; None for what is not ours."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path:
        return None
    try:
        endpoint, _values = app.url_map.bind("").match(parts.path)
    except HTTPException:
        return None
    return str(endpoint), frozenset(pair.split("=")[0] for pair in parts.query.split("&"))
