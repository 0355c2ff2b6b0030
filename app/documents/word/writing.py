"""A document as DOCX that an office can go on writing in: real styles, no drawn-on looks."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.documents.document import (
    REGIONS,
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Table,
    page_words,
)
from app.documents.pictures import png_of
from app.language import speaking

FONT = "Arial"  # on every desk, unlike our own; LibreOffice brings one of the same widths
QUIET = RGBColor(0x4B, 0x50, 0x64)
INK = RGBColor(0x17, 0x1A, 0x2B)
GREY, SHADE = "B9BDCC", "EEF0F6"
LINE = Mm(170)
FACT, CELL, HEAD, MARK = "Angabe", "Tabellentext", "Tabellenkopf", "Vermerk"
# What XML 1.0 cannot hold.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP file


def written(document: Document, cancelled: Callable[[], bool]) -> bytes:
    """See `word.docx_of`."""
    drawings = [block.svg for block in document.flat if isinstance(block, Picture)]
    drawn = iter(png_of(drawings, cancelled))
    file = docx.Document()
    _prepare_page(file.sections[0])
    _prepare_styles(file, _tag(document))
    _describe(file.core_properties, document)
    speaking(document.language)(_footer)(file.sections[0].footer, document)
    if document.preline:
        file.add_paragraph(_clean(document.preline), style="Subtitle")
    file.add_paragraph(_clean(document.title), style="Title")
    if document.subtitle:
        file.add_paragraph(_clean(document.subtitle), style="Subtitle")
    if document.mark:
        file.add_paragraph(_clean(document.mark), style=MARK)
    for block in document.flat:
        if isinstance(block, Picture):
            _picture(file, block, next(drawn))
        else:
            WRITERS[type(block)](file, block)
    raw = BytesIO()
    file.save(raw)
    return _without_the_hour(raw)


def _clean(text: str) -> str:
    return NO_XML.sub("", text)


def _prepare_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(20), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(25)


def _tag(document: Document) -> str:
    """The language as Word names it: "de-DE", "en-GB"."""
    return f"{document.language}-{REGIONS[document.language]}"


def _prepare_styles(file: Any, tag: str) -> None:
    styles = file.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), tag)
    _set(styles["Normal"], size=10.5, after=6)
    _set(styles["Title"], size=20, bold=True, after=10)
    _set(styles["Subtitle"], size=10.5, color=QUIET, after=0)
    _set(styles["Heading 1"], size=13, bold=True, before=16, after=6)
    _set(styles["Heading 2"], size=11, bold=True, before=12, after=4)
    _set(styles["List Bullet"], size=10.5, after=4)
    _set(styles["Caption"], size=9, color=QUIET, before=8, after=3)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Title"].element.pPr.remove(styles["Title"].element.pPr.find(qn("w:pBdr")))
    for name, bold in ((FACT, False), (CELL, False), (HEAD, True), (MARK, True)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.quick_style = True
        size = 9 if name in (CELL, HEAD) else 10.5
        _set(style, size=size, bold=bold, after=3 if name == FACT else 0 if size == 9 else 8)
    hanging = styles[FACT].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Mm(42), Mm(-42)
    hanging.tab_stops.add_tab_stop(Mm(42))


def _set(
    style: Any,
    *,
    size: float,
    bold: bool = False,
    color: RGBColor = INK,
    before: float = 0,
    after: float = 0,
) -> None:
    font, fonts = style.font, style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):  # the themes' fonts would win over the one named
        del fonts.attrib[name]
    for spread in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spread)
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, color
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _describe(properties: Any, document: Document) -> None:
    at = dt.datetime.combine(document.day, dt.time())
    properties.title, properties.author = (
        _clean(document.title)[:255],
        _clean(document.author)[:255],
    )
    properties.last_modified_by = properties.author
    properties.created = properties.modified = at
    properties.language, properties.comments, properties.revision = _tag(document), "", 1


def _footer(footer: Any, document: Document) -> None:
    line = footer.paragraphs[0]
    for stop in list(line.style.paragraph_format.tab_stops):
        line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    line.paragraph_format.tab_stops.add_tab_stop(LINE, WD_TAB_ALIGNMENT.RIGHT)
    _set(line.style, size=8.5, color=QUIET)
    words = [document.mark, document.title]
    before, between, after = page_words()
    line.add_run(_clean(" · ".join(word for word in words if word)) + f"\t{before}")
    _number(line, "PAGE")
    line.add_run(between)
    _number(line, "NUMPAGES")
    if after:
        line.add_run(after)


def _number(line: Any, instruction: str) -> None:
    """A field that Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(line.add_run("1")._r)
    line._p.append(field)


