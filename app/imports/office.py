"""Word and Excel files: handed to a short-lived process, which answers in plain words."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

from app.imports.draft import Problem, UnreadableFile
from app.imports.foreign import BROKEN
from app.language import N_, Said, spoken
from app.language import gettext as _

# The package `foreign` stands beside this file; alone it imports nothing of the application.
START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]);"
    " runpy.run_module('foreign', run_name='__main__')"
)
COMMAND = (sys.executable, "-I", "-c", START, str(Path(__file__).parent))
SECONDS = 10
TOO_LONG = N_(
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
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("an office file was not read: %s", type(error).__name__)
        raise UnreadableFile([Problem(name, None, _(TOO_LONG))]) from None
    answer = _answer(done, name)
    if refused := answer.get("refused"):
        sentence = refusal(refused, answer.get("about", {}))
        raise UnreadableFile([Problem(name, None, sentence)])
    return answer


def refusal(message: str, about: Mapping[str, str | int]) -> Said:
    """Why `foreign` has refused a file, with numbers as they are written in the language."""
    written = {
        name: format_decimal(value, locale=spoken()) if isinstance(value, int) else value
        for name, value in about.items()
    }
    return _(message, **written)


def _answer(done: subprocess.CompletedProcess[bytes], name: str) -> dict[str, Any]:
    """What the process said; a file that made it stumble or stop is refused like any other."""
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        said = done.stderr.decode(errors="replace")[-500:]
        log.warning("an office file was not read: ended with %d: %s", done.returncode, said)
        sentence = TOO_LONG if done.returncode == -signal.SIGXCPU else BROKEN
        raise UnreadableFile([Problem(name, None, _(sentence))]) from None
    return answer
