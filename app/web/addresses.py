"""Addresses in pages: a page names seventy, most of them the same as a moment ago."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

MOST_KEPT = 8192
PLAIN = frozenset({uuid.UUID, int, str})


def install(app: Flask) -> None:
    """Replace the `url_for` of templates by one that builds each address once.

    A path depends on its values alone and on the root the application is reached under; whole
    addresses and those relative to a blueprint are built as always.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return app.url_for(endpoint, **dict(values))

    def url_for(endpoint: str, /, **values: Any) -> str:
        plain = PLAIN.issuperset(map(type, values.values()))
        if not plain or endpoint.startswith(".") or not has_request_context():
            return app.url_for(endpoint, **values)
        return built(request.root_path, endpoint, tuple(values.items()))

    app.jinja_env.globals.update(url_for=url_for)
