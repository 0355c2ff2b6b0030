"""`reminders preview`, `jobs` and `outbox` as operators call them, on the demo's year 2017."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app import create_app
from app.cli import main
from app.extensions import db, transaction
from app.models.outbox import LetterState, OutboxLetter
from app.services import demo
from config import Settings, load
from tests.mail.relays import Script, relay

TODAY = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
REPORT_OF_A_BOUNCE = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="x1"

--x1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; weg@example.org
Action: failed
Status: 5.1.1

--x1
Content-Type: message/rfc822

Message-ID: <weg@plan.example.org>

Text
--x1--
"""


@pytest.fixture(scope="module")
def world_2017(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """A database with the demo's historic year, loaded as if today were 2026."""
    folder = tmp_path_factory.mktemp("world")
    path = folder / "world.db"
    shutil.copy(empty_sqlite, path)
    app = create_app(_settings_of(folder, path), clock=lambda: TODAY)
    with app.app_context():
        with transaction():
            demo.load_demo(year=2017, now=TODAY)
        db.session.remove()
        db.engine.dispose()  # the last connection writes its log back into the file
    return path


def _settings_of(folder: Path, database: Path) -> Settings:
    return load(
        {
            "WIEDERVORLAGE_INSTANCE_DIR": str(folder),
            "WIEDERVORLAGE_DATABASE_URL": f"sqlite:///{database}",
        }
    )


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, world_2017: Path) -> None:
    copied = shutil.copy(world_2017, tmp_path / "world.db")
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", f"sqlite:///{copied}")
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(tmp_path))


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def preview(*words: str) -> list[dict[str, Any]]:
    span = ("--from", "2017-03-01", "--to", "2017-12-01")
    result = call("reminders", "preview", *span, "--json", *words)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_preview_of_2017_tells_the_kickoff_on_both_sides_of_the_clock_change() -> None:
    kickoff = [letter for letter in preview() if letter["kind"] == "meeting_reminder"]

    assert {letter["at"] for letter in kickoff} == {
        "2017-03-22T09:00+01:00",
        "2017-03-28T09:00+02:00",
    }
    assert len({letter["about"] for letter in kickoff}) == 1
    assert len({letter["dedup_key"] for letter in kickoff}) == len(kickoff) > 2


def test_the_preview_of_2017_tells_the_committees_deadlines() -> None:
    carried = [
        (letter["at"], key) for letter in preview() for key in letter["carries"] if ":" in key
    ]

    steps = {(at, key.split("|")[4].split(":")[1]) for at, key in carried}
    assert {
        ("2017-10-16T09:00+02:00", "contributions"),
        ("2017-10-23T09:00+02:00", "co_signing"),
        ("2017-11-06T09:00+01:00", "hand_in"),
        ("2017-11-17T09:00+01:00", "dispatch"),
        ("2017-11-20T09:00+01:00", "preparation"),
        ("2017-11-24T09:00+01:00", "eve"),
    } <= steps


def test_the_preview_asks_the_office_to_fix_the_dates_of_july_and_september() -> None:
    fixing = [letter for letter in preview() if "Termin festlegen" in letter["subject"]]

    assert {letter["kind"] for letter in fixing} == {"task_reminder", "task_overdue"}
    assert {letter["to"] for letter in fixing} == {"geschaeftsstelle@example.org"}
    assert len({letter["about"] for letter in fixing}) == 2


def test_the_preview_reads_well_for_people_and_writes_nothing() -> None:
    result = call("reminders", "preview", "--from", "2017-03-22", "--to", "2017-03-22")

    assert result.exit_code == 0
    assert "Mi., 22.03.2017, 09:00 Uhr" in result.stdout
    assert result.stdout.strip().endswith("versandt wurde nichts.")
    assert json.loads(call("outbox", "list", "--json").stdout) == []


def test_loading_a_past_year_sends_nothing_however_often_the_clock_ticks() -> None:
    script = Script()
    with relay(script) as port, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIEDERVORLAGE_SMTP_URL", f"smtp://127.0.0.1:{port}")
        for moment in ("2026-11-24T10:01+01:00", "2026-11-24T10:02+01:00", "2026-12-24T09:00"):
            for job in ("plan", "dispatch"):
                result = call("jobs", "run", job, "--now", moment)
                assert result.exit_code == 0, result.output
                assert result.stdout == f"{job}: 0 erledigt.\n"

    assert script.accepted == []
    assert json.loads(call("outbox", "list", "--json").stdout) == []


def test_a_report_of_a_letter_that_came_back_is_read_and_always_thanked_for(tmp_path: Path) -> None:
    app = create_app()
    with app.app_context(), transaction():
        letter = OutboxLetter(
            dedup_key="barrier_report|x", kind="barrier_report", object_type="report",
            object_uid=uuid.uuid4(), address="weg@example.org", due_at=TODAY, next_at=TODAY,
            state=LetterState.SENT, message_id="<weg@plan.example.org>", created_at=TODAY,
        )  # fmt: skip
        db.session.add(letter)
    report = tmp_path / "report.eml"
    report.write_text(REPORT_OF_A_BOUNCE)
    words = tmp_path / "words.eml"
    words.write_text("Subject: Abwesenheit\n\nIch bin im Urlaub.\n")

    said = [call("outbox", "bounce", str(path)) for path in (report, report, words)]

    assert [one.exit_code for one in said] == [0, 0, 0]
    assert [one.stdout for one in said] == [
        "weg@example.org: Die Adresse gibt es nicht; die Geschäftsstelle erfährt es.\n",
        "weg@example.org: Kein solcher Brief ging an diese Adresse. Nichts wurde geändert.\n",
        "Das ist keine Meldung über einen Brief. Nichts wurde geändert.\n",
    ]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("reminders", "preview", "--from", "2017-03-02", "--to", "2017-03-01"), 2, "vor dem"),
        (("reminders", "preview", "--from", "x", "--to", "2017-03-01"), 2, "--from"),
        (
            ("reminders", "preview", "--from", "2017-03-01", "--to", "2017-03-01", "--plan", "no"),
            1,
            "Den Plan „no“ gibt es nicht.",
        ),
        (("jobs", "run", "dichten"), 1, "Bekannt sind: plan, dispatch, files, retention."),
        (("jobs", "run", "plan", "--now", "gestern"), 2, "kein Zeitpunkt"),
        (("outbox", "list", "--state", "lost"), 2, "--state"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(
    words: tuple[str, ...], status: int, said: str
) -> None:
    result = call(*words)

    assert result.exit_code == status
    assert said in result.stderr


def test_the_timetable_names_every_job() -> None:
    result = call("jobs", "list")

    names = [line.split()[0] for line in result.stdout.splitlines()]
    assert names == ["plan", "dispatch", "files", "retention"]


def test_release_says_how_many_letters_may_go() -> None:
    assert call("outbox", "release").stdout.startswith("0 Briefe wurden freigegeben.")
