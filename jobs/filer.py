"""Makes the files of reports that take longer than a request may, one after another."""

from __future__ import annotations

import logging
import time

from flask import Flask

from app import clock
from app.documents.printing import NotPrinted, Unwanted
from app.documents.reports import file_of
from app.domain.days import local_day
from app.extensions import transaction
from app.language import speaking
from app.models.reports import ReportFile
from app.queries import reports as queries
from app.services.reports import filing
from jobs.dispatcher import stopping
from jobs.locks import locks_of

LOCK = "report-files"
LOOKS = 1.0  # seconds between two looks whether somebody has cancelled

log = logging.getLogger(__name__)


def run(app: Flask) -> int:
    """Make what was ordered, and delete what was kept for a day; how many files were made."""
    with app.app_context():
        with transaction():
            if not filing.anything_to_do(now=clock.now()):
                return 0
        lock = locks_of(app).take(LOCK)
        if lock is None:
            return 0  # somebody else is at it
        try:
            with transaction():
                filing.tidy(now=clock.now())
            return _make_all(app)
        finally:
            lock.release()


def _make_all(app: Flask) -> int:
    made = 0
    while not stopping(app).is_set():
        with transaction():
            file = filing.claim()
            order = _Order(app, file) if file is not None else None
        if order is None:
            break
        made += order.make()
    return made


class _Order:
    """One file in the making; no transaction is open while the pages are set."""

    def __init__(self, app: Flask, file: ReportFile) -> None:
        self.app, self.id = app, file.id
        self.report, self.format = file.report.uid, file.format.value
        self.language = queries.language_of(file)
        self._looked, self._cancelled = 0.0, False

    def make(self) -> bool:
        """Read, set, keep; True when the file is there."""
        try:
            content = self._content()
        except Unwanted:
            return False  # cancelled, or the house closes: then the next start takes it up
        except NotPrinted:
            return self._failed()
        except Exception:
            log.exception("a report's file could not be made")
            return self._failed()
        with transaction():
            return filing.keep(self.id, content, now=clock.now())

    def _content(self) -> bytes:
        with transaction():
            report = queries.by_uid(self.report)
            if report is None:
                raise Unwanted
            edition = queries.edition(report, local_day(clock.now(), report.plan))
            filing.advance(self.id, 1)
        with speaking(self.language):
            content = file_of(edition, self.format, cancelled=self._is_unwanted).content
        with transaction():
            filing.advance(self.id, 2)
        return content

    def _failed(self) -> bool:
        with transaction():
            filing.fail(self.id, now=clock.now())
        return False

    def _is_unwanted(self) -> bool:
        """Asks the database once a second at most: each look is a transaction."""
        if stopping(self.app).is_set():
            return True
        if time.monotonic() - self._looked >= LOOKS:
            self._looked = time.monotonic()
            with transaction():
                self._cancelled = not filing.is_wanted(self.id)
        return self._cancelled
