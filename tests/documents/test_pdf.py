"""The PDF: its promises to screen readers and archives, hostile texts, a press that fails."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import glyphs, pdf
from app.documents.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Table,
)
from app.documents.glyphs import drawable
from app.documents.pdf import pdf_of
from app.documents.printing import NotPrinted
from tests.documents import coverage
from tests.documents.filled import DAY, filled
from tests.documents.readers import reader, squeezed, words

HOSTILE = [
    '#eval("x")',
    "#import sys; #panic()",
    "*_[] $x$ `c` @a <b> // /* */ ~ -- ---",
    "\\u{1F600} {{ 7*7 }} %s",
    "x" * 300,
    "Ağcabədi, Łódź, Ελλάδα, Україна",
    "👍🎉 ⚠️ 👩‍👩‍👧",
]


def document(*blocks: Block, **more: object) -> Document:
    given: dict[str, object] = {"title": "Protokoll: Auftakt", "author": "Geschäftsstelle"}
    return Document(day=DAY, blocks=blocks, **(given | more))  # type: ignore[arg-type]


def table(*rows: list[str]) -> Table:
    return Table(caption="Ergebnisse", head=["Nr.", "TOP"], widths=[1, 9], rows=rows)


def test_it_keeps_the_promises_of_a_tagged_and_archived_file() -> None:
    made = reader(pdf_of(document(Heading(text="Ergebnisse"), table(["1", "Begrüßung"]))))

    root = made.trailer["/Root"].get_object()
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert made.metadata.title == "Protokoll: Auftakt"
    assert made.metadata.author == "Geschäftsstelle"
    assert made.metadata.creation_date.date() == DAY


def test_a_table_has_its_head_and_a_caption_in_the_structure() -> None:
    made = reader(pdf_of(document(Heading(text="Ergebnisse"), table(["1", "Begrüßung"]))))

    kinds = _kinds(made.trailer["/Root"]["/StructTreeRoot"].get_object())
    assert {"/Table", "/THead", "/TH", "/TBody", "/TD", "/Caption"} <= set(kinds)
    assert kinds.count("/TH") == 2
    assert kinds.count("/TD") == 2


def test_sections_are_bookmarks_and_pages_are_counted() -> None:
    made = reader(pdf_of(document(Heading(text="Ergebnisse"), Heading(text="Anlage", annex=True))))

    assert [mark.title for mark in made.outline] == ["Ergebnisse", "Anlage"]
    pages = [page.extract_text() for page in made.pages]
    assert ["Seite 1 von 2" in pages[0], "Seite 2 von 2" in pages[1]] == [True, True]


def test_every_font_is_embedded() -> None:
    made = reader(pdf_of(document(*(Paragraph(text=text) for text in HOSTILE))))

    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in made.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_out_literally(text: str) -> None:
    made = pdf_of(filled(text))

    assert squeezed(words(made)).count(squeezed(text)) >= 9
    assert reader(made).metadata.title == text


def test_a_long_word_stays_within_its_column() -> None:
    made = reader(pdf_of(document(table(["x" * 200, "y" * 500]), Paragraph(text="z" * 500))))

    right_ends: list[float] = []

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        right_ends.extend([tm[4]] if text.strip() else [])

    for page in made.pages:
        page.extract_text(visitor_text=note)
    assert right_ends
    assert max(right_ends) < 210 / 25.4 * 72


def test_writing_from_right_to_left_is_kept() -> None:
    made = words(pdf_of(document(Paragraph(text="שלום"), Paragraph(text="مرحبا"))))

    assert "שלום مرحبا" in made


def test_what_no_font_can_draw_is_shown_as_such_and_explained() -> None:
    made = words(pdf_of(document(Paragraph(text="Name: 漢字 ሰላም"))))

    assert "Name: �� ���" in made
    assert "Das Zeichen � steht für ein Schriftzeichen" in made
    assert "Das Zeichen" not in words(pdf_of(document(Paragraph(text="Name"))))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=40))
def test_any_text_at_all_becomes_a_file(texts: list[str]) -> None:
    assert pdf_of(document(*(Paragraph(text=text) for text in texts))).startswith(b"%PDF-")


def test_what_can_be_drawn_is_left_alone() -> None:
    text = "Größe: 5 m², „Straße“ – 1 ½ …\n\tzweite Zeile"

    assert drawable(text) == text
    assert drawable("A\u0308pfel") == "Äpfel"
    assert drawable("a\x00b\u202ec\ud800d") == "abcd"
    assert drawable("漢 \ue000 a\u0f39") == "� � a�"


def test_equal_documents_give_equal_bytes() -> None:
    made = [_fresh(document(Paragraph(text="Guten Tag"), table(["1", "a"]))) for _ in range(2)]

    assert made[0] == made[1]
    assert made[0] != _fresh(document(Paragraph(text="Guten Abend"), table(["1", "a"])))


def test_sixty_items_take_less_than_a_second() -> None:
    rows = [
        [str(number), f"Punkt {number}: " + "Beratung und Ergebnis. " * 6] for number in range(60)
    ]
    pdf_of(document(Paragraph(text="warm")))
    started = sum(os.times()[:4])

    made = _fresh(document(table(*rows)))

    took = sum(os.times()[:4]) - started  # CPU seconds, those of the press included
    print(f"60 items: {took:.2f} s, {len(reader(made).pages)} pages")
    assert took < 3  # a second on a machine of its own
    text = words(made)
    assert all(f"Punkt {number}:" in text for number in range(60))


def test_documents_are_made_side_by_side() -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: pdf_of(document(Paragraph(text=f"Brief {n}"))), range(6)))

    assert all(f"Brief {number}" in words(one) for number, one in enumerate(made))


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import sys; sys.exit(3)",
        "print('no PDF')",
        "raise SystemExit('boom')",
    ],
)
def test_a_press_that_dies_is_one_clear_fault(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put_in_place(program, tmp_path, monkeypatch)

    with pytest.raises(NotPrinted):
        pdf_of(document(Paragraph(text=program)))


def test_a_press_that_hangs_is_ended_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    born = tmp_path / "pid"
    program = f"import os,time; open({str(born)!r},'w').write(str(os.getpid())); time.sleep(60)"
    _put_in_place(program, tmp_path, monkeypatch)
    monkeypatch.setattr(pdf, "SECONDS", 1)

    with pytest.raises(NotPrinted):
        pdf_of(document(Paragraph(text="hang")))

    pid = int(born.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)  # a zombie would still be there


def test_a_document_that_failed_rests_before_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = tmp_path / "count"
    _put_in_place(
        f"open({str(count)!r},'a').write('x'); raise SystemExit(1)", tmp_path, monkeypatch
    )

    for _ in range(5):
        with pytest.raises(NotPrinted):
            pdf_of(document(Paragraph(text="sixty letters")))
    assert count.read_text() == "x"

    monkeypatch.setattr(pdf, "REST", 0)
    with pytest.raises(NotPrinted):
        pdf_of(document(Paragraph(text="sixty letters")))
    assert count.read_text() == "xx"


def test_the_fonts_are_those_of_the_list() -> None:
    lines = (glyphs.FONTS / "FONTS.txt").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ")[0]: line.split("  ")[-1] for line in lines if line.count("  ") == 4}

    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in glyphs.FONTS.iterdir()
        if file.suffix != ".txt" or file.name in listed
    }
    assert found == {name: digest for name, digest in listed.items() if name != "file"}


def test_the_list_of_characters_is_that_of_the_fonts() -> None:
    assert glyphs.COVERAGE.read_text(encoding="ascii") == coverage.written()

    # private use is left out on purpose, so compare what may be drawn
    drawn = {ord(character) for font in glyphs._fonts() for character in font}
    there = {code for font in glyphs.FONTS.glob("*.ttf") for code in coverage.characters_of(font)}
    assert drawn == {code for code in there if unicodedata.category(chr(code)) != "Co"}


def _fresh(whole: Document) -> bytes:
    pdf._printed.cache_clear()
    return pdf_of(whole)


def _put_in_place(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    press = folder / "press.py"
    press.write_text(program)
    monkeypatch.setattr(pdf, "PRESS", press)
    monkeypatch.setattr(pdf, "_failed", {})


def _kinds(node: object) -> list[str]:
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            found.extend([one["/S"]] if "/S" in one else [])
            waiting.extend([one["/K"]] if "/K" in one else [])
    return found
