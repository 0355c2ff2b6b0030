"""The Bilanz of 2017 read in and written again: every format says what the source says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from flask import Flask

from app.documents.reports import file_of
from app.domain.reports.content import Bilanz, Edition
from app.domain.reports.freezing import frozen, sha256_of, thawed
from app.extensions import db
from app.imports.bilanz import read_bilanz
from app.models.plans import Category, Plan
from app.queries import reports
from app.services.plan_import import ImportSource, import_plan, plan_for
from tests.documents.readers import reader, squeezed
from tests.imports.test_real_bilanz import FIELDS, FILE, GOALS

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the real document is not beside the project (../shared/data)"
)
NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
BASELINE = dt.date(2017, 2, 20)
ROWS = [(key, status or "Keine Angabe") for key, (_lines, status, *_) in GOALS.items()]
COUNTS = {
    "Umgesetzt": 14,
    "In Arbeit": 11,
    "Begonnen": 1,
    "Nicht umgesetzt": 5,
    "Wird nicht umgesetzt": 1,
    "Keine Angabe": 2,
}


@pytest.fixture
def edition(app: Flask) -> Edition[Bilanz]:
    draft = read_bilanz(FILE.read_bytes(), FILE.name)
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    source = ImportSource(FILE.name, "0" * 64)
    import_plan(draft, plan, by=None, now=NOW, source=source, is_new=is_new)
    db.session.commit()
    db.session.expire_all()
    plan = db.session.scalars(db.select(Plan)).one()
    return Edition(content=reports.bilanz(plan, BASELINE, None))


def test_every_format_says_what_the_source_says(edition: Edition[Bilanz]) -> None:
    made = {kind: file_of(edition, kind).content for kind in ("html", "pdf", "docx", "xlsx")}

    titles = [goal.title for field in edition.content.fields for goal in field.goals]
    assert _in_html(made["html"]) == ROWS
    assert _in_docx(made["docx"]) == ROWS
    assert _in_xlsx(made["xlsx"]) == [(key, status) for key, (_l, status, *_r) in GOALS.items()]
    printed = squeezed("".join(page.extract_text() for page in reader(made["pdf"]).pages))
    place = 0
    for (key, status), title in zip(ROWS, titles, strict=True):
        # A row may be cut by a page's end, and then other cells stand between: so word by word.
        begins = printed.index(squeezed(f"{key} {' '.join(title.split()[:3])}"), place)
        assert squeezed(status.split()[0]) in printed[begins : begins + 2500], key
        place = begins


def test_the_counts_are_those_that_are_known_of_the_source(edition: Edition[Bilanz]) -> None:
    bilanz = edition.content

    figures = bilanz.figures
    assert (figures.listed, figures.mean.of, figures.changes) == (34, 24, None)
    table = BeautifulSoup(file_of(edition, "html").content, "html.parser").find("table")
    head = [cell.text for cell in table.thead.find_all("th")][1:-1]
    whole = [int(cell.text) for cell in table.find_all("tr")[-1].find_all("td")[1:-1]]
    assert dict(zip(head, whole, strict=True)) == COUNTS
    for field in bilanz.fields:
        name, motto, stated, pages, rows, examples = FIELDS[field.number]
        assert (field.name, field.motto, field.pages) == (name, motto, pages)
        assert (len(field.goals), len(field.examples)) == (rows, len(examples))
        for number in (stated.recommendations, stated.goals, stated.measures):
            assert number is None or str(number) in field.stated
    assert bilanz.fields[5].listed == "4 von 6 im Plan genannten Zielen"
    assert bilanz.fields[4].goals[0].done.endswith("Brückenpersonen vom Ehrenamt")


def test_what_is_frozen_comes_back_whole_and_its_hash_tells_a_change(
    edition: Edition[Bilanz],
) -> None:
    text = frozen(edition.content)

    again = thawed(Bilanz, text)
    assert again == edition.content
    assert [one.figures.in_order for one in again.fields] == [
        one.figures.in_order for one in edition.content.fields
    ]
    assert [category for category, _number in again.figures.in_order] == list(Category)
    assert frozen(again) == text
    assert sha256_of(text.replace("Umsetzung 15%", "Umsetzung 16%")) != sha256_of(text)


def test_the_docx_is_one_an_office_can_go_on_writing_in(edition: Edition[Bilanz]) -> None:
    file = docx.Document(BytesIO(file_of(edition, "docx").content))

    styles = Counter(paragraph.style.name for paragraph in file.paragraphs)
    assert styles["Heading 1"] == 9
    assert styles["List Bullet"] == 12
    described = [
        (drawing.get("title"), drawing.get("descr"))
        for drawing in file.element.iter(qn("wp:docPr"))
    ]
    assert len(described) == 9
    assert all("Balken." in (words or "") for _title, words in described)
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_pdf_has_a_bookmark_a_picture_and_a_table_for_each_field(
    edition: Edition[Bilanz],
) -> None:
    made = reader(file_of(edition, "pdf").content)

    marks = [mark for mark in made.outline if not isinstance(mark, list)]
    assert [mark.title for mark in marks] == [
        "Alle Handlungsfelder im Überblick",
        *(f"Handlungsfeld {number}: {name}" for number, (name, *_rest) in FIELDS.items()),
    ]
    root = made.trailer["/Root"].get_object()
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    figures = _alternatives(root["/StructTreeRoot"].get_object())
    assert len(figures) == 9
    assert all(words.startswith("Balken. ") for words in figures)


def _in_html(page: bytes) -> list[tuple[str, str]]:
    tables = BeautifulSoup(page, "html.parser").find_all("table")
    rows = [
        [cell.text for cell in row.find_all("td")]
        for table in tables
        if table.th.text == "Ziel"
        for row in table.tbody.find_all("tr")
    ]
    return [(words[0].split()[0], words[2]) for words in rows]


def _in_docx(file: bytes) -> list[tuple[str, str]]:
    tables = [table for table in docx.Document(BytesIO(file)).tables if len(table.columns) == 3]
    return [
        (row.cells[0].text.split()[0], row.cells[2].text)
        for table in tables
        for row in table.rows[1:]
    ]


def _in_xlsx(file: bytes) -> list[tuple[str, str]]:
    tab = openpyxl.load_workbook(BytesIO(file))["Ziele"]
    assert tab.freeze_panes == "A2"
    assert tab.auto_filter.ref == "A1:L35"
    found = []
    for row in tab.iter_rows(min_row=2, values_only=True):
        key, status, percent = str(row[2]), row[5] or "", row[8]
        assert percent == GOALS[key][2]
        found.append((key, status))
    return found


def _alternatives(node: object) -> list[str]:
    """The words of every figure in the structure."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if one.get("/S") == "/Figure" and "/Alt" in one:
                found.append(str(one["/Alt"]))
            waiting.extend([one["/K"]] if "/K" in one else [])
    return found
