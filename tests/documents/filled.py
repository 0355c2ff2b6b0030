"""A document with given texts in each of its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.documents.bars import Bar, drawing
from app.documents.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Passage,
    Picture,
    Table,
)
from app.language import ENGLISH
from app.models.plans import Category

DAY = dt.date(2017, 3, 29)


def filled(*texts: str) -> Document:
    """Each text in blocks of its own, all of them in whatever a document has but once."""
    all_of_them = " ".join(texts)
    return Document(
        title=all_of_them,
        author=all_of_them,
        day=DAY,
        blocks=[block for text in texts for block in _blocks(text)],
        preline=all_of_them,
        subtitle=all_of_them,
        mark=all_of_them,
        letterhead=Letterhead(
            sender=texts, addressee=texts, information=[(text, text) for text in texts]
        ),
    )


def _blocks(text: str) -> Sequence[Block]:
    return (
        Paragraph(text=text),
        Facts(rows=[(text, text)]),
        Heading(text=text),
        Table(caption=text, head=["Nr.", text], widths=[1, 9], rows=[[text, text]]),
        Bullets(points=[text]),
        Picture(caption=text, alt=text, svg=drawing([Bar(text, {Category.DONE: 1})])),
        Passage(language=ENGLISH, blocks=[Paragraph(text=text)]),
    )
