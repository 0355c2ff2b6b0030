"""Templates of the pages: how they are read, and how they stay compiled from start to start.

Compiling all of them takes a processor more than two seconds, reading them compiled a tenth of
one, and whoever comes first after a start would wait for it. So what is compiled lies in the
instance folder, signed with the secret: that folder holds data, and whoever can write there shall
not thereby say what the program does.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from flask import Flask
from itsdangerous import BadSignature, Signer
from jinja2.bccache import Bucket, BytecodeCache

PROGRAM = Path(__file__).parent
MAIL = "mail/"  # letters have an environment of their own


class CompiledTemplates(BytecodeCache):
    """Jinja's store of compiled templates, in `folder`; it believes only what `secret` has signed.

    It can be emptied at any time. What cannot be read or written is compiled when it is needed.
    """

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        self.signer = Signer(secret, salt="compiled template", digest_method=hashlib.sha256)

    def get_source_checksum(self, source: str) -> str:
        """Also of the program: Jinja works out a filter over a constant when it compiles."""
        return hashlib.sha256(f"{_program()}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, BadSignature):
            bucket.bytecode_from_string(self.signer.unsign(self._path(bucket).read_bytes()))

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self._write(self._path(bucket), self.signer.sign(bucket.bytecode_to_string()))

    def clear(self) -> None:
        with suppress(OSError):
            for path in self.folder.iterdir():
                path.unlink()

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / bucket.key

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all, as others read meanwhile."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def set_up(app: Flask) -> None:
    """Have the application read its templates strictly, and keep them compiled."""
    env = app.jinja_env
    env.undefined = jinja2.StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    folder = Path(app.config["INSTANCE_DIR"]) / "compiled"
    env.bytecode_cache = CompiledTemplates(folder, app.config["SECRET_KEY"])


def compile_all(app: Flask) -> None:
    """Compile every template of the pages anew, and forget those there are no more."""
    env = app.jinja_env
    for store in (env.cache, env.bytecode_cache):
        if store is not None:
            store.clear()
    for name in env.list_templates(filter_func=_is_of_pages):
        env.get_template(name)


def _is_of_pages(name: str) -> bool:
    return name.endswith(".html") and not name.startswith(MAIL)


@cache
def _program() -> str:
    """A mark that another version of the program or of Jinja does not share."""
    found = hashlib.sha256(jinja2.__version__.encode())
    for line in sorted(_sources(PROGRAM)):
        found.update(line.encode())
    return found.hexdigest()


def _sources(folder: Path) -> Iterator[str]:
    """Each source in the folder with its size and the moment of its last change."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sources(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n"
