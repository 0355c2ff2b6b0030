"""A clock that stops ends its process, one that only stumbles goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import PROJECT
from jobs.watchdog import STOPPED


@pytest.fixture
def clocks(tmp_path: Path) -> dict[str, subprocess.Popen[str]]:
    """One process for each fault, all at the same time."""
    return {
        fault: subprocess.Popen(
            [sys.executable, "-m", "tests.faults.clockwork", fault],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "WIEDERVORLAGE_INSTANCE_DIR": str(tmp_path / fault)},
        )
        for fault in ("none", "raise", "hang", "die")
    }


def test_a_stopped_clock_ends_its_process_and_a_failing_tick_comes_again(
    clocks: dict[str, subprocess.Popen[str]],
) -> None:
    """F-23."""
    for fault in ("none", "raise"):
        out = clocks[fault].stdout
        assert out is not None
        ticks = [out.readline() for _ in range(10)]  # three times what the watchdog waits for
        clocks[fault].kill()
        _rest, said = clocks[fault].communicate()
        assert ticks == ["tick\n"] * 10
        assert ("a fault in a tick" in said) is (fault == "raise")

    for fault in ("hang", "die"):
        ticks, said = clocks[fault].communicate(timeout=30)
        assert 1 <= ticks.count("tick") <= 3, "the fault did not happen"
        assert "the clock has been silent" in said
        assert clocks[fault].returncode == STOPPED
