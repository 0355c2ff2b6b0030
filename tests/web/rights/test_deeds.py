"""Deeds of those who may: the form that a page shows works, and takes nothing it did not ask."""

from __future__ import annotations

import datetime as dt
import io
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.orm import Base
from config import Settings
from tests.noting import Note
from tests.web.rights.calling import Visitors
from tests.web.rights.submitting import Filled, forms_of
from tests.web.rights.world import World

Rows = dict[str, list[tuple[object, ...]]]
# Made anew each time, whatever a form says: uids, secrets, fingerprints.
BY_CHANCE = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{40,64}|[\w-]{43,}")
# This world's draft has a supplement, which only released reports get; it cannot be thrown away.
NOT_OF_THIS_WORLD = {"reports.discard"}
# A hurried answer to these is refused by a rule or at a field (and an upload of this world holds
# nothing to read): their rooms show that they work. Nothing foreign is taken by them either.
REFUSED = set(
    "accounts.change_password meetings.add_item meetings.change_date meetings.create "  # noqa: SIM905
    "meetings.plan_year minutes.take_attendance plans.set_status plans.set_day_of_file "
    "preferences.own proposals.outcome reports.begin_bilanz reports.begin_committee reports.edit "
    "rounds.mine rounds.telephone rounds.extend targets.create targets.edit targets.record "
    "tasks.name_person tasks.undo tasks.report tasks.create tasks.change_state".split()
)
LEAST = 85  # forms that the pages of this world show; what else there is, its room tests


@pytest.mark.parametrize(
    "everybody", [False, pytest.param(True, marks=pytest.mark.nightly, id="everybody")]
)
def test_a_form_works_and_a_field_of_somebody_s_own_changes_nothing(
    app: Flask,
    world: World,
    visitors: Visitors,
    settings: Settings,
    record_property: Note,
    everybody: bool,
) -> None:
    """Sent as it is, then with every column of every table beside it: the same rows (S-23)."""
    begun = time.process_time()
    shown = forms_of(app, world, visitors, everybody=everybody)
    forms = [form for form in shown if form.endpoint not in NOT_OF_THIS_WORLD]
    wrong, changed, fields = [], [], 0
    with Stand(settings) as stand:
        for form in forms:
            browser = visitors.browsers[form.who]
            extra = {name: value for name, value in columns() if name not in form.names}
            fields += len(extra)
            answers = []
            for sent in (form.fields, extra | form.fields):
                stand.restore()
                answers.append((_post(browser, form, sent), stand.rows()))
            (status, rows), (other_status, other_rows) = answers
            if status >= 400 and form.endpoint not in REFUSED:
                wrong.append(f"{form}: {status}")
            if (status, rows) != (other_status, other_rows):
                changed.append(f"{form}: {other_status} {_differing(rows, other_rows)}")
    done = {form.endpoint for form in forms}
    seconds = round(time.process_time() - begun, 1)
    record_property(f"S-23: forms that fail, of {len(forms)} forms", f"{len(wrong)} of 0 forms")
    record_property(f"S-23: deeds changed by {fields:,} fields", f"{len(changed)} of 0 deeds")
    print(len(forms), "forms", len(done), "routes", fields, "fields", seconds, "CPU s")

    assert wrong == []
    assert changed == []
    assert len(done) >= LEAST
    assert done >= REFUSED


class Stand:
    """The database as the world was made, to come back to."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.database_url.removeprefix("sqlite:///")
        self.kept = sqlite3.connect(":memory:")

    def __enter__(self) -> Stand:
        with closing(sqlite3.connect(self.path)) as now:
            now.backup(self.kept)
        return self

    def __exit__(self, *_fault: object) -> None:
        self.kept.close()

    def restore(self) -> None:
        with closing(sqlite3.connect(self.path)) as now:
            self.kept.backup(now)

    def rows(self) -> Rows:
        with closing(sqlite3.connect(self.path)) as now:
            return {
                table.name: [_without_chance(row) for row in now.execute(f"SELECT * FROM {table}")]
                for table in Base.metadata.sorted_tables
            }


def columns() -> Iterator[tuple[str, str]]:
    """Every column's name once, with a value of its kind that no form of ours has in it."""
    seen = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name not in seen:
                seen.add(column.name)
                yield column.name, _smuggled(column.type)


def _smuggled(kind: sa.types.TypeEngine[Any]) -> str:
    if isinstance(kind, sa.Enum):
        return str(kind.enums[-1])
    if isinstance(kind, sa.Boolean):
        return "y"
    if isinstance(kind, sa.Integer):
        return "1"
    return {dt.date: "1999-09-09", dt.datetime: "1999-09-09T09:09"}.get(
        getattr(kind, "python_type", str), "geschmuggelt"
    )


def _post(browser: FlaskClient, form: Filled, fields: dict[str, Any]) -> int:
    own = browser.get_cookie("session")
    again = {  # a file is read to its end by the first call
        name: (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    answer = browser.post(form.address, data=again)
    if own is not None:
        browser.set_cookie("session", own.value)
    return answer.status_code


def _without_chance(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(BY_CHANCE.sub("*", one) if isinstance(one, str) else one for one in row)


def _differing(rows: Rows, others: Rows) -> list[object]:
    return [
        pair
        for name in rows
        for pair in zip(rows[name], others[name], strict=False)
        if pair[0] != pair[1]
    ][:2] or [name for name in rows if len(rows[name]) != len(others[name])]
