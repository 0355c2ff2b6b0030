"""Finished answers are kept for the next reader, within a room."""

from __future__ import annotations

from app.web.feeds.bodies import Body, KeptBodies


def body(size: int) -> Body:
    return Body(b"x" * size, ())


def test_a_body_is_found_by_its_calendar_and_its_validator() -> None:
    kept, one = KeptBodies(10), body(4)
    kept.keep("own", "own-1", one)

    assert kept.get("own", "own-1") is one
    assert kept.get("own", "own-2") is None
    assert kept.get("other", "own-1") is None


def test_after_a_change_the_former_body_takes_no_room() -> None:
    kept, other = KeptBodies(10), body(5)
    kept.keep("other", "other-1", other)
    for mark in range(20):
        kept.keep("own", f"own-{mark}", body(5))

    assert kept.get("other", "other-1") is other
    assert kept.get("own", "own-18") is None
    assert kept.get("own", "own-19")


def test_what_nobody_has_asked_for_the_longest_time_makes_room() -> None:
    kept = KeptBodies(10)
    kept.keep("first", "1", body(5))
    kept.keep("second", "1", body(5))
    kept.get("first", "1")

    kept.keep("third", "1", body(5))

    assert kept.get("second", "1") is None
    assert kept.get("first", "1")
    assert kept.get("third", "1")


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    kept = KeptBodies(10)
    kept.keep("own", "1", body(5))
    kept.keep("own", "2", body(11))

    assert kept.get("own", "2") is None
    assert kept.get("own", "1") is None
