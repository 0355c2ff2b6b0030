"""Two people with a year's data: everything is told, and after erasure nothing leads to them."""

from __future__ import annotations

import datetime as dt
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.privacy.register import FORGOTTEN, HELD, TEXTS
from app.extensions import db, empty_sqlite_journal
from app.models import locks
from app.models.accounts import Account
from app.models.feeds import ComponentForm, Feed, FeedComponent, FeedScope
from app.models.groups import Body, Membership
from app.models.meetings import Meeting, Minutes, MinutesName, MinutesRevision
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.orm import Base
from app.queries import privacy as queries
from app.queries import readings
from app.queries.accounts import account_by_email
from app.queries.privacy.preview import preview
from app.services import accounts, minutes, privacy
from app.services.demo import load_demo
from app.services.outbox.posting import queue_sign_in
from tests.makers import make_actor, make_office, make_plan, person_of, save

IN_THE_RECORD = {"minutes_name", "minutes_revision"}
NOW = dt.datetime(2017, 12, 15, 9, 0, tzinfo=dt.UTC)


@dataclass
class Somebody:
    """One of the two, with the words by which they could be found."""

    actor: Actor
    account: Account
    words: tuple[str, ...]


def somebody(old: str, name: str, email: str, phone: str) -> Somebody:
    """A member of the demo under a name that stands nowhere else."""
    account = account_by_email(old)
    assert account is not None
    actor = account.accesses[0].actor
    assert actor is not None
    account.name = actor.name = name
    account.email = actor.email = email
    actor.phone, actor.note = phone, f"{name} ist vormittags zu erreichen"
    accounts.set_password(account, "ein langes Passwort mit 5 Wörtern")
    return Somebody(actor, account, (name, email, phone))


def live(one: Somebody, plan: Plan) -> None:
    """What a year leaves behind, beside what the demo has of everybody."""
    by = one.account.id
    accounts.begin_session(one.account, now=NOW)
    queue_sign_in(one.account, url="http://x.example/l", valid_until=NOW, now=NOW)
    accounts.create_sign_in_link(one.account, browser=None, now=NOW)
    feed = Feed(
        account=one.account,
        plan=plan,
        scope=FeedScope.OWN,
        name=one.words[0],
        token_hash=one.words[2].rjust(64, "x"),
        created_at=NOW,
    )
    db.session.add(feed)
    body = db.session.scalars(
        sa.select(Body).join(Membership).where(Membership.person_id == one.actor.id)
    ).first()
    assert body is not None
    privacy.allow_contact(one.actor, body, email=True, phone=True, by=by, now=NOW)
    meeting = db.session.scalars(sa.select(Meeting).join(Minutes)).one()
    copy = FeedComponent(
        meeting_id=meeting.id,
        task_id=None,
        form=ComponentForm.PLAIN,
        answer=str(by),
        mark=0,
        frame="",
        text=f"SUMMARY:Gespräch mit {one.words[0]}",
    )
    db.session.add(copy)
    minutes.add_note(meeting, "Bitte ergänzen: der Termin im Juli.", by=by, now=NOW)


def stand_in_the_record(one: Somebody) -> None:
    """As if the name had been this one when the minutes were approved."""
    connection = db.session.connection()
    db.session.flush()
    locks.take_down(connection)
    names = sa.update(MinutesName).where(MinutesName.person_id == one.actor.id)
    db.session.execute(names.values(name=one.words[0]))
    first = sa.select(sa.func.min(MinutesRevision.id)).scalar_subquery()
    said = sa.update(MinutesRevision).where(MinutesRevision.id == first)
    db.session.execute(said.values(body=f"{one.words[0]} berichtet."))
    locks.put_up(connection)


def write_the_name_everywhere(one: Somebody) -> int:
    """Into one text of every column in which somebody may write, where it is not locked."""
    name, email, _phone = one.words
    written = 0
    db.session.flush()
    for table_name, columns in TEXTS.items():
        table = Base.metadata.tables[table_name]
        for column in (table.c[c] for c in columns if c != "folded"):
            key = db.session.scalar(sa.select(sa.func.max(table.c.id)))
            if key is None or column.type.python_type is dict and table_name == "outbox_letter":
                continue
            said: Any = f"{name} ({email})"[: getattr(column.type, "length", None) or 200]
            if isinstance(column.type, sa.JSON):
                said = {"gesagt": [said, None]}
            with suppress(sa.exc.DatabaseError), db.session.begin_nested():  # locked
                db.session.execute(
                    sa.update(table).where(table.c.id == key).values({column.name: said})
                )
                written += 1
    return written


