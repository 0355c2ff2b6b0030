"""One office file from standard input, what it says as JSON to standard output.

Foreign files are read here and not in the application: the process may use little memory, a few
seconds and no network, opens no file, starts no program, and ends with the file it reads.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import zipfile
from contextlib import suppress
from typing import Any

os.environ["OPENPYXL_LXML"] = "False"  # the reader that defusedxml guards

from . import BROKEN, N_, Refused, sheets, word
from .package import Package

MEMORY = 240 * 1024 * 1024
CPU_SECONDS = 9
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")
TOO_MUCH = N_(
    "Die Datei braucht zum Lesen zu viel Speicher. Bitte verkleinern Sie sie: Nehmen Sie große"
    " Bilder heraus und speichern Sie sie neu."
)


def main() -> int:
    for limit, amount in LIMITS:
        with suppress(ValueError, OSError):  # macOS knows no limit of addresses
            resource.setrlimit(limit, (amount, amount))
    sys.addaudithook(_stay_inside)
    print(json.dumps(_answer(sys.stdin.buffer.read())))
    return 0


def _answer(content: bytes) -> dict[str, Any]:
    try:
        package = Package(content)
        del content
        return word.read(package) if package.kind == "docx" else sheets.read(package)
    except Refused as refused:
        return {"refused": refused.message, "about": refused.about}
    except (MemoryError, RecursionError):
        return {"refused": TOO_MUCH}
    except (zipfile.BadZipFile, OSError, EOFError, SyntaxError, ValueError, KeyError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return {"refused": BROKEN}


def _stay_inside(event: str, args: tuple[Any, ...]) -> None:
    """Python's own watch (PEP 578): no network, no program, no file but those of the libraries."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is forbidden here")
    if event == "open" and not str(args[0]).startswith((sys.prefix, sys.base_prefix)):
        raise PermissionError("opening files is forbidden here")


if __name__ == "__main__":
    sys.exit(main())
