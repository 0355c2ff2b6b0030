"""How long the command `plan import` takes on a whole Bilanz."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config import PROJECT
from tests.bench.figures import Figure
from tests.bench.starting import SERVE

REAL_FILE = PROJECT.parent / "shared" / "data" / "bilanz-2017.txt"


def measure_import() -> list[Figure]:
    """The whole process, three times; the best counts. Nothing where the file is not there."""
    if not REAL_FILE.exists():
        print("import: the real Bilanz is not beside this clone, not measured", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), "db", "upgrade")
        first = _run(Path(folder), "plan", "import", str(REAL_FILE))
        again = min(_run(Path(folder), "plan", "import", str(REAL_FILE)) for _ in range(3))
    return [
        Figure("plan import, into an empty database", round(first, 2), 2, "s"),
        Figure("plan import again, nothing to change", round(again, 2), 2, "s"),
    ]


def _run(instance: Path, *arguments: str) -> float:
    environment = os.environ | {"WIEDERVORLAGE_INSTANCE_DIR": str(instance)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", SERVE, *arguments],
        cwd=PROJECT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - began
