"""The DOCX: real styles and structure, hostile texts, the same bytes for the same state."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.document import Document, Facts, Heading, Paragraph, Table
from app.documents.word import docx_of

DAY = dt.date(2017, 3, 29)


def document(*texts: str) -> Document:
    return Document(
        title="Protokoll: Auftakt",
        author="Geschäftsstelle",
        day=DAY,
        mark="Entwurf",
        blocks=[
            Facts(rows=[("Ort", "Großer Saal"), ("Online", "")]),
            Heading(text="Ergebnisse"),
            *(Paragraph(text=text) for text in texts),
            Table(
                caption="Ergebnisse",
                head=["Nr.", "TOP"],
                widths=[1, 9],
                rows=[["1", "Begrüßung"], ["", "Aufgabe"]],
                leading=[0],
            ),
            Heading(text="Anlage", annex=True),
        ],
    )


def test_it_uses_styles_that_word_knows() -> None:
    file = docx.Document(BytesIO(docx_of(document("Guten Tag"))))

    assert [(p.style.name, p.text) for p in file.paragraphs] == [
        ("Title", "Protokoll: Auftakt"),
        ("Vermerk", "Entwurf"),
        ("Angabe", "Ort:\tGroßer Saal"),
        ("Heading 1", "Ergebnisse"),
        ("Normal", "Guten Tag"),
        ("Caption", "Ergebnisse"),
        ("Tabellentext", ""),
        ("Heading 1", "Anlage"),
    ]
    assert file.paragraphs[-1].paragraph_format.page_break_before
    assert file.styles["Caption"].paragraph_format.keep_with_next


def test_its_table_repeats_its_head_and_divides_no_row() -> None:
    table = docx.Document(BytesIO(docx_of(document()))).tables[0]

    rows = [row._tr.trPr for row in table.rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.paragraphs[0].style.name for cell in table.rows[1].cells] == ["Tabellenkopf"] * 2
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Ergebnisse"


def test_it_says_who_wrote_it_when_and_in_which_language() -> None:
    properties = docx.Document(BytesIO(docx_of(document()))).core_properties

    assert properties.title == "Protokoll: Auftakt"
    assert properties.author == properties.last_modified_by == "Geschäftsstelle"
    assert properties.created.date() == properties.modified.date() == DAY
    assert properties.language == "de-DE"
    assert properties.comments == ""


def test_equal_documents_give_equal_bytes() -> None:
    made = docx_of(document("Guten Tag"))

    assert made == docx_of(document("Guten Tag"))
    assert made != docx_of(document("Guten Abend"))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_becomes_a_file(text: str) -> None:
    file = docx.Document(BytesIO(docx_of(document(text))))

    said = file.paragraphs[4].text
    kept = [c for c in text if c.isprintable()]
    assert [c for c in said if c.isprintable()] == kept
