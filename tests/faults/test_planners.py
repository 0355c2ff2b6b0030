"""Planners that meet, and planners that die at work: the same letters, each once (F-09)."""

from __future__ import annotations

import pytest
from flask import Flask

from config import Settings
from tests.faults.planners import plan_run


@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.nightly)])
def test_two_planners_at_once_after_a_crash_plan_what_one_plans(
    app: Flask, settings: Settings, rounds: int
) -> None:
    run = plan_run(settings, rounds)

    assert run.killed >= rounds / 5, "the killing must have happened"
    assert run.done >= 2 * rounds
    assert run.letters >= 30
    assert run.different == 0
