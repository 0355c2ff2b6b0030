"""Word and Excel files: handed to a short-lived process, which answers in plain words."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from app.imports.draft import Problem, UnreadableFile

# The package `foreign` stands beside this file; alone it imports nothing of the application.
START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]);"
    " runpy.run_module('foreign', run_name='__main__')"
)
COMMAND = (sys.executable, "-I", "-c", START, str(Path(__file__).parent))
SECONDS = 10
TOO_LONG = (
    "Die Datei lässt sich nicht in zehn Sekunden lesen. Bitte verkleinern Sie sie oder teilen Sie"
    " sie auf."
)

log = logging.getLogger(__name__)
_readers = threading.BoundedSemaphore(2)  # at a time in this process; the others wait their turn


def read_office(content: bytes, name: str) -> dict[str, Any]:
    """What the file says, as `foreign` answers it; raises `UnreadableFile` with one sentence.

    Never call it inside a transaction: it may take ten seconds, and SQLite has one write lock.
    """
    try:
        with _readers:
            done = subprocess.run(
                COMMAND, input=content, capture_output=True, timeout=SECONDS, check=False
            )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        # Killed by its limits, or by us: nothing came, or not all of it.
        log.warning("an office file was not read: %s", type(error).__name__)
        raise UnreadableFile([Problem(name, None, TOO_LONG)]) from None
    if refused := answer.get("refused"):
        raise UnreadableFile([Problem(name, None, refused)])
    return answer
