"""Operators prove the audit trail, and a restored backup forgets again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main, migrating
from app.extensions import db
from app.models import locks
from app.models.meetings import Meeting
from app.models.people import Actor
from app.orm import Base
from app.services import privacy
from config import Settings
from tests.archived import approved_world, deleted, words_left
from tests.makers import CREATED, make_account, make_office, make_plan, person_of, save


@pytest.fixture
def world(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Actor:
    Base.metadata.drop_all(db.engine)
    migrating.upgrade()
    plan = make_plan()
    make_office(plan)
    person = person_of(make_account(plan, "Jana Beispielfrau"))
    save()
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("WIEDERVORLAGE_SECRET_KEY", "a key for tests only")
    monkeypatch.setenv("WIEDERVORLAGE_BASE_URL", "http://127.0.0.1:8000")
    return person


def run(*arguments: str) -> Result:
    db.session.rollback()
    db.session.remove()
    return CliRunner().invoke(main, arguments)


def test_a_whole_trail_is_good_and_a_changed_one_is_named(world: Actor) -> None:
    good = run("audit", "verify")
    with db.engine.begin() as connection:
        locks.take_down(connection)
        connection.execute(sa.text("UPDATE audit_entry SET action = 'x' WHERE number = 2"))
    bad, told = run("audit", "verify"), run("audit", "verify", "--json")

    assert good.exit_code == 0
    assert "Die Kette ist vollständig bis Eintrag" in good.output
    assert bad.exit_code == 1
    assert "Eintrag 2 wurde verändert." in bad.output
    assert [one["number"] for one in json.loads(told.stdout)["findings"]] == [2]


def test_a_restored_backup_forgets_whom_was_erased_since(world: Actor, tmp_path: Path) -> None:
    archive, uid = str(tmp_path / "heute.wvb"), world.uid
    assert run("backup", archive).exit_code == 0
    person = db.session.scalars(sa.select(Actor).where(Actor.uid == uid)).one()
    privacy.erase(person, by=None, now=CREATED)
    db.session.commit()

    done = run("restore", archive, "--yes")

    assert "Seit der Sicherung gelöschte Personen wieder gelöscht: 1." in done.output
    names = db.session.scalars(sa.select(Actor.name).where(Actor.uid == uid)).all()
    assert names == ["ehemaliges Mitglied"]


def test_a_restored_backup_lets_go_of_minutes_deleted_since(world: Actor, tmp_path: Path) -> None:
    archived = approved_world("anderer-plan")
    archive, uid = str(tmp_path / "heute.wvb"), archived.meeting.uid
    assert run("backup", archive).exit_code == 0
    archived.meeting = db.session.scalars(sa.select(Meeting).where(Meeting.uid == uid)).one()
    deleted(archived)

    done = run("restore", archive, "--yes")

    assert "Seit der Sicherung gelöschte Protokolle wieder gelöscht: 1." in done.output
    assert words_left() == []
