"""Reading values out of parsed JSON: each wrong one becomes a German sentence with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.imports.source import CONTROL
from app.imports.wording import clean

POSITION = re.compile(r"(?P<field>[1-9][0-9]*)\.(?P<position>[1-9][0-9]{0,3})")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_COMPLAINTS = 25


class Reader:
    """Collects complaints (which refuse the file) and remarks (which do not)."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.remarks: list[str] = []

    def complain(self, sentence: str) -> None:
        """Note a reason to refuse; beyond a screenful they are no help."""
        if len(self.complaints) < MAX_COMPLAINTS:
            self.complaints.append(sentence)

    def expected(self, path: str, what: str, found: object) -> None:
        """Complain about one value."""
        shown = "nichts" if found is None else f"„{str(found)[:60]}“"
        self.complain(f"{path}: erwartet wird {what}, gefunden: {shown}.")

    def mapping(self, value: object, path: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        """A JSON object that holds something; keys we do not know are passed over, but said."""
        if not isinstance(value, dict) or not value:
            self.expected(path, "ein Objekt { … }", value)
            return {}
        for key in value:
            if key not in known:
                self.remarks.append(
                    f"{path}: „{str(key)[:60]}“ ist unbekannt und bleibt außer Acht."
                )
        return value

    def sequence(self, value: object, path: str) -> list[Any]:
        """A JSON list."""
        if isinstance(value, list):
            return value
        self.expected(path, "eine Liste [ … ]", value)
        return []

    def words(self, value: object, path: str, *, required: bool = False) -> str:
        """Clean text; null counts as empty unless the text is required."""
        if value is None and not required:
            return ""
        if not isinstance(value, str):
            self.expected(path, "ein Text", value)
            return ""
        if CONTROL.search(value) or any("\ud800" <= letter <= "\udfff" for letter in value):
            self.complain(f"{path}: der Text enthält Zeichen, die kein Text sind.")
            return ""
        text = clean(value)
        if required and not text:
            self.expected(path, "ein Text, der nicht leer ist", value)
        return text

    def number(
        self, value: object, path: str, least: int, most: int, *, optional: bool = False
    ) -> int | None:
        """A whole number within bounds, or None where null is allowed."""
        if value is None and optional:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.expected(path, f"eine ganze Zahl von {least} bis {most}", value)
        return None

    def truth(self, value: object, path: str) -> bool:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.expected(path, "true oder false", value)
        return False

    def slug(self, value: object, path: str) -> str:
        """A short name for addresses; empty when the file gives none."""
        if value in (None, ""):
            return ""
        if isinstance(value, str) and len(value) <= 60 and SLUG.fullmatch(value):
            return value
        self.expected(path, "ein Kurzname aus a-z, 0-9 und Bindestrichen", value)
        return ""

    def position(self, value: object, field_number: int, path: str) -> int:
        """The position out of a goal's key such as "5.1"."""
        found = POSITION.fullmatch(value) if isinstance(value, str) else None
        if found and found["field"] == str(field_number):
            return int(found["position"])
        self.expected(path, f"ein Schlüssel wie {field_number}.1", value)
        return 0
