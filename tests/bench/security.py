"""What the tests of the security and data cases found, and the cases of load beside them.

Which test stands behind which case: docs/security.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from config import PROJECT
from tests.bench.figures import Figure
from tests.bench.load import measure_load

CASE = re.compile(r"[SD]-\d\d: ")
TESTS = (
    "web/rights",
    "web/test_sign_in.py",
    "browser/test_hostile_words.py",
    "web/test_feeds.py",
    "documents/test_spreadsheets.py",
    "documents/test_closed_off.py",
    "web/test_https.py",
    "test_invariants.py",
    "services/test_backup.py",
    "test_migrations.py",
    "test_house.py",
    "faults/test_simultaneous.py",
    "services/test_minutes_lock.py",
    "services/test_import_undo.py",
    "services/test_undone_items.py",
    "services/test_undone_removals.py",
    "services/test_audit.py",
    "domain/test_privacy.py",
    "services/test_erasure.py",
    "services/test_archive.py",
    "services/test_archive_lock.py",
    "web/test_archive.py",
    "services/test_retention.py",
)


def measure_security() -> list[Figure]:
    """The figures that these tests write down, one a case, how many failed, and those of load."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xml"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-n0",
                "-q",
                *(f"tests/{one}" for one in TESTS),
                f"--junitxml={path}",
                "-o",
                "junit_family=xunit1",
            ],
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        report = ElementTree.parse(path).getroot()  # noqa: S314 - written a moment ago by pytest
    failed = [one.attrib["name"] for one in report.iter("testcase") if _failed(one)]
    for name in failed:
        print("failed:", name, file=sys.stderr)
    # Long runs, and what this machine cannot show: to be seen, and no promise.
    skipped = len(report.findall(".//skipped"))
    return [
        *_summed(_figures(report)),
        Figure("tests that failed", len(failed), 0, "tests"),
        Figure("tests that were skipped", skipped, skipped, "tests"),
        *measure_load(),
    ]


def _failed(test: ElementTree.Element) -> bool:
    return test.find("failure") is not None or test.find("error") is not None


def _figures(report: ElementTree.Element) -> Iterator[Figure]:
    """From properties such as "S-02: wrong of 6,000 cells" with the value "0 of 0 cells"."""
    for written in report.iter("property"):
        name = written.attrib["name"]
        if CASE.match(name):  # other libraries write down theirs as well
            value, _of, goal, unit = written.attrib["value"].split(" ", 3)
            yield Figure(name, float(value), float(goal), unit)


def _summed(figures: Iterable[Figure]) -> list[Figure]:
    """Sorted, and one for all tests that say the same, such as those on either database."""
    sums: dict[tuple[str, float | None, str], float] = {}
    for one in figures:
        key = (one.case, one.goal, one.unit)
        sums[key] = sums.get(key, 0) + one.value
    return [Figure(case, value, goal, unit) for (case, goal, unit), value in sorted(sums.items())]
