"""Merging two texts that grew from one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.merging import merged

LINES = st.lists(st.sampled_from(["Alpha", "Beta", "Gamma", "Delta", "", "Epsilon"]), max_size=8)


@pytest.mark.parametrize(
    ("base", "theirs", "yours", "wanted"),
    [
        ("eins\nzwei", "null\neins\nzwei", "eins\nzwei\ndrei", "null\neins\nzwei\ndrei"),
        ("", "Wir öffnen die Vereine.", "Im Mai geht es los.",
         "Wir öffnen die Vereine.\nIm Mai geht es los."),
        ("eins\nzwei\ndrei", "eins\ndrei", "eins\nzwei\ndrei\nvier", "eins\ndrei\nvier"),
        ("eins", "eins A", "eins B", "eins A\neins B"),
        ("eins", "eins", "eins", "eins"),
        ("eins\nzwei", "eins\nzwei\nneu", "eins\nzwei\nneu", "eins\nzwei\nneu"),
    ],
    ids=["both ends", "from nothing", "taken out", "same line", "nothing", "the same"],
)  # fmt: skip
def test_what_either_side_wrote_stands_in_the_merged_text(
    base: str, theirs: str, yours: str, wanted: str
) -> None:
    assert merged(base, theirs, yours) == wanted


@given(LINES, LINES, LINES)
def test_no_new_line_of_either_side_is_lost(
    base: list[str], theirs: list[str], yours: list[str]
) -> None:
    found = merged("\n".join(base), "\n".join(theirs), "\n".join(yours)).splitlines()

    assert {line for line in theirs + yours if line not in base} - set(found) <= {""}


@given(LINES, LINES)
def test_a_side_that_changed_nothing_yields_to_the_other(base: list[str], new: list[str]) -> None:
    old, text = "\n".join(base), "\n".join(new)

    assert merged(old, text, old).strip() == text.strip()
    assert merged(old, old, text).strip() == text.strip()
