"""Death on entry of one system call after another, brought about with strace (F-02)."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.models.outbox import LetterState
from config import Settings
from tests.faults.dispatchers import Nursery, dispatchers
from tests.jobs.letters import add_up, letters, make_reports
from tests.mail.sink import Sink, sinking

S = LetterState
A_ROUND = 2  # letters
CALL = re.compile(r"^\d+ +(\w+)\(")


def traced(nursery: Nursery, record: Path, *options: str) -> int:
    """One dispatcher under strace from its first step on; how it ended."""
    (child,) = nursery.order("wait")
    command = ["strace", "-f", "-o", str(record), *options, "-p", str(child)]
    strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert strace.stderr is not None
    said = strace.stderr.readline()
    os.kill(child, signal.SIGCONT)
    (end,) = nursery.ends()
    strace.communicate()
    if "attached" not in said:
        pytest.skip(f"strace may not look at processes here: {said.strip()}")
    return end


def calls_of(nursery: Nursery, folder: Path) -> list[tuple[str, int]]:
    """Every system call of a dispatcher that sends a round: its name and its place among those."""
    make_reports(A_ROUND)
    assert traced(nursery, folder / "calls") == 0
    seen: Counter[str] = Counter()
    points = []
    for line in (folder / "calls").read_text().splitlines():
        found = CALL.match(line)
        if found and found[1] not in ("exit_group", "rt_sigreturn"):
            seen[found[1]] += 1
            points.append((found[1], seen[found[1]]))
    return points


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not at hand")
@pytest.mark.parametrize("most", [12, pytest.param(100_000, marks=pytest.mark.nightly)])
def test_a_dispatcher_may_die_on_entry_of_any_system_call(
    app: Flask, settings: Settings, tmp_path: Path, most: int
) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("the point is SQLite's own calls")
    make_reports(1)
    with sinking(tmp_path) as sink, dispatchers(settings, sink.url) as nursery:
        points = calls_of(nursery, tmp_path)
        every = max(1, len(points) // most)
        chosen = points[every // 2 :: every]
        killed = sum(_one_point(nursery, sink, tmp_path, *point) for point in chosen)
        copies = sink.copies()

    assert len(points) >= 100
    assert killed >= 0.95 * len(chosen), f"{killed} of {len(chosen)}"
    assert {letter.state for letter in letters()} == {S.SENT}
    assert len(copies) == len(letters())
    assert max(map(len, copies.values())) <= 2
    assert all(len(set(digests)) == 1 for digests in copies.values())
    add_up()
    doubled = sum(map(len, copies.values())) - len(copies)
    print(f"{len(chosen)} of {len(points)} points, {killed} killed, {doubled} copies")


def _one_point(nursery: Nursery, sink: Sink, folder: Path, call: str, place: int) -> bool:
    """A round in which the dispatcher dies there, then another that finishes it."""
    make_reports(A_ROUND)
    inject = f"inject={call}:signal=SIGKILL:when={place}"
    end = traced(nursery, folder / "record", "-e", f"trace={call}", "-e", inject)
    nursery.order("go", 1)
    nursery.ends()
    assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    db.session.rollback()
    return end == -signal.SIGKILL
