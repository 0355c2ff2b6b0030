"""Word and Excel files put together part by part, so that any part can be hostile."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BOOK_TYPES = TYPES.replace(
    "/>",
    '><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
)
HEAD = ("Ziele", "Aufgaben/Beschreibung", "Umsetzung")
ROW = ("Wohnungen bauen", "Es wird gebaut.", "Umsetzung 50%")


def packed(parts: dict[str, str | bytes], *, stored: Iterable[str] = ()) -> bytes:
    """A ZIP file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return out.getvalue()


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table of plain cells; a cell that begins with "<" is taken as it is."""
    lines = (
        "<w:tr>" + "".join(cell if cell[:1] == "<" else cell_of(cell) for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def cell_of(*texts: str, properties: str = "") -> str:
    inner = "".join(map(paragraph, texts))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def docx(*blocks: str, prolog: str = "", **more: str | bytes) -> bytes:
    """A Word file with these blocks; `more` are further parts, "/" written as "__"."""
    body = f'{prolog}<w:document xmlns:w="{W}"><w:body>{"".join(blocks)}</w:body></w:document>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": body,
        "word/styles.xml": STYLES,
    }
    return packed(parts | {name.replace("__", "/"): part for name, part in more.items()})


def field(number: int = 1, name: str = "Wohnen") -> str:
    return paragraph(f"Handlungsfeld {number}: {name}", "H1")


def xlsx(rows: str, *, strings: str = "", prolog: str = "", **more: str | bytes) -> bytes:
    """An Excel file with one sheet "Ziele" of these rows."""
    sheet = f'{prolog}<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>'
    links = f'<Relationships xmlns="{R.replace("officeDocument", "package")}">'
    kinds = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "s.xml")]
    for uid, kind, target in kinds:
        links += f'<Relationship Id="{uid}" Type="{R}/{kind}" Target="{target}"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": BOOK_TYPES.replace(
            "</Types>",
            '<Override PartName="/xl/s.xml" ContentType="application/vnd.openxmlformats-officedocu'
            'ment.spreadsheetml.sharedStrings+xml"/></Types>',
        ),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="Ziele"'
        ' sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links + "</Relationships>",
        "xl/s.xml": strings or f'<sst xmlns="{S}"/>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed(parts | {name.replace("__", "/"): part for name, part in more.items()})


def line(number: int, *cells: str) -> str:
    """A row of inline texts; a cell that begins with "<" is taken as it is."""
    inner = "".join(
        cell if cell[:1] == "<" else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        for cell in cells
    )
    return f'<row r="{number}">{inner}</row>'


def png(width: int, height: int) -> bytes:
    """The beginning of a picture that says it is so large."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02"


def jpeg(width: int, height: int) -> bytes:
    """The same as JPEG, with a segment before the frame."""
    return (
        b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"3"
    )
