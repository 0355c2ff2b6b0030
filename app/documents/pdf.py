"""A document as PDF/UA-1 and PDF/A-2a, set by a short-lived process of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.documents.document import Document
from app.documents.glyphs import MISSING, drawable

MEDIA_TYPE = "application/pdf"
PRESS = Path(__file__).with_name("press.py")
SECONDS = 10  # a letter of two pages takes a third of one
REST = 60  # seconds before a document that failed is tried again: sixty letters may carry it
KEPT = 8  # an invitation goes to a whole group: one and the same file for sixty letters

log = logging.getLogger(__name__)
_presses = threading.BoundedSemaphore(2)  # at a time in this process; the others wait their turn
_failed: dict[str, float] = {}
_pressless: ContextVar[bool] = ContextVar("pressless", default=False)


class NotPrinted(Exception):
    """The press failed, hung or was killed; what it said is in the log."""


class Unprinted(Exception):
    """Asked for where no press may start; `print_now` does it where one may."""

    def __init__(self, data: str) -> None:
        super().__init__()
        self._data = data

    def print_now(self) -> None:
        """Keep the file for whoever asks next, or that there is none."""
        with suppress(NotPrinted):
            _printed(self._data, PRESS)


@contextmanager
def pressless() -> Iterator[None]:
    """Within, only files that are at hand; Unprinted instead of waiting for a press."""
    token = _pressless.set(True)
    try:
        yield
    finally:
        _pressless.reset(token)


def pdf_of(document: Document) -> bytes:
    """The document as PDF; equal documents give equal bytes. Raises NotPrinted or Unprinted."""
    return _printed(json.dumps(_plain(document), ensure_ascii=False, sort_keys=True), PRESS)


@lru_cache(maxsize=KEPT)
def _printed(data: str, press: Path) -> bytes:
    if _pressless.get() and not _failed_lately(data):
        raise Unprinted(data)
    with _presses:
        if _failed_lately(data):
            raise NotPrinted
        try:
            return _press(data, press)
        except NotPrinted:
            if len(_failed) >= KEPT:
                _failed.clear()
            _failed[data] = time.monotonic()
            raise


def _failed_lately(data: str) -> bool:
    return time.monotonic() - _failed.get(data, -REST) < REST


def _press(data: str, press: Path) -> bytes:
    """What the process prints. It is killed when it takes too long, and always waited for."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(press)],
            input=data.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("no PDF: %s", type(error).__name__)
        raise NotPrinted from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode(errors="replace")[-2000:]
        log.error("no PDF: the press ended with %d: %s", done.returncode, said)
        raise NotPrinted
    return done.stdout


def _plain(document: Document) -> dict[str, Any]:
    """The document as JSON for the template, in characters its fonts can draw."""
    data: dict[str, Any] = _jsonable(document)
    data["day"] = [document.day.year, document.day.month, document.day.day]
    data["gaps"] = MISSING in json.dumps(data, ensure_ascii=False)
    return data


def _jsonable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: _jsonable(getattr(value, field.name)) for field in fields(value)}
        kind = getattr(value, "kind", None)
        return own | {"kind": kind} if kind else own
    if isinstance(value, Mapping):
        return {key: _jsonable(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_jsonable(one) for one in value]
    return value if isinstance(value, int | None) else str(value)
