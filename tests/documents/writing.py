"""Every kind of file, made of texts from standard input: a process that can be watched."""

from __future__ import annotations

import datetime as dt
import json
import sys
from contextlib import suppress
from pathlib import Path

from app.documents.document import Document, Picture
from app.documents.pdf import pdf_of
from app.documents.printing import NotPrinted
from app.documents.spreadsheets import About, Column, Tab, to_csv, to_xlsx
from app.documents.word import docx_of
from tests.documents.filled import DAY, filled

MADE = dt.datetime(2017, 3, 29, 9, tzinfo=dt.UTC)


def main(folder: Path) -> None:
    """Into `folder`: the texts in each field, and drawings as nobody here draws them."""
    asked = json.load(sys.stdin)
    texts: list[str] = asked["texts"]
    (folder / "made.pdf").write_bytes(pdf_of(filled(*texts)))
    (folder / "made.docx").write_bytes(docx_of(filled(*texts)))
    columns = [Column(text) for text in texts]
    tab = Tab(title=texts[0], columns=columns, rows=[texts, texts])
    about = About(title="Angaben", facts=[(text, text) for text in texts], made_at=MADE)
    (folder / "made.xlsx").write_bytes(to_xlsx(texts[0], [tab], about))
    (folder / "made.csv").write_bytes(to_csv(tab))
    for svg in asked["drawings"]:
        with suppress(NotPrinted):
            pdf_of(_drawn(svg))


def _drawn(svg: str) -> Document:
    picture = Picture(caption="Bild", alt="Bild", svg=svg)
    return Document(title="Bild", author="Geschäftsstelle", day=DAY, blocks=[picture])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
