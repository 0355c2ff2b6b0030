"""Search engines stay out; every browser finds the icon."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_search_engines_are_asked_to_stay_out(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert answer.text == "User-agent: *\nDisallow: /\n"


def test_the_icon_is_found_where_old_programs_look(client: FlaskClient) -> None:
    with client.get("/favicon.ico", follow_redirects=True) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
