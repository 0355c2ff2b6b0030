"""Reading values out of parsed JSON: each wrong one becomes a sentence with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.imports.source import CONTROL
from app.imports.wording import clean
from app.language import Said
from app.language import lazy_gettext as _l

POSITION = re.compile(r"(?P<field>[1-9][0-9]*)\.(?P<position>[1-9][0-9]{0,3})")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_COMPLAINTS = 25


class Reader:
    """Collects complaints (which refuse the file) and remarks (which do not)."""

    def __init__(self) -> None:
        self.complaints: list[Said] = []
        self.remarks: list[Said] = []

    def complain(self, sentence: Said) -> None:
        """Note a reason to refuse; beyond a screenful they are no help."""
        if len(self.complaints) < MAX_COMPLAINTS:
            self.complaints.append(sentence)

    def expected(self, path: Said, what: Said, found: object) -> None:
        """Complain about one value."""
        shown = _l("nichts") if found is None else _l("„%(text)s“", text=str(found)[:60])
        self.complain(
            _l(
                "%(path)s: erwartet wird %(what)s, gefunden: %(found)s.",
                path=path,
                what=what,
                found=shown,
            )
        )

    def mapping(self, value: object, path: Said, known: tuple[str, ...]) -> Mapping[str, Any]:
        """A JSON object that holds something; keys we do not know are passed over, but said."""
        if not isinstance(value, dict) or not value:
            self.expected(path, _l("ein Objekt { … }"), value)
            return {}
        for key in value:
            if key not in known:
                self.remarks.append(
                    _l(
                        "%(path)s: „%(key)s“ ist unbekannt und bleibt außer Acht.",
                        path=path,
                        key=str(key)[:60],
                    )
                )
        return value

    def sequence(self, value: object, path: str) -> list[Any]:
        """A JSON list."""
        if isinstance(value, list):
            return value
        self.expected(path, _l("eine Liste [ … ]"), value)
        return []

    def words(self, value: object, path: str, *, required: bool = False) -> str:
        """Clean text; null counts as empty unless the text is required."""
        if value is None and not required:
            return ""
        if not isinstance(value, str):
            self.expected(path, _l("ein Text"), value)
            return ""
        if CONTROL.search(value) or any("\ud800" <= letter <= "\udfff" for letter in value):
            self.complain(_l("%(path)s: der Text enthält Zeichen, die kein Text sind.", path=path))
            return ""
        text = clean(value)
        if required and not text:
            self.expected(path, _l("ein Text, der nicht leer ist"), value)
        return text

    def number(
        self, value: object, path: str, least: int, most: int, *, optional: bool = False
    ) -> int | None:
        """A whole number within bounds, or None where null is allowed."""
        if value is None and optional:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        wanted = _l("eine ganze Zahl von %(least)s bis %(most)s", least=least, most=most)
        self.expected(path, wanted, value)
        return None

    def truth(self, value: object, path: str) -> bool:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.expected(path, _l("true oder false"), value)
        return False

    def slug(self, value: object, path: str) -> str:
        """A short name for addresses; empty when the file gives none."""
        if value in (None, ""):
            return ""
        if isinstance(value, str) and len(value) <= 60 and SLUG.fullmatch(value):
            return value
        self.expected(path, _l("ein Kurzname aus a-z, 0-9 und Bindestrichen"), value)
        return ""

    def position(self, value: object, field_number: int, path: str) -> int:
        """The position out of a goal's key such as "5.1"."""
        found = POSITION.fullmatch(value) if isinstance(value, str) else None
        if found and found["field"] == str(field_number):
            return int(found["position"])
        self.expected(path, _l("ein Schlüssel wie %(key)s", key=f"{field_number}.1"), value)
        return 0
