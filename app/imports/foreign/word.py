"""A Word file as its paragraphs and tables in order; what was deleted under tracking is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from . import Budget
from .package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted or moved away; drawn; said a second time for older readers.
UNREAD = {W + "del", W + "moveFrom", W + "drawing", W + "pict", W + "object", MC + "Fallback"}
SIGNS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": " "}
BODY_DEPTH = 3
DEEPEST_STYLE = 10
WIDEST = 20

Styles = dict[str, tuple[str, int, str]]  # id: name, outline level from 1, id it is based on


def read(package: Package) -> dict[str, Any]:
    """All blocks of the body: paragraphs with what their style says, tables with their rows."""
    styles = _styles(package) if "word/styles.xml" in package else {}
    return {"kind": "docx", "blocks": list(_blocks(package, styles, Budget()))}


def _styles(package: Package) -> Styles:
    found: Styles = {}
    with package.open("word/styles.xml") as file:
        for _event, element in iterparse(file, forbid_dtd=True):
            if element.tag == W + "style":
                name = _value(element.find(W + "name")).lower()
                level = _value(element.find(f"{W}pPr/{W}outlineLvl"))
                base = _value(element.find(W + "basedOn"))
                number = int(level) + 1 if level.isdecimal() and len(level) < 3 else 0
                found[element.get(W + "styleId", "")] = (name, number, base)
    return found


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")


def _blocks(package: Package, styles: Styles, budget: Budget) -> Iterator[dict[str, Any]]:
    depth = tables = 0
    with package.open("word/document.xml") as file:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                continue
            if element.tag == W + "tr":
                budget.row()
            if depth == BODY_DEPTH:
                for block in _flat(element):
                    if block.tag == W + "tbl":
                        tables += 1
                        yield {"table": tables, "rows": list(_rows(block, budget))}
                    else:
                        yield _paragraph(block, styles, budget)
                element.clear()
            depth -= 1


def _flat(element: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those in content controls and tracked insertions."""
    if element.tag in (W + "p", W + "tbl"):
        yield element
    elif element.tag not in UNREAD:
        for child in element:
            yield from _flat(child)


def _paragraph(element: Element, styles: Styles, budget: Budget) -> dict[str, Any]:
    style = _value(element.find(f"{W}pPr/{W}pStyle"))
    own = _value(element.find(f"{W}pPr/{W}outlineLvl"))
    name, level = _look(style, styles)
    return {
        "text": budget.letters(_text(element)),
        "style": name,
        "level": int(own) + 1 if own.isdecimal() and len(own) < 3 else level,
        "listed": element.find(f"{W}pPr/{W}numPr") is not None or name.startswith("list"),
    }


def _look(style: str, styles: Styles) -> tuple[str, int]:
    """The style's name, and the outline level it has or inherits; level 10 is running text."""
    name = styles.get(style, ("", 0, ""))[0]
    for _ in range(DEEPEST_STYLE):
        _name, level, base = styles.get(style, ("", 0, ""))
        if level:
            return name, level if level < 10 else 0
        style = base
    return name, 0


def _rows(table: Element, budget: Budget) -> Iterator[list[str]]:
    """The cells of each row; a row of one cell over all columns stays a row of one cell."""
    for row in _parts(table, "tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            cells = [_cell(cell, budget) for cell in _parts(row, "tc")]
            yield cells[0][:1] if len(cells) == 1 else [text for cell in cells for text in cell]


def _parts(element: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those that a content control wraps."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag not in UNREAD and child.tag not in (W + "tc", W + "tr"):
            yield from _parts(child, name)


def _cell(cell: Element, budget: Budget) -> list[str]:
    """The cell's paragraphs as lines; a cell over several columns leaves the others empty."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    begins = merged is None or merged.get(W + "val") == "restart"
    lines = [_text(paragraph) for paragraph in cell.iter(W + "p")] if begins else []
    text = budget.letters("\n".join(line for line in lines if line.strip()))
    span = _value(cell.find(f"{W}tcPr/{W}gridSpan"))
    further = min(int(span), WIDEST) - 1 if span.isdecimal() and len(span) < 5 else 0
    return [text, *[""] * further]


def _text(element: Element) -> str:
    parts: list[str] = []
    _gather(element, parts)
    return "".join(parts)


def _gather(element: Element, parts: list[str]) -> None:
    for child in element:
        if child.tag == W + "t":
            parts.append(child.text or "")
        elif child.tag in SIGNS:
            parts.append(SIGNS[child.tag])
        elif child.tag not in UNREAD and child.tag != W + "pPr":
            _gather(child, parts)
