"""Which files may be handed in; the content decides, the name must agree."""

from __future__ import annotations

import io
import unicodedata
import zipfile

from app.domain.errors import RuleBroken
from app.language import gettext as _

LARGEST = 20_000_000  # bytes; below the limit of a whole request
MOST_AT_ONCE = 5
MOST_AT_AN_ITEM = 20
MOST_MEMBERS = 2_000
LONGEST_NAME = 120
ALLOWED = "PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS oder TXT"

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "txt": "text/plain",
}
_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def check_upload(name: str, content: bytes) -> str:
    """The media type of an allowed file. Raises RuleBroken for the field "files"."""
    if not content:
        raise RuleBroken(_("Die Datei „%(name)s“ ist leer.", name=clean_name(name)), field="files")
    if len(content) > LARGEST:
        raise RuleBroken(_("Bitte wählen Sie eine Datei mit höchstens 20 MB."), field="files")
    expected = MEDIA_TYPES.get(name.rpartition(".")[2].lower())
    if expected is None or _content_type(content) != expected:
        raise RuleBroken(
            _(
                "„%(name)s“ ist keine Datei, die hier angenommen wird. "
                "Bitte wählen Sie %(allowed)s.",
                name=clean_name(name),
                allowed=ALLOWED,
            ),
            field="files",
        )
    return expected


def clean_name(name: str) -> str:
    """The last part of a file name without control characters, for showing and for headers."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
    return plain or "Datei"


def _content_type(content: bytes) -> str | None:
    for start, media_type in _SIGNATURES.items():
        if content.startswith(start):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return "text/plain" if _is_text(content) else None


def _office_type(content: bytes) -> str | None:
    """The kind of an office file, from its table of contents; only a word is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > MOST_MEMBERS or any("vbaProject" in name for name in names):
                return None
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return MEDIA_TYPES["docx"]
                return MEDIA_TYPES["xlsx"] if "xl/workbook.xml" in names else None
            return _open_document_type(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None


def _open_document_type(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """OpenDocument 1.3 part 2 section 3.3: the first member "mimetype" is stored as it is."""
    if not {"mimetype", "content.xml"} <= names:
        return None
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return None
    with archive.open("mimetype") as member:
        word = member.read(100).decode("ascii", "replace").strip()
    return word if word in (MEDIA_TYPES["odt"], MEDIA_TYPES["ods"]) else None


def _is_text(content: bytes) -> bool:
    """No control characters but tab, line and page breaks; whatever the encoding of the letters."""
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in content)
