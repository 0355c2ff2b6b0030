"""Three weeks without a running system, and a country that changes its clocks (F-28, F-29)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from jobs import planner
from tests.conftest import StepClock
from tests.jobs.letters import add_up, dispatch, letters
from tests.mail.relays import Script
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    make_task,
    person_of,
    save,
)

S = LetterState
MEMBERS = 60
BEFORE = dt.datetime(2017, 3, 1, 7, 0, tzinfo=dt.UTC)
BACK = BEFORE + dt.timedelta(days=21, hours=2)  # nine has struck
PAST, AHEAD = "Sitzung, die vorbei ist", "Sitzung, die bevorsteht"


def tick(app: Flask, clock: StepClock, now: dt.datetime) -> int:
    """One run of the planner at `now`."""
    clock.set(now)
    db.session.rollback()
    return planner.run(app)


@pytest.fixture
def crowd(app: Flask, clock: StepClock) -> Plan:
    """Sixty members, two meetings in the silent weeks and one behind, four tasks for each."""
    plan = make_plan()
    plan.office_email = None
    body, cycle = make_body(plan), make_cycle(plan)
    for place, (title, day) in enumerate(
        [(PAST, dt.date(2017, 3, 10)), (PAST, dt.date(2017, 3, 17)), (AHEAD, dt.date(2017, 3, 29))],
        1,
    ):
        make_agenda_item(make_meeting(cycle, body, day, position=place, title=title))
    for number in range(MEMBERS):
        person = person_of(make_account(plan, f"Mitglied {number}"))
        join(body, person)
        for days in (9, 12, 15, 28):
            make_task(plan, f"Frist in {days} Tagen", person, BEFORE.date() + dt.timedelta(days))
    save()
    tick(app, clock, BEFORE)
    return plan


def test_after_three_weeks_everybody_gets_one_letter_and_none_about_the_past(
    app: Flask, clock: StepClock, script: Script, crowd: Plan
) -> None:
    before = len(letters())

    tick(app, clock, BACK)
    planned = letters()[before:]
    dispatch(app)

    assert len(planned) >= 400, "so much has fallen due meanwhile"
    fates = Counter(letter.state for letter in letters()[before:])
    assert fates.total() == len(planned) and fates[S.SENT] == MEMBERS
    assert not {S.DUE, S.LEASED, S.SENDING, S.DEAD, S.UNCERTAIN} & fates.keys()
    assert {letter.reason for letter in letters()[before:] if letter.state is S.CANCELLED} == {
        "folded"
    }
    add_up()
    assert Counter(str(one["To"]) for one in script.letters).most_common(1)[0][1] == 1
    for one in script.letters:
        text = one.get_body(("plain",))
        assert text is not None
        words = text.get_content()
        assert AHEAD in words and PAST not in words
        assert words.index(AHEAD) < words.index("Frist in 9 Tagen"), "what lies ahead comes first"


@pytest.fixture
def other_clocks(tmp_path: Path) -> Iterator[None]:
    """Afterwards Berlin's clocks are two hours ahead of what they were, all year."""
    [moscow] = [
        Path(folder) / "Europe" / "Moscow"
        for folder in zoneinfo.TZPATH
        if (Path(folder) / "Europe" / "Moscow").exists()
    ][:1] or [_from_the_wheel()]
    patched = tmp_path / "zoneinfo" / "Europe" / "Berlin"
    patched.parent.mkdir(parents=True)
    patched.write_bytes(moscow.read_bytes())
    yield
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


def _from_the_wheel() -> Path:
    import tzdata

    return Path(tzdata.__file__).parent / "zoneinfo" / "Europe" / "Moscow"


def test_new_rules_of_time_keep_the_hour_on_the_wall(
    app: Flask, clock: StepClock, script: Script, tmp_path: Path, other_clocks: None
) -> None:
    plan = make_plan()
    body = make_body(plan)
    join(body, person_of(make_account(plan, "Vertretung A")))
    make_agenda_item(make_meeting(make_cycle(plan), body, dt.date(2017, 3, 29)))
    save()
    tick(app, clock, dt.datetime(2017, 3, 1, 12, tzinfo=dt.UTC))
    tick(app, clock, dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC))
    [waiting] = _reminders()
    assert waiting.due_at == dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC), "nine in March"

    zoneinfo.reset_tzpath([str(tmp_path / "zoneinfo")])
    ZoneInfo.clear_cache()
    noon = dt.datetime(2017, 3, 29, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert noon.utcoffset() == dt.timedelta(hours=3), "the patched file must be read"
    tick(app, clock, dt.datetime(2017, 3, 28, 5, 59, tzinfo=dt.UTC))
    dispatch(app)
    again, outdated = _reminders()
    assert (outdated.state, outdated.reason) == (S.CANCELLED, "outdated")
    assert again.due_at == dt.datetime(2017, 3, 22, 6, 0, tzinfo=dt.UTC), "nine by the new rules"
    assert again.state is S.SENT and len(script.letters) == 1

    tick(app, clock, dt.datetime(2017, 3, 28, 6, 0, tzinfo=dt.UTC))
    dispatch(app)

    *_, day_before = _reminders()
    assert day_before.due_at == dt.datetime(2017, 3, 28, 6, 0, tzinfo=dt.UTC)
    assert day_before.useful_until == dt.datetime(2017, 3, 29, 11, 0, tzinfo=dt.UTC)
    assert len(script.letters) == 2
    text = script.letters[-1].get_body(("plain",))
    assert text is not None and "14:00" in text.get_content()


def _reminders() -> list[OutboxLetter]:
    """The reminders of the meeting, by their moment."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxLetter)
            .where(OutboxLetter.kind == "meeting_reminder")
            .order_by(OutboxLetter.due_at)
        )
    )
