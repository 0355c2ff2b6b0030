"""Forks dispatchers and planners that a test may kill, stop or confuse; told on standard input.

`go N`          start N at once; a line with their ids, later one with how each ended
`kill N SEED`   keep two at work and kill N of them at random moments; how many were killed
`wait`          start one that stops itself before it begins; as for `go`
`jump N SEED`   start N whose clocks jump to and fro; as for `go`
`plan MOMENT…`  start a planner for each moment, all at once; as for `go`
`fell MOMENT S` start a planner that is killed once it has worked S seconds; as for `go`

An end is 0, or minus the signal that killed. One process imports the application and warms up by
sending what is due; each child opens its own connections and is at work at once.
"""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable

from flask import Flask

from app import create_app
from app.clock import Clock
from app.extensions import db
from jobs import dispatcher, planner
from tests.faults.timer import die_in

JUMPS = [
    dt.timedelta(hours=1),
    dt.timedelta(days=30),
    -dt.timedelta(hours=1),
    -dt.timedelta(days=1),
]


class Nursery:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.app = create_app(clock=lambda: self.now)

    def warm_up(self) -> None:
        """Compile templates and statements once; then no connection may be open, for the forks."""
        dispatcher.run(self.app)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        gc.freeze()

    def fork(
        self,
        job: Callable[[Flask], int] = dispatcher.run,
        *,
        clock: Clock | None = None,
        stopped: bool = False,
        dies_in: float | None = None,
    ) -> int:
        child = os.fork()
        if child:
            return child
        status = 1
        try:
            if clock is not None:
                self.app.extensions["clock"] = clock
            if stopped:
                os.kill(os.getpid(), signal.SIGSTOP)
            if dies_in is not None:
                die_in(dies_in)
            job(self.app)
            status = 0
        except Exception:  # noqa: BLE001  whatever it was, the test shall see it
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)

    def go(self, count: str) -> None:
        _told([self.fork() for _ in range(int(count))])

    def wait(self) -> None:
        child = self.fork(stopped=True)
        os.waitpid(child, os.WUNTRACED)
        _told([child])

    def jump(self, count: str, seed: str) -> None:
        """Two days on, so that what is due now is due wherever a clock jumps to."""

        def jumping(draw: random.Random) -> Clock:
            return lambda: self.now + dt.timedelta(days=2) + draw.choice(JUMPS)

        clocks = [jumping(random.Random(f"{seed}-{one}")) for one in range(int(count))]
        _told([self.fork(clock=clock) for clock in clocks])

    def plan(self, *moments: str) -> None:
        _told([self.fork(planner.run, clock=_standing(moment)) for moment in moments])

    def fell(self, moment: str, seconds: str) -> None:
        _told([self.fork(planner.run, clock=_standing(moment), dies_in=float(seconds))])

    def kill(self, count: str, seed: str) -> None:
        """Each child is killed a moment of its own work after it has looked at its clock so often;
        it does so at every step of a letter. Who has ended before does not count.
        """
        draw, killed = random.Random(seed), 0
        living: set[int] = set()
        while killed < int(count):
            while len(living) < 2:
                living.add(self.fork(clock=self._dying(draw.randint(4, 14), draw.random() * 0.008)))
            child, status = os.wait()
            living.remove(child)
            killed += os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        for child in living:
            _end_of(child)
        print(killed, flush=True)

    def _dying(self, looks: int, more: float) -> Clock:
        left = itertools.count(looks, -1)

        def clock() -> dt.datetime:
            if next(left) == 0:
                die_in(more)
            return self.now

        return clock


def _standing(moment: str) -> Clock:
    now = dt.datetime.fromisoformat(moment)
    return lambda: now


def _told(children: list[int]) -> None:
    print(*children, flush=True)
    print(*[_end_of(child) for child in children], flush=True)


def _end_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(moment: str) -> None:
    nursery = Nursery(dt.datetime.fromisoformat(moment))
    nursery.warm_up()
    print("warm", flush=True)
    orders: dict[str, Callable[..., None]] = {
        order.__name__: order
        for order in (
            nursery.go, nursery.kill, nursery.wait, nursery.jump, nursery.plan, nursery.fell
        )
    }  # fmt: skip
    for line in sys.stdin:
        name, *words = line.split()
        orders[name](*words)


if __name__ == "__main__":
    main(sys.argv[1])
