"""Words of ours in statements: spelt out, so that indexes over some rows only are of use."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from app.models.people import Actor, ActorKind
from app.models.rounds import RoundState, StatusRound
from app.models.tasks import Task, TaskState
from app.orm import Words

STATE, KIND = StatusRound.state, Actor.kind
DIALECTS = (sqlite.dialect(), postgresql.dialect())  # type: ignore[no-untyped-call]
SAFE = re.compile(r"[A-Za-z_-]+")


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: d.name)
@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (STATE == RoundState.OPEN, "status_round.state = 'open'"),
        (KIND != ActorKind.PERSON, "actor.kind != 'person'"),
        (Task.state.in_([TaskState.DONE, TaskState.OPEN]), "task.state IN ('done', 'open')"),
        (Task.state.not_in((TaskState.DONE,)), "(task.state NOT IN ('done'))"),
        (STATE.is_(None), "status_round.state IS NULL"),
    ],
)
def test_a_word_is_spelt_out(condition: ColumnElement[bool], said: str, dialect: object) -> None:
    compiled = condition.compile(dialect=dialect)  # type: ignore[arg-type]

    assert (str(compiled), compiled.params) == (said, {})


def test_a_place_for_a_word_stays_a_place() -> None:
    chosen: Select[int] = select(Task.id).where(Task.state == bindparam("state"))

    assert chosen.compile().params == {"state": None}


def test_no_word_can_end_its_quotes() -> None:
    kinds = {
        column.type.enum_class
        for table in Task.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Words)
    }

    assert len(kinds) > 20
    assert all(SAFE.fullmatch(word.value) for kind in kinds if kind for word in kind)
