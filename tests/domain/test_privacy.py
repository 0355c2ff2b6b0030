"""Nothing about people is kept that nobody has thought of (D-11)."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.privacy.forgetting import without
from app.domain.privacy.limits import KEPT, LIMITS
from app.domain.privacy.register import FORGOTTEN, HELD, NOTHING, TEXTS, Erase
from app.orm import Base
from tests.noting import Note

PEOPLE = {"actor", "account"}
WORDY = (sa.String, sa.Text, sa.JSON, sa.LargeBinary)


def _columns() -> set[tuple[str, str]]:
    """Every column that leads to a person, or in which words can stand."""
    return {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _leads_to_people(column)
        or (isinstance(column.type, WORDY) and not isinstance(column.type, sa.Enum))
    }


def _leads_to_people(column: sa.Column[object]) -> bool:
    return any(key.column.table.name in PEOPLE for key in column.foreign_keys)


def _named_for_export() -> set[tuple[str, str]]:
    return {(held.table, name) for held in HELD for name in (*held.by, *held.shows, *held.secret)}


def test_every_column_that_may_tell_of_people_is_in_the_register(record_property: Note) -> None:
    """Told on the data page, searched at erasure, or nothing about people, with the reason."""
    searched = {(table, name) for table, names in TEXTS.items() for name in names}
    nothing = {(table, name) for table, names in NOTHING.items() for name in names}
    cleared = {(held.table, name) for held in HELD for name in held.clears}
    known = _named_for_export() | searched | nothing | cleared

    columns = _columns()
    forgotten = columns - known

    record_property(f"D-11: uncovered of {len(columns)} columns", f"{len(forgotten)} of 0 columns")
    assert forgotten == set(), "declare these in app/domain/privacy/register.py"
    assert nothing & (_named_for_export() | searched) == set()


def test_every_way_to_a_person_is_exported() -> None:
    ways = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _leads_to_people(column)
    }
    # Who one speaks for is an organisation: told beside the row, no way to the person.
    organisations = {("membership", "on_behalf_of_id"), ("attendee", "on_behalf_of_id")}
    organisations |= {("actor", "organisation_id")}

    assert ways - _named_for_export() - organisations == set()


def test_the_register_names_what_there_is() -> None:
    named = {(held.table, name) for held in HELD for name in (*held.by, *held.shows, *held.clears)}
    named |= {(table, name) for table, names in TEXTS.items() for name in names}
    named |= {(table, name) for table, names in NOTHING.items() for name in names}
    there = {(t.name, column.name) for t in Base.metadata.sorted_tables for column in t.columns}

    assert named - there == set()


def test_every_row_has_a_limit_or_a_reason() -> None:
    limits = {held.limit for held in HELD}

    assert limits <= LIMITS.keys() | KEPT.keys()
    assert all(limit.how_long for limit in (*LIMITS.values(), *KEPT.values()))


def test_what_erasure_leaves_leads_to_a_row_without_name_or_is_emptied() -> None:
    """A column that is emptied can be empty; a row of a table that goes is needed by none."""
    needed = {
        key.column.table.name for table in Base.metadata.sorted_tables for key in table.foreign_keys
    }

    for held in HELD:
        columns = Base.metadata.tables[held.table].c
        assert all(columns[name].nullable for name in held.clears), held.table
        assert held.erase is Erase.KEEP or held.table not in needed, held.table


def test_a_name_is_replaced_whatever_its_case_and_in_whatever_it_stands() -> None:
    needles = ["Ümit Öztürk-Probe", "u.probe@example.org", "07031 663-0"]
    said = {"a": ["ÜMIT ÖZTÜRK-PROBE fragt", 3, None], "b": "an U.Probe@example.org, 07031 663-0"}

    assert without(said, needles) == {"a": [f"{FORGOTTEN} fragt", 3, None], "b": "an …, …"}
