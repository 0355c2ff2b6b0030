from __future__ import annotations

import pytest

from app.domain.signed_links import Signed, make, read

SECRET = "the-county-s-secret"


def test_a_token_says_for_what_and_for_whom_it_was_made() -> None:
    token = make(SECRET, "poll", poll=3, person=12)

    assert read(SECRET, token) == Signed("poll", {"poll": 3, "person": 12})


def test_the_same_values_make_the_same_token() -> None:
    assert make(SECRET, "poll", poll=3) == make(SECRET, "poll", poll=3)


def test_tokens_of_two_purposes_or_people_differ() -> None:
    tokens = {
        make(SECRET, "poll", poll=3, person=12),
        make(SECRET, "poll", poll=3, person=13),
        make(SECRET, "invitation", poll=3, person=12),
    }

    assert len(tokens) == 3


@pytest.mark.parametrize("secret", ["another-secret", ""])
def test_another_secret_reads_nothing(secret: str) -> None:
    assert read(secret, make(SECRET, "poll", poll=3)) is None


def test_no_letter_of_a_token_can_be_changed() -> None:
    token = make(SECRET, "poll", poll=3, person=12)

    for place, letter in enumerate(token[:-1]):  # the last one has bits that mean nothing
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        assert read(SECRET, changed) is None


@pytest.mark.parametrize("text", ["", ".", "abc", "a.b.c", "ä", "\x00", "x" * 10_000])
def test_whatever_is_no_token_reads_as_nothing(text: str) -> None:
    assert read(SECRET, text) is None


def test_a_token_fits_into_an_address() -> None:
    token = make(SECRET, "invitation", meeting=123456, person=123456)

    assert len(token) < 120
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
