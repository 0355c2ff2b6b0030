"""What a document says, before it is PDF or DOCX: plain text in a handful of blocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from app.language import ENGLISH, GERMAN, spoken
from app.language import gettext as _

REGIONS = {GERMAN: "DE", ENGLISH: "GB"}  # whose spelling: with the language as "de-DE"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Opens a section and stands in the bookmarks; an annex begins on a page of its own."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1
    annex: bool = False


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; a line break in it stays one."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list; each point is running text."""

    kind: ClassVar[str] = "bullets"
    points: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Pairs of a label and what is true of it; pairs without a value are left out."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose head is repeated on every page.

    `widths` are shares of the line. `leading` names the rows, by their place, that open a group:
    they are shaded, and their first two cells stand out. `numeric` names columns of numbers. `line`
    is how much of the line the table takes, in percent.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    leading: Sequence[int] = ()
    numeric: Sequence[int] = ()
    line: int = 100


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as SVG over the whole line; `alt` says all that it shows."""

    kind: ClassVar[str] = "picture"
    caption: str
    alt: str
    svg: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Blocks in another language than the document's, such as a letter that somebody prints."""

    kind: ClassVar[str] = "passage"
    language: str
    blocks: Sequence[Block]


Block = Heading | Paragraph | Bullets | Facts | Table | Picture | Passage


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What makes a document a letter in the form of DIN 5008: who writes, to whom, who answers."""

    sender: Sequence[str]  # from the county down to the office
    addressee: Sequence[str]
    information: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document. Equal documents become equal bytes: nothing is read from the clock.

    It speaks the language in which it was put together, whatever is spoken when it is written.
    """

    title: str
    author: str  # an office, never a person
    day: dt.date  # of the state that the document shows
    blocks: Sequence[Block]
    preline: str = ""
    subtitle: str = ""
    contents: bool = False  # a list of its sections at the front, with their pages
    mark: str = ""  # such as "Entwurf"; stands on every page
    letterhead: Letterhead | None = None
    language: str = field(default_factory=spoken)

    @property
    def flat(self) -> Iterator[Block]:
        """All blocks for files that do not tell languages apart: those of passages in place."""
        for block in self.blocks:
            yield from block.blocks if isinstance(block, Passage) else (block,)


def page_words() -> list[str]:
    """What stands before, between and after the number of a page and that of all of them."""
    return _("Seite %(page)s von %(pages)s", page="\0", pages="\0").split("\0")
