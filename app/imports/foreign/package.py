"""The ZIP around an office file: looked at before anything in it is unpacked."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import IO
from xml.parsers import expat

from . import N_, TOO_LONG, Refused
from .pictures import size_of

MOST_MEMBERS = 2_000
MOST_UNPACKED = 60_000_000
LONGEST_XML = 16_000_000  # a thousand goals take five
HIGHEST_RATIO = 100
SMALL = 1_000_000  # below, a high ratio does no harm
LARGEST_SIDE = 20_000
CHUNK = 65_536
XML = (".xml", ".rels", ".vml")
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MACROS = ("vbaproject", "vbadata")


class Package:
    """An office file whose table of contents is harmless; `kind` is "docx" or "xlsx"."""

    def __init__(self, content: bytes) -> None:
        self.whole = BytesIO(content)
        try:
            self._archive = zipfile.ZipFile(self.whole)
        except NotImplementedError:
            raise Refused(
                N_("Die Datei ist auf eine Weise gepackt, die hier niemand lesen kann.")
            ) from None
        members = self._archive.infolist()
        self.names = {member.filename for member in members}
        _check_sizes(members)
        self.kind = self._kind()
        for member in members:
            self._check(member)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def open(self, name: str) -> IO[bytes]:
        """A part of the file; it never yields more bytes than it declares."""
        return self._archive.open(name)

    def _kind(self) -> str:
        if any(word in name.lower() for name in self.names for word in MACROS):
            raise Refused(
                N_(
                    "Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros, als DOCX oder"
                    " XLSX."
                )
            )
        kinds = [kind for part, kind in PARTS.items() if part in self.names]
        if "[Content_Types].xml" not in self.names or len(kinds) != 1:
            raise Refused(
                N_(
                    "Das ist keine Word- und keine Excel-Datei. Bitte speichern Sie sie als DOCX"
                    " oder XLSX."
                )
            )
        return kinds[0]

    def _check(self, member: zipfile.ZipInfo) -> None:
        name = member.filename.lower()
        with self._archive.open(member) as file:
            if name.endswith(XML):
                _refuse_definitions(file)
            elif (size := size_of(file.read(CHUNK))) and max(size) > LARGEST_SIDE:
                raise Refused(
                    N_(
                        "Ein Bild in der Datei hat %(width)s × %(height)s Bildpunkte. Bitte"
                        " verkleinern Sie es."
                    ),
                    width=size[0],
                    height=size[1],
                )


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    bomb = Refused(
        N_(
            "Die Datei ist verdächtig stark gepackt und wird nicht geöffnet. Bitte speichern Sie"
            " sie neu, ohne eingebettete Dateien."
        )
    )
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise bomb
    for member in members:
        if member.file_size > LONGEST_XML and member.filename.lower().endswith(XML):
            raise Refused(TOO_LONG)
        if member.flag_bits & 1:
            raise Refused(
                N_("Die Datei ist mit einem Kennwort geschützt. Bitte heben Sie den Schutz auf.")
            )
        packed = max(member.compress_size, 1)
        if member.file_size > SMALL and member.file_size > packed * HIGHEST_RATIO:
            raise bomb


def _refuse_definitions(file: IO[bytes]) -> None:
    """No document type (XML 1.0, 2.8): it could name other files, or blow up a few words."""
    parser = expat.ParserCreate()
    begun: list[str] = []

    def forbidden(*_said: object) -> None:
        raise Refused(
            N_(
                "Die Datei verweist auf andere Dateien oder definiert Abkürzungen (DTD). Bitte"
                " speichern Sie sie mit Word, Excel oder LibreOffice neu."
            )
        )

    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    while not begun and (chunk := file.read(CHUNK)):
        try:
            parser.Parse(chunk)
        except expat.ExpatError:
            return  # whoever needs this part will find it broken