def _heading(file: Any, block: Heading) -> None:
    heading = file.add_heading(_clean(block.text), level=block.level)
    heading.paragraph_format.page_break_before = block.annex or None


def _paragraph(file: Any, block: Paragraph) -> None:
    file.add_paragraph(_clean(block.text))


def _bullets(file: Any, block: Bullets) -> None:
    for point in block.points:
        file.add_paragraph(_clean(point), style="List Bullet")


def _picture(file: Any, block: Picture, png: bytes) -> None:
    file.add_paragraph(_clean(block.caption), style="Caption")
    drawn = file.add_paragraph(style=CELL).add_run().add_picture(BytesIO(png), width=LINE)
    for side in ("distT", "distB", "distL", "distR"):
        drawn._inline.set(side, "0")  # without a word LibreOffice leaves room around it
    described = drawn._inline.docPr
    described.set("descr", _clean(block.alt))
    described.set("title", _clean(block.caption))


def _facts(file: Any, block: Facts) -> None:
    for label, value in block.rows:
        if value:
            line = file.add_paragraph(style=FACT)
            line.add_run(_clean(label) + ":").font.color.rgb = QUIET
            line.add_run("\t" + _clean(value))


def _table(file: Any, block: Table) -> None:
    file.add_paragraph(_clean(block.caption), style="Caption")
    table = file.add_table(rows=1 + len(block.rows), cols=len(block.head))
    table.autofit = False
    _draw_lines(table, _clean(block.caption))
    line = LINE * block.line // 100
    widths = [int(line * width / sum(block.widths)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    lines = [block.head, *block.rows]
    looks = {strong: file.styles[name].style_id for strong, name in ((True, HEAD), (False, CELL))}
    # python-docx looks every cell up anew; a row's own list is a hundred times faster.
    for place, (row, words) in enumerate(zip(table._tbl.tr_lst, lines, strict=True)):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        shaded = place - 1 in block.leading
        for column, (cell, text) in enumerate(zip(row.tc_lst, words, strict=True)):
            cell.width = widths[column]
            strong = place == 0 or (shaded and (column < 2 or column in block.numeric))
            _fill(cell, text, style=looks[strong], shaded=shaded)
            if column in block.numeric:
                cell.p_lst[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph(style=CELL)  # else Word would join two tables that follow each other


def _fill(cell: Any, text: str, *, style: str, shaded: bool) -> None:
    paragraph = cell.p_lst[0]
    paragraph.style = style
    run = paragraph.add_r()
    run.text = _clean(text)
    if shaded:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)):
            shade.set(qn(name), value)
        cell.get_or_add_tcPr().append(shade)


def _draw_lines(table: Any, caption: str) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge, color in (("top", "171A2B"), ("bottom", GREY), ("insideH", GREY)):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", color)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for edge in ("top", "bottom"):
        space = OxmlElement(f"w:{edge}")
        space.set(qn("w:w"), "60")
        space.set(qn("w:type"), "dxa")
        margins.append(space)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")  # the inner margin of a cell: the lines begin where the text does
    indent.set(qn("w:type"), "dxa")
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), caption)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(indent)
    layout.addprevious(borders)
    layout.addnext(margins)
    look.addnext(name)  # the order of the schema


def _without_the_hour(raw: BytesIO) -> bytes:
    """The same file, its entries dated alike whenever it was written."""
    packed = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            dated = zipfile.ZipInfo(entry.filename, EARLIEST)
            dated.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(dated, source.read(entry))
    return packed.getvalue()


WRITERS: dict[type[Block], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Table: _table,
}