def traces(words: tuple[str, ...]) -> dict[str, list[str]]:
    """Every table whose rows hold one of the words, in whatever form."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            said = json.dumps(dict(row), default=str, ensure_ascii=False).casefold()
            if any(word.casefold() in said for word in words):
                found.setdefault(table.name, []).append(said)
    return found


@pytest.fixture
def world(app: Flask) -> tuple[Plan, Somebody, Somebody]:
    plan = load_demo(now=NOW, year=2017)
    one = somebody(
        "frauenverein@example.org", "Ümit Öztürk-Probe", "u.probe@privat.example", "0157 1234567"
    )
    other = somebody(
        "caritas@example.org", "Jana Beispielfrau", "jana.b@privat.example", "0157 7654321"
    )
    for person in (one, other):
        live(person, plan)
    stand_in_the_record(one)
    assert write_the_name_everywhere(one) > 40
    db.session.commit()
    return plan, one, other


def test_everything_held_is_told(world: tuple[Plan, Somebody, Somebody]) -> None:
    _plan, one, other = world

    sections = {section.held.table for section in queries.held_of(queries.of_account(one.account))}
    told = json.dumps(
        [
            [dict(entry.values) for entry in section.entries]
            for section in queries.held_of(queries.of_account(one.account))
        ],
        default=str,
        ensure_ascii=False,
    )

    ids = {"actor": one.actor.id, "account": one.account.id}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                whose = ids.get(key.column.table.name)
                rows = sa.select(sa.func.count()).where(column == whose)
                if whose and db.session.scalar(rows):
                    assert table.name in sections, f"{table.name}.{column.name} is not told"
    assert all(word in told for word in one.words)
    assert not any(word in told for word in other.words)


def test_after_erasure_nothing_leads_to_the_person_but_approved_minutes(
    app: Flask,
    world: tuple[Plan, Somebody, Somebody],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    plan, one, other = world
    told = preview(one.actor)
    uid, account_uid = one.actor.uid, one.account.uid
    named_before = people_in_the_minutes()

    assert privacy.erase_again({uid}, now=NOW) == 1
    db.session.commit()
    assert privacy.erase_again({uid}, now=NOW) == 0

    left = traces(one.words)
    assert left.keys() == IN_THE_RECORD, left
    assert dict(told.locked).keys() == IN_THE_RECORD
    assert traces(other.words).keys() >= {"actor", "account", "feed"}
    assert one.actor.name == FORGOTTEN
    assert (one.account.active, one.account.password_hash) == (False, None)
    assert one.account.accesses == []
    assert privacy.erased_uids() == {uid}
    assert not any(word in caplog.text for word in one.words)
    assert str(account_uid) not in str(left)
    assert people_in_the_minutes() == named_before
    _the_record_leads_nowhere_else(one.actor)
    _files_hold_nothing(app, one.words)


def people_in_the_minutes() -> list[str]:
    approved = db.session.scalars(sa.select(Minutes)).one()
    read = readings.reading(readings.as_member(approved.meeting.body), approved)
    return sorted(read.name_of(attendee.person) for attendee in read.attendance)


def _the_record_leads_nowhere_else(erased: Actor) -> None:
    """The row to which approved minutes point is not the one to which all else points."""
    (row,) = db.session.scalars(
        sa.select(MinutesName.person_id).join(
            Actor, sa.and_(Actor.id == MinutesName.person_id, Actor.erased_on.is_not(None))
        )
    )
    assert row != erased.id
    for held in HELD:
        table = Base.metadata.tables[held.table]
        for column in (table.c[name] for name in held.by if table.c[name].foreign_keys):
            if next(iter(column.foreign_keys)).column.table.name == "actor":
                rows = db.session.scalar(sa.select(sa.func.count()).where(column == row))
                assert not rows or held.table in ("minutes_name", "attendee", "meeting"), column


def _files_hold_nothing(app: Flask, words: tuple[str, ...]) -> None:
    """Neither uploads nor SQLite's own files; PostgreSQL clears its pages by itself later."""
    db.session.remove()
    empty_sqlite_journal(db.engine)
    folders = [Path(app.config["INSTANCE_DIR"])]
    if db.engine.dialect.name == "sqlite":
        folders.append(Path(db.engine.url.database or "").resolve().parent)
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for word in words[1:]:  # the name itself may stand in approved minutes
            assert word.encode() not in content, path


def test_the_last_of_the_office_and_organisations_stay(app: Flask) -> None:
    plan = make_plan()
    office = person_of(make_office(plan))
    organisation = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION)
    save()

    for actor in (office, organisation):
        with pytest.raises(RuleBroken):
            privacy.erase(actor, by=None, now=NOW)
        db.session.rollback()
