"""A file, opened once and turned into plain words; what they mean is asked of the words.

What a file holds can be kept and asked again, with other columns, without opening it again.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Literal

from app.domain.files import LARGEST
from app.imports.bilanz import parse_bilanz
from app.imports.csv_text import read_csv
from app.imports.draft import PlanDraft, Problem, UnreadableFile
from app.imports.lists import Mapping, guess, parse_list
from app.imports.lists.columns import is_ours
from app.imports.office import read_office
from app.imports.pages import parse_pages
from app.imports.plan_json import parse_plan_json
from app.imports.source import MAX_BYTES, check_size, read_bytes, read_text
from app.language import N_
from app.language import gettext as _
from app.language import lazy_gettext as _l

FileFormat = Literal["auto", "bilanz", "docx", "xlsx", "csv", "json"]
OFFICE = {"docx": N_("Word-Datei (DOCX)"), "xlsx": N_("Excel-Datei (XLSX)")}
ENDINGS = {".docx": "docx", ".xlsx": "xlsx", ".csv": "csv", ".json": "json", ".txt": "bilanz"}
OTHERS = (
    ((".docm", ".dotm", ".xlsm", ".xltm", ".xlsb"), N_("Dateien mit Makros werden nicht gelesen.")),
    (
        (".doc", ".dot", ".rtf", ".odt", ".pages"),
        N_("Bitte speichern Sie die Datei als Word-Datei (DOCX)."),
    ),
    ((".xls", ".ods", ".numbers"), N_("Bitte speichern Sie die Datei als Excel-Datei (XLSX).")),
    (
        (".pdf",),
        N_(
            "Aus einer PDF-Datei lässt sich ein Plan nicht zuverlässig lesen. Bitte nehmen Sie die"
            " Word- oder Excel-Datei, aus der sie entstanden ist."
        ),
    ),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # the container of old files, and of new ones with a password
PROTECTED = N_(
    "Die Datei ist mit einem Kennwort geschützt oder im alten Format gespeichert. Bitte heben Sie"
    " den Schutz auf und speichern Sie sie als DOCX oder XLSX."
)


@dataclass(frozen=True)
class Reading:
    """What a file holds, in plain words: blocks of a Word file, sheets of a list, or text.

    `data` is JSON and can be kept; `name` is how problems call the file.
    """

    name: str
    data: Map[str, Any] = field(repr=False)

    @property
    def kind(self) -> str:
        """One of docx, xlsx, csv, json, bilanz."""
        return str(self.data["kind"])

    @property
    def is_list(self) -> bool:
        """Whether somebody has to say what the columns are."""
        return "sheets" in self.data

    @property
    def guess(self) -> Mapping:
        """What the columns probably are."""
        return guess(self.data["sheets"])

    @property
    def is_ours(self) -> bool:
        """Whether nothing about the columns has to be asked."""
        return not self.is_list or is_ours(self.guess, self.data["sheets"])

    def draft(
        self, mapping: Mapping | None = None, known: Map[int, str] | None = None
    ) -> PlanDraft:
        """What the file says; `known` are the plan's fields by number. Raises `UnreadableFile`."""
        if self.kind == "docx":
            return parse_pages(self.data["blocks"], self.name, known or {})
        if not self.is_list:
            parse = parse_plan_json if self.kind == "json" else parse_bilanz
            return parse(self.data["text"], self.name)
        mapping = mapping or self.guess
        if not mapping.is_enough:
            raise UnreadableFile(
                [
                    Problem(
                        self.name,
                        None,
                        _l(
                            "Es ist nicht zu erkennen, welche Spalten das Ziel und sein"
                            " Handlungsfeld nennen. Erwartet werden Überschriften wie"
                            " „Handlungsfeld“, „Ziel“, „Beschreibung“ und „Umsetzung“."
                        ),
                    )
                ]
            )
        return parse_list(self.data["sheets"], mapping, self.name, known or {})


def read_file(source: Path | bytes, name: str, file_format: FileFormat = "auto") -> Reading:
    """Open a file and read its words; raises `UnreadableFile` with one sentence per problem.

    Never call it inside a transaction: a Word or Excel file may take ten seconds.
    """
    ending = PurePath(name).suffix.lower()
    if file_format == "auto":
        _refuse_others(ending, name)
    content = source if isinstance(source, bytes) else read_bytes(source, name, LARGEST)
    wanted = _wanted(file_format, ending, content)
    if wanted in OFFICE:
        return Reading(
            name,
            _office(content, name, wanted if file_format != "auto" or ending in ENDINGS else ""),
        )
    if wanted == "csv":
        check_size(content, name, MAX_BYTES)
        _refuse_zip(content, name)
        return Reading(name, read_csv(content, name))
    text = read_text(content, name)
    if file_format == "auto" and wanted == "bilanz" and text.lstrip().startswith(("{", "[")):
        wanted = "json"
    return Reading(name, {"kind": wanted, "text": text})


def _wanted(file_format: FileFormat, ending: str, content: bytes) -> str:
    if file_format != "auto":
        return file_format
    if ending in ENDINGS:
        return ENDINGS[ending]
    return "docx" if content.startswith(ZIP) else "bilanz"


def _office(content: bytes, name: str, wanted: str) -> dict[str, Any]:
    check_size(content, name, LARGEST)
    if content.startswith(OLE):
        raise UnreadableFile([Problem(name, None, _(PROTECTED))])
    if not content.startswith(ZIP):
        message = _("Das ist keine %(kind)s.", kind=_(OFFICE[wanted]))
        raise UnreadableFile([Problem(name, None, message)])
    answer = read_office(content, name)
    if wanted and answer["kind"] != wanted:
        told = OFFICE[answer["kind"]]
        message = _(
            "Dem Namen nach ist das eine %(kind)s, dem Inhalt nach eine %(other)s. Bitte"
            " berichtigen Sie die Endung.",
            kind=_(OFFICE[wanted]),
            other=_(told),
        )
        raise UnreadableFile([Problem(name, None, message)])
    return answer


def _refuse_zip(content: bytes, name: str) -> None:
    if content.startswith(ZIP):
        message = _("Das ist keine CSV-Datei, sondern eine Office- oder ZIP-Datei.")
        raise UnreadableFile([Problem(name, None, message)])


def _refuse_others(ending: str, name: str) -> None:
    for endings, sentence in OTHERS:
        if ending in endings:
            raise UnreadableFile([Problem(name, None, _(sentence))])
