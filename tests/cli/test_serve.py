"""The real command in a process of its own: starting, greeting, ending, refusing."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from config import PROJECT
from jobs.locks import FileLocks
from jobs.scheduler import SCHEDULER_LOCK

WIEDERVORLAGE = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]


def environment(instance: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "WIEDERVORLAGE" not in name}
    return kept | {"WIEDERVORLAGE_INSTANCE_DIR": str(instance), "PYTHONPATH": str(PROJECT)} | more


def run(monkeypatch: pytest.MonkeyPatch, instance: Path, *arguments: str, **more: str) -> Result:
    """The same command within this process, which is quicker."""
    for name in [name for name in os.environ if name.startswith("WIEDERVORLAGE_")]:
        monkeypatch.delenv(name)
    for name, value in ({"WIEDERVORLAGE_INSTANCE_DIR": str(instance)} | more).items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, list(arguments))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """A running `serve`, its address and what it prints."""

    def __init__(self, instance: Path, *arguments: str, **more: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [*WIEDERVORLAGE, "serve", "--port", str(self.port), *arguments],
            env=environment(instance, **more),
            cwd=instance,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(self.process.communicate())
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("it never answered")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def upload(self, path: str, megabytes: int) -> tuple[int, str]:
        """Hand in a file of that size, as a browser does: it reads no answer before the end."""
        head = (
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="gross.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n%PDF-"
        )
        tail = b"\r\n--x--\r\n"
        megabyte = b"x" * 1_000_000
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        wire.putrequest("POST", path)
        wire.putheader("Content-Type", "multipart/form-data; boundary=x")
        wire.putheader("Content-Length", str(len(head) + megabytes * len(megabyte) + len(tail)))
        wire.endheaders(head)
        for _ in range(megabytes):
            wire.send(megabyte)
        wire.send(tail)
        answer = wire.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            wire.close()

    def memory(self) -> int:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def end(self) -> tuple[int, float, str, str]:
        """Ask it to end: exit status, seconds, standard output and standard error."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, time.monotonic() - began, out, err


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


def test_the_demo_starts_tells_how_to_get_in_and_ends_cleanly(instance: Path) -> None:
    serving = Serving(instance, "--prepare", WIEDERVORLAGE_DEMO="1")
    try:
        ready, _ = serving.get("/readyz")
        page_status, page = serving.get("/anmelden")
        letters, _ = serving.get("/-/briefe")
        before = sorted((instance / "files").rglob("*"))
        too_large, refusal = serving.upload("/sitzungen/neu", 100)
        megabytes = serving.memory()
    finally:
        status, seconds, out, err = serving.end()

    assert (ready, page_status, letters) == (200, 200, 200)
    assert too_large == 413
    assert "Die Datei ist zu groß" in refusal
    assert "Bitte wählen Sie eine Datei mit höchstens 20 MB" in refusal
    assert sorted((instance / "files").rglob("*")) == before
    assert "Link anfordern" in page
    assert megabytes < 200
    assert (status, err) == (0, "")
    assert seconds < 10  # it gives its jobs eight
    assert f"Wiedervorlage läuft: {serving.url}\n" in out
    assert re.search(r"geschaeftsstelle@example\.org  \S{10,}\n", out)
    assert f"Briefe der Vorführung: {serving.url}/-/briefe\n" in out


