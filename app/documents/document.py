"""What a document says, before it is PDF or DOCX: plain text in a handful of blocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Opens a section and stands in the bookmarks; an annex begins on a page of its own."""

    kind: ClassVar[str] = "heading"
    text: str
    annex: bool = False


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; a line break in it stays one."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Pairs of a label and what is true of it; pairs without a value are left out."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose head is repeated on every page.

    `widths` are shares of the line. `leading` names the rows, by their place, that open a group:
    they are shaded, and their first two cells stand out.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    leading: Sequence[int] = ()


Block = Heading | Paragraph | Facts | Table


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What makes a document a letter in the form of DIN 5008: who writes, to whom, who answers."""

    sender: Sequence[str]  # from the county down to the office
    addressee: Sequence[str]
    information: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document. Equal documents become equal bytes: nothing is read from the clock."""

    title: str
    author: str  # an office, never a person
    day: dt.date  # of the state that the document shows
    blocks: Sequence[Block]
    preline: str = ""
    mark: str = ""  # such as "Entwurf"; stands on every page
    letterhead: Letterhead | None = None
