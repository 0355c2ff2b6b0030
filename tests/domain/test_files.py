"""Which files are taken as evidence: the content decides, and the name must agree."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.domain.errors import RuleBroken
from app.domain.files import LARGEST, check_upload, clean_name

PDF = b"%PDF-1.7\n%\xe2\xe3\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 60


def archive(*members: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in members:
            target.writestr(name, text)
    return packed.getvalue()


DOCX = archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))
XLSX = archive(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<w/>"))
ODT = archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o/>"))
MACROS = archive(
    ("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"), ("word/vbaProject.bin", "x")
)


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("Bericht.PDF", PDF, "/pdf"),
        ("bild.png", PNG, "/png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "/jpeg"),
        ("Vermerk.docx", DOCX, "wordprocessingml.document"),
        ("Liste.xlsx", XLSX, "spreadsheetml.sheet"),
        ("Vermerk.odt", ODT, "opendocument.text"),
        ("notiz.txt", "Grüße".encode("cp1252"), "/plain"),
    ],
)
def test_an_allowed_file_is_known_by_its_content(name: str, content: bytes, ending: str) -> None:
    assert check_upload(name, content).endswith(ending)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bericht.pdf", PROGRAM),
        ("notiz.txt", PROGRAM),
        ("setup.exe", PROGRAM),
        ("bericht.pdf", PNG),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("seite.html", b"<script>alert(1)</script>"),
        ("vermerk.docx", XLSX),
        ("vermerk.docx", archive(("a.txt", "x"))),
        ("vermerk.docx", MACROS),
        ("vermerk.docx", b"PK\x03\x04 and then nothing"),
        ("ohne-endung", PDF),
        ("viele.docx", archive(*((f"word/{n}.xml", "") for n in range(2001)))),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(RuleBroken, match="keine Datei, die hier angenommen wird") as caught:
        check_upload(name, content)

    assert caught.value.field == "files"


def test_an_empty_and_a_huge_file_are_refused() -> None:
    with pytest.raises(RuleBroken, match="ist leer"):
        check_upload("leer.txt", b"")
    with pytest.raises(RuleBroken, match="höchstens 20 MB"):
        check_upload("riesig.txt", b"x" * (LARGEST + 1))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Daten\\Bericht.pdf", "Bericht.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("‮fdp.exe", "fdp.exe"),
        ("...", "Datei"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean
