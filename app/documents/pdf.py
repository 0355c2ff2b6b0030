"""A document as PDF/UA-1 and PDF/A-2a, set by a short-lived process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.documents import printing
from app.documents.document import REGIONS, Document, page_words
from app.documents.glyphs import MISSING, drawable
from app.documents.printing import NotPrinted
from app.language import gettext as _
from app.language import speaking

MEDIA_TYPE = "application/pdf"
PRESS = Path(__file__).with_name("press.py")
SECONDS = 10  # a letter of two pages takes a third of one
LONG_SECONDS = 120  # for what nobody's request waits for
REST = 60  # seconds before a document that failed is tried again: sixty letters may carry it
KEPT = 8  # an invitation goes to a whole group: one and the same file for sixty letters

_failed: dict[str, float] = {}
_pressless: ContextVar[bool] = ContextVar("pressless", default=False)


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


def long_pdf_of(document: Document, cancelled: Callable[[], bool]) -> bytes:
    """The same without a request that waits: it may take longer. Raises NotPrinted or Unwanted."""
    data = json.dumps(_plain(document), ensure_ascii=False, sort_keys=True)
    return printing.run(data, PRESS, begins=b"%PDF-", seconds=LONG_SECONDS, cancelled=cancelled)


@lru_cache(maxsize=KEPT)
def _printed(data: str, press: Path) -> bytes:
    if _pressless.get() and not _failed_lately(data):
        raise Unprinted(data)
    if _failed_lately(data):
        raise NotPrinted
    try:
        return printing.run(data, press, begins=b"%PDF-", seconds=SECONDS)
    except NotPrinted:
        if len(_failed) >= KEPT:
            _failed.clear()
        _failed[data] = time.monotonic()
        raise


def _failed_lately(data: str) -> bool:
    return time.monotonic() - _failed.get(data, -REST) < REST


def _plain(document: Document) -> dict[str, Any]:
    """The document as JSON for the template, in characters its fonts can draw.

    Its language is a part of it, and so of what a finished file is kept by.
    """
    data: dict[str, Any] = _jsonable(document)
    data["gaps"] = MISSING in json.dumps(data, ensure_ascii=False)
    data["region"] = REGIONS[document.language]
    data["words"] = speaking(document.language)(_own_words)()
    data["day"] = [document.day.year, document.day.month, document.day.day]
    return data


def _own_words() -> dict[str, Any]:
    """What the template itself says."""
    return {
        "page": page_words(),
        "contents": _("Inhalt"),
        "gaps": _(
            "Das Zeichen %(sign)s steht für ein Schriftzeichen, das in dieser Datei nicht "
            "dargestellt werden kann.",
            sign=MISSING,
        ),
    }


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
