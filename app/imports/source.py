"""From a file to clean Unicode text, or a sentence that says which byte is in the way."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from app.imports.draft import Problem, UnreadableFile
from app.language import N_
from app.language import gettext as _

# The document of 2017 has 26 kB; a plan of a thousand pages stays below this.
MAX_BYTES = 2 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
KNOWN_BINARIES = (
    (b"PK\x03\x04", N_("eine Office- oder ZIP-Datei")),
    (b"%PDF", N_("eine PDF-Datei")),
    (b"\xd0\xcf\x11\xe0", N_("eine alte Office-Datei")),
    (b"\xff\xfe", N_("Text in UTF-16")),
    (b"\xfe\xff", N_("Text in UTF-16")),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LINE_END = re.compile(r"\r\n|\n|\r")


def read_text(source: Path | bytes, name: str) -> str:
    """The file's text in NFC with LF line ends; raises `UnreadableFile`."""
    raw = source if isinstance(source, bytes) else read_bytes(source, name)
    _refuse_foreign_bytes(raw, name)
    text = LINE_END.sub("\n", _decode(raw.removeprefix(BOM), name))
    _refuse_control_characters(text, name)
    return unicodedata.normalize("NFC", text)


def _refuse(name: str, line: int | None, message: str) -> UnreadableFile:
    return UnreadableFile([Problem(name, line, message)])


def read_bytes(path: Path, name: str, most: int = MAX_BYTES) -> bytes:
    """The file's bytes, one more than `most` at most; raises `UnreadableFile`."""
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            # a pipe would keep us waiting, a device would never end
            raise _refuse(name, None, _("Das ist keine gewöhnliche Datei: erwartet wird Text."))
        with path.open("rb") as file:
            return file.read(most + 1)  # never the whole of a huge file
    except FileNotFoundError:
        raise _refuse(name, None, _("Die Datei gibt es nicht.")) from None
    except IsADirectoryError:
        raise _refuse(name, None, _("Das ist ein Ordner, keine Datei.")) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = _("Die Datei lässt sich nicht öffnen (%(reason)s).", reason=reason)
        raise _refuse(name, None, message) from None


def check_size(raw: bytes, name: str, most: int = MAX_BYTES) -> None:
    """Raise `UnreadableFile` for a file that is empty or too large."""
    if len(raw) > most:
        limit = round(most / 1_000_000)
        message = _("Die Datei ist zu groß: erwartet werden höchstens %(limit)s MB.", limit=limit)
        raise _refuse(name, None, message)
    if not raw.removeprefix(BOM).strip():
        raise _refuse(name, None, _("Die Datei ist leer."))


def _refuse_foreign_bytes(raw: bytes, name: str) -> None:
    if len(raw) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        message = _(
            "Die Datei ist zu groß: erwartet werden höchstens %(limit)s MB Text.", limit=limit
        )
        raise _refuse(name, None, message)
    if not raw.removeprefix(BOM).strip():
        raise _refuse(name, None, _("Die Datei ist leer: erwartet wird Text."))
    for start, kind in KNOWN_BINARIES:
        if raw.startswith(start):
            message = _("Das ist %(kind)s: erwartet wird reiner Text in UTF-8.", kind=_(kind))
            raise _refuse(name, None, message)


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            message = _("Das ist eine Binärdatei: erwartet wird reiner Text in UTF-8.")
            raise _refuse(name, None, message) from None
        before = LINE_END.split(raw[: error.start].decode("utf-8"))
        message = _(
            "Das Zeichen nach „%(before)s“ (Byte 0x%(byte)s an Stelle %(place)s) ist kein UTF-8."
            " Vermutlich wurde die Datei in einer anderen Kodierung gespeichert (Windows-1252?):"
            " Speichern Sie sie als UTF-8.",
            before=before[-1][-20:],
            byte=f"{raw[error.start]:02X}",
            place=error.start + 1,
        )
        raise _refuse(name, len(before), message) from None


def _refuse_control_characters(text: str, name: str) -> None:
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = _(
            "Steuerzeichen 0x%(sign)s gefunden: erwartet wird reiner Text in UTF-8. Ist das eine"
            " Binärdatei?",
            sign=f"{ord(found.group()):02X}",
        )
        raise _refuse(name, line, message)