def test_a_real_installation_starts_empty_and_a_second_start_gives_way(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = Serving(instance, "--prepare")
    try:
        letters, _ = serving.get("/-/briefe")
        second = run(monkeypatch, instance, "serve", "--port", str(serving.port))
        users = run(monkeypatch, instance, "user", "list")
    finally:
        status, _seconds, out, _err = serving.end()

    assert (status, letters) == (0, 404)
    assert "Vorführung" not in out
    assert users.stdout == "Es gibt noch keine Konten.\n"
    assert second.exit_code == 1
    assert second.stderr == (
        f"Auf 127.0.0.1:{serving.port} lauscht schon ein anderes Programm. "
        "Beenden Sie es, oder wählen Sie mit --port eine andere Nummer.\n"
    )


def test_an_old_database_is_not_touched(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run(monkeypatch, instance, "serve", "--port", str(free_port()))

    assert refused.exit_code == 1
    assert "wiedervorlage db upgrade" in refused.stderr
    assert refused.stdout == ""


def test_beside_a_worker_serve_brings_the_pages_only(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, instance, "db", "upgrade").exit_code == 0
    worker = subprocess.Popen(
        [*WIEDERVORLAGE, "worker"],
        env=environment(instance),
        cwd=instance,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "Der Zeitgeber arbeitet.\n"
    wait_for_lock(instance)
    serving = Serving(instance)
    refused = run(monkeypatch, instance, "worker")
    _, _, out, _ = serving.end()
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=10) == 0
    worker.stdout.close()
    assert "dieser liefert nur die Seiten" in out
    assert refused.exit_code == 1
    assert "Ein anderer Zeitgeber" in refused.stderr
    assert refused.stdout == ""


def wait_for_lock(instance: Path) -> None:
    for _ in range(200):
        if list((instance / "locks").glob("scheduler*")):
            return
        time.sleep(0.05)
    raise AssertionError("the worker never took its lock")


def test_check_names_what_is_wrong(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = run(monkeypatch, instance, "check")
    run(monkeypatch, instance, "db", "upgrade")
    good = run(monkeypatch, instance, "check")
    nobody = f"smtp://127.0.0.1:{free_port()}"
    no_mail = run(monkeypatch, instance, "check", WIEDERVORLAGE_SMTP_URL=nobody)

    assert empty.exit_code == 1
    assert "FEHLER  Migrationen" in empty.stdout
    assert (good.exit_code, "FEHLER" in good.stdout) == (0, False)
    assert [line[8:].split()[0] for line in good.stdout.splitlines()] == [
        "Einstellungen",
        "Datenbank",
        "Migrationen",
        "Zeitgeber",
        "Uhr",
        "E-Mail",
        "Platte",
    ]
    assert no_mail.exit_code == 1
    assert "scheitert bei connect" in no_mail.stdout


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"WIEDERVORLAGE_SECRET_KEY": ""}, "SECRET_KEY fehlt"),
        ({"WIEDERVORLAGE_SECRET_KEY": "kurz"}, "SECRET_KEY ist kürzer"),
        ({"WIEDERVORLAGE_BASE_URL": "http://plan.example"}, "https://"),
        ({"WIEDERVORLAGE_DEMO": "1"}, "DEMO ist an"),
    ],
)
def test_check_insists_on_what_a_public_installation_needs(
    instance: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], says: str
) -> None:
    public = {
        "WIEDERVORLAGE_BASE_URL": "https://plan.example",
        "WIEDERVORLAGE_SECRET_KEY": "x" * 40,
    }

    done = run(monkeypatch, instance, "check", **(public | more))

    assert done.exit_code == 1
    assert says in done.stdout.splitlines()[0]


def test_a_backup_comes_back_after_a_question(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = str(tmp_path / "heute.wvb")

    def command(*arguments: str) -> Result:
        return run(monkeypatch, instance, *arguments)

    command("db", "upgrade")
    command("user", "add", "kim@example.org", "--name", "Kim")
    saved = command("backup", archive)
    command("user", "add", "zuviel@example.org", "--name", "Zuviel")
    asked = command("restore", archive)
    scheduler = FileLocks(instance / "locks").take(SCHEDULER_LOCK)
    assert scheduler is not None
    beside = command("restore", archive, "--yes")
    scheduler.release()
    kept = command("user", "list").stdout
    restored = command("restore", archive, "--yes")
    after = command("user", "list").stdout

    assert saved.exit_code == 0, saved.stderr
    assert asked.exit_code == 1
    assert "--yes" in asked.stderr
    assert beside.exit_code == 1
    assert "Beenden Sie zuerst" in beside.stderr
    assert "zuviel@example.org" in kept
    assert restored.exit_code == 0, restored.stderr
    assert "0 Briefe sind angehalten" in restored.stdout
    assert "kim@example.org" in after
    assert "zuviel@example.org" not in after
    assert command("restore", str(tmp_path / "fehlt")).exit_code == 1
