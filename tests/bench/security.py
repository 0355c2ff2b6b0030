"""What the generated tests of rights found: wrong cells, hits, forgeries, and what they cost."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from config import PROJECT
from tests.bench.figures import Figure

ROOM = "tests/web/rights"


def measure_security() -> list[Figure]:
    """The figures that the tests of the room write down, and how many of the tests failed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xml"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-n0",
                "-q",
                ROOM,
                f"--junitxml={path}",
                "-o",
                "junit_family=xunit1",
            ],
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        report = ElementTree.parse(path).getroot()  # noqa: S314 - written a moment ago by pytest
    failed = len(report.findall(".//failure")) + len(report.findall(".//error"))
    written = [_figure(one.attrib) for one in report.findall(".//property")]
    return [*written, Figure("rights: tests that failed", failed, 0, "tests")]


def _figure(written: dict[str, str]) -> Figure:
    """From a property such as "wrong cells of 6,000" with the value "0 of 0 cells"."""
    value, _of, goal, unit = written["value"].split(" ", 3)
    return Figure(written["name"], float(value), float(goal), unit)
