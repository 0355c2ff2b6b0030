"""How goals move: what cannot be compared is unclear, and no number is never 0."""

from __future__ import annotations

import pytest

from app.domain.progress import Changes, Move, Standing, changes, moved
from app.models.plans import Category

C = Category


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (Standing(C.NOT_STARTED), Standing(C.STARTED), Move.FURTHER),
        (Standing(C.STARTED), Standing(C.IN_PROGRESS, 30), Move.FURTHER),
        (Standing(C.IN_PROGRESS, 90), Standing(C.DONE, 100), Move.FURTHER),
        (Standing(C.DONE, 100), Standing(C.IN_PROGRESS, 90), Move.BACK),
        (Standing(C.IN_PROGRESS, 40), Standing(C.IN_PROGRESS, 60), Move.FURTHER),
        (Standing(C.IN_PROGRESS, 60), Standing(C.IN_PROGRESS, 40), Move.BACK),
        (Standing(C.IN_PROGRESS, None), Standing(C.IN_PROGRESS, 40), Move.SAME),
        (Standing(C.IN_PROGRESS, 40), Standing(C.IN_PROGRESS, None), Move.SAME),
        (Standing(C.IN_PROGRESS, 0), Standing(C.IN_PROGRESS, 40), Move.FURTHER),
        (Standing(C.UNKNOWN), Standing(C.UNKNOWN), Move.SAME),
        (Standing(C.UNKNOWN), Standing(C.DONE, 100), Move.UNCLEAR),
        (Standing(C.DONE, 100), Standing(C.UNKNOWN), Move.UNCLEAR),
        (Standing(C.NOT_STARTED), Standing(C.NOT_FEASIBLE), Move.UNCLEAR),
    ],
)
def test_a_move_is_read_from_category_and_known_numbers(
    before: Standing, after: Standing, move: Move
) -> None:
    assert moved(before, after) is move


def test_the_moves_of_many_goals_are_counted_and_added_up() -> None:
    further = (Standing(C.STARTED), Standing(C.DONE, 100))
    same = (Standing(C.DONE, 100), Standing(C.DONE, 100))

    found = changes([further, further, same])

    assert found == Changes(further=2, same=1)
    assert found + Changes(back=1, same=1) == Changes(further=2, back=1, same=2)
