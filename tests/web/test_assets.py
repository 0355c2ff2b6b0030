"""A phone fetches style sheets, fonts and scripts once a release, and packed."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from app.web import assets

STYLES = "vendor/kern/kern.min.css"
FIRST_PAGE = 200_000  # octets of everything the page of signing in needs, on a phone's first visit


def address(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


@pytest.mark.parametrize("filename", [STYLES, "js/minutes/autosave.js", "mark.svg"])
def test_a_text_comes_packed_to_whoever_can_unpack_it(
    app: Flask, client: FlaskClient, filename: str
) -> None:
    plain = client.get(address(app, filename))
    packed = client.get(address(app, filename), headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_file_of_this_release_is_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, STYLES))

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_a_page_of_another_release_finds_its_files_and_keeps_none(
    client: FlaskClient,
) -> None:
    answer = client.get(f"/static/000000000000/{STYLES}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("wish", [{}, {"Accept-Encoding": "gzip"}])
def test_a_known_file_is_not_sent_again(
    app: Flask, client: FlaskClient, wish: dict[str, str]
) -> None:
    known = client.get(address(app, STYLES), headers=wish).headers["ETag"]
    again = client.get(address(app, STYLES), headers=wish | {"If-None-Match": known})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("filename", ["gibt-es-nicht.css", "../pages.py", "%2e%2e/pages.py", ""])
def test_nothing_else_can_be_had(client: FlaskClient, filename: str) -> None:
    assert client.get(f"/static/{assets.release()}/{filename}").status_code == 404


def test_the_mark_changes_with_any_file(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    before = address(app, STYLES)
    monkeypatch.setattr(assets, "FOLDER", assets.FOLDER / "js")
    assets.release.cache_clear()
    after = address(app, STYLES)
    monkeypatch.undo()
    assets.release.cache_clear()

    assert before != after
    assert address(app, STYLES) == before


def test_the_first_page_is_light_enough_for_a_phone(client: FlaskClient) -> None:
    """What a browser loads before the words stand there in their final type."""
    page = client.get("/anmelden").get_data(as_text=True)
    needed = re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page)
    sizes = {one: len(client.get(one, headers={"Accept-Encoding": "gzip"}).data) for one in needed}

    assert any(STYLES in one for one in needed)
    assert len(page) + sum(sizes.values()) < FIRST_PAGE, sizes
