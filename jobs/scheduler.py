"""Runs the timetable, in one process a database: the tick, never the memory."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from app.clock import system_clock
from app.domain.errors import RuleBroken
from jobs.dispatcher import stopping
from jobs.locks import Held, locks_of
from jobs.timetable import JOBS, LETTERS_ONLY, Job
from jobs.watchdog import Watchdog

log = logging.getLogger(__name__)
SCHEDULER_LOCK = "scheduler"
TICKS_MISSED = 3  # then the clock counts as stopped
SETTINGS = {
    "timezone": "UTC",
    # The library's own grace of one second would lose what fell due while we were busy.
    "job_defaults": {"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
}


class Clockwork:
    """The timetable of one application, and the two ways to let it run."""

    def __init__(self, app: Flask, jobs: Sequence[Job] = JOBS) -> None:
        self.app = app
        self.jobs = jobs

    def run_job(self, name: str) -> int:
        """Run one job once. Raises RuleBroken if there is none of that name."""
        for job in self.jobs:
            if job.name == name:
                return job.run(self.app)
        known = ", ".join(job.name for job in self.jobs)
        raise RuleBroken(f"Den Auftrag „{name}“ gibt es nicht. Bekannt sind: {known}.")

    def start_beside(self) -> Callable[[], None]:
        """Run beside the pages in threads; gives the way to end it. Raises RuleBroken if taken."""
        lock = self.take_lock()
        stopping(self.app).clear()
        scheduler = BackgroundScheduler(**SETTINGS)
        dog = self._fill(scheduler, self.jobs)
        scheduler.start()

        def stop() -> None:
            dog.stop()
            stopping(self.app).set()
            scheduler.shutdown(wait=True)
            lock.release()

        return stop

    def run_alone(self, greet: Callable[[], None] | None = None) -> None:
        """Run until the process is asked to end. Raises RuleBroken if another one runs.

        `greet` is called once nobody else can be the scheduler any more.
        """
        lock = self.take_lock()
        try:
            self._run(self.jobs, greet)
        finally:
            lock.release()

    def run_letters(self, greet: Callable[[], None] | None = None) -> None:
        """Only send letters, beside the one scheduler and others like this, until asked to end."""
        self._run(LETTERS_ONLY, greet)

    def _run(self, jobs: Sequence[Job], greet: Callable[[], None] | None) -> None:
        stopping(self.app).clear()
        scheduler = BlockingScheduler(**SETTINGS)
        dog = self._fill(scheduler, jobs)

        def end(_number: int, _frame: FrameType | None) -> None:
            dog.stop()
            stopping(self.app).set()
            scheduler.shutdown(wait=False)  # the running job ends by itself; start() then returns

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        try:
            if greet:
                greet()
            scheduler.start()
        finally:
            dog.stop()

    def take_lock(self) -> Held:
        """The right to be the one scheduler. Raises RuleBroken while another one has it."""
        with self.app.app_context():
            lock = locks_of(self.app).take(SCHEDULER_LOCK)
        if lock is None:
            raise RuleBroken(
                "Ein anderer Zeitgeber arbeitet schon für diese Datenbank. Beenden Sie ihn "
                "zuerst, oder lassen Sie ihn weiterarbeiten."
            )
        return lock

    def _fill(self, scheduler: Any, jobs: Sequence[Job]) -> Watchdog:
        """Hand the timetable over; what watches over it looks from now on."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a busy dispatcher is no news
        dog = Watchdog(silent_after=TICKS_MISSED * max(j.every_seconds for j in jobs if j.beats))
        # The machine's own time: from a rehearsed past the library would count every missed tick.
        now = system_clock()
        for job in jobs:
            scheduler.add_job(
                _guarded,
                "interval",
                seconds=job.every_seconds,
                args=(job, self.app, dog),
                id=job.name,
                next_run_time=now,
            )
        dog.start()
        return dog


def _guarded(job: Job, app: Flask, dog: Watchdog) -> None:
    """A tick that fails is logged and comes again; it must not end the loop."""
    try:
        job.run(app)
    except Exception:
        log.exception("job %s failed", job.name)
    if job.beats:
        dog.beat()
