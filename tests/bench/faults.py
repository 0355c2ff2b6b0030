"""What kills, company and jumping clocks do to letters: the figures of the promise."""

from __future__ import annotations

import os

from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.faults.planners import plan_run
from tests.faults.runs import Outcome, jump_run, kill_run, share_run

KILLS = int(os.environ.get("KILLS", "200"))  # the long run: KILLS=1000
LETTERS = 1000
ROUNDS = 20


def measure_faults() -> list[Figure]:
    """On each database: kills, four at once, clocks that jump, planners that meet and die."""
    figures = []
    for kind in ("sqlite", "postgresql"):
        with installed(kind) as (_app, settings, folder):
            killed = kill_run(settings, folder, KILLS)
        with installed(kind) as (_app, settings, folder):
            shared = share_run(settings, folder, LETTERS)
        with installed(kind) as (_app, settings, folder):
            jumped = jump_run(settings, folder, LETTERS)
        with installed(kind) as (_app, settings, _folder):
            planned = plan_run(settings, ROUNDS)
        figures += [
            *_of(kind, f"{KILLS} kills", killed, MOST_DOUBLED),
            *_of(kind, f"4 dispatchers, {LETTERS} letters", shared, 0),
            *_of(kind, f"jumping clocks, {LETTERS} letters", jumped, 0),
            Figure(
                f"{kind}, 2 planners {ROUNDS} times, {planned.killed} killed: other letters",
                planned.different,
                0,
                "",
            ),
        ]
    return figures


MOST_DOUBLED = 0.25  # copies a kill


def _of(kind: str, run: str, found: Outcome, doubled: float) -> list[Figure]:
    case = f"{kind}, {run}"
    lost = Figure(f"{case}: lost", found.lost, 0, "")
    if not doubled:
        return [lost, Figure(f"{case}: copies", found.doubled, 0, "")]
    each = round(found.doubled / KILLS, 3)
    return [
        lost,
        Figure(f"{case}: copies a kill", each, doubled, ""),
        Figure(f"{case}: most copies", found.most_copies, 3, ""),
        Figure(f"{case}: copies that differ", found.differing, 0, ""),
    ]
