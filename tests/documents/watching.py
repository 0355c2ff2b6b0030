"""A program without a network, and what strace wrote down of the files and hosts it asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import PROJECT

ALONE = ("unshare", "--net", "--map-root-user")
LOOKS = ("strace", "-ff", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", "trace=%file,%network")
CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)(?:<(/[^>]*)>)?.*", re.MULTILINE)
FOR_READING = re.compile(r'^(?:AT_FDCWD|\d+)?(?:<[^>]*>)?(?:, )?"[^"]*", [^,]*O_RDONLY')
ABSOLUTE = re.compile(r'"(/[^"]*)"')
TALKING = {"socket", "connect", "bind", "sendto", "sendmsg", "sendmmsg"}
CHANGING = {
    *("creat", "link", "linkat", "symlink", "symlinkat", "truncate", "mknod", "mknodat"),
    *("mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2"),
}

OWN = (sys.prefix, sys.base_prefix, *(PROJECT / one for one in ("app", "tests", "templates")))
# What any Python and its libraries look at, wherever it runs.
COMMON = ("/usr", "/lib", "/lib64", "/proc", "/sys", "/dev", PROJECT / "__pycache__")
SINGLE = {
    *(str(PROJECT), str(PROJECT / "config.py")),  # its folder itself, but not whatever lies there
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/locale.alias", "/etc/ssl/openssl.cnf"),
}


@dataclass(frozen=True)
class Seen:
    """What a program and all its children did: the record as it stands, and what it must not."""

    record: str
    talked: Sequence[str]  # calls that speak to the network, answered or not
    foreign: Sequence[str]  # files opened that are not its own, and whatever it changed elsewhere


@cache
def why_not() -> str | None:
    """What keeps this machine from watching, or None."""
    try:
        tried = subprocess.run(
            [*ALONE, *LOOKS, "true"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return None if tried.returncode == 0 else tried.stderr.strip()


def watched(program: Sequence[str], given: str, folder: Path) -> Seen:
    """Run Python with `program`; `folder` gets the record and `work`, all that it may change."""
    work = folder / "work"
    work.mkdir()
    own = {"TMPDIR": str(work), "HOME": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        [*ALONE, *LOOKS, "-o", str(folder / "record"), sys.executable, *program],
        input=given,
        text=True,
        env=os.environ | own,
        cwd=PROJECT,
        check=True,
    )
    # A file for each process: no call of one is torn apart by another's.
    record = "".join(path.read_text(errors="replace") for path in folder.glob("record.*"))
    return _read(record, work)


def _read(record: str, work: Path) -> Seen:
    calls = [(found[0], *found.groups()) for found in CALL.finditer(record)]
    return Seen(
        record=record,
        talked=[line for line, name, *_rest in calls if name in TALKING],
        foreign=[line for line, *call in calls if _is_foreign(work, *call)],
    )


def _is_foreign(work: Path, name: str, arguments: str, answer: str, opened: str | None) -> bool:
    if int(answer) < 0:
        return False
    if name in CHANGING:
        elsewhere = [path for path in ABSOLUTE.findall(arguments) if not _within(path, (work,))]
        return bool(elsewhere) or str(work) not in arguments
    if not opened or _within(opened, (work, "/dev/null")):
        return False
    mine = opened in SINGLE or _within(opened, (*OWN, *COMMON))
    return not mine or not FOR_READING.match(arguments)


def _within(path: str, folders: Sequence[str | Path]) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)
