"""Style sheets, fonts and scripts: fetched once by a phone, packed, and kept until a release.

The address carries a mark of all files together, so that what a style sheet or a module names
by a relative address is kept as long as itself, and no page ever mixes two releases.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory

from app.web.guards import public

FOLDER = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600
WORTH_PACKING = {".css", ".js", ".svg"}  # a font (WOFF2) is packed already


def install(app: Flask) -> None:
    """Serve the files as the endpoint `static`, as Flask itself would call it."""
    app.add_url_rule("/static/<mark>/<path:filename>", "static", serve)
    app.url_defaults(_carry_the_mark)


@public
def serve(mark: str, filename: str) -> Response:
    """A file of this release for a year; to a page of another release the file of today, unkept."""
    response = send_from_directory(FOLDER, filename, conditional=False)
    if mark == release():
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if Path(filename).suffix in WORTH_PACKING:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            _pack(response, filename)
    response.make_conditional(request)
    return response


def _pack(response: Response, filename: str) -> None:
    response.direct_passthrough = False
    response.set_data(_packed(filename))
    response.content_encoding = "gzip"
    etag, _weak = response.get_etag()
    response.set_etag(f"{etag}-gzip")  # other octets, another strong validator (RFC 9110 8.8.3.3)


@cache
def _packed(filename: str) -> bytes:
    return gzip.compress((FOLDER / filename).read_bytes(), mtime=0)


@cache
def release() -> str:
    """What changes whenever one of the files does."""
    digest = hashlib.sha256()
    for path in sorted(one for one in FOLDER.rglob("*") if one.is_file()):
        digest.update(f"{path.relative_to(FOLDER)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _carry_the_mark(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("mark", release())
