"""Reading our own documents with somebody else's libraries."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All text of all pages, with single spaces and without hints for breaking words."""
    text = " ".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def squeezed(text: str) -> str:
    """Without white space and hyphens: a word may have been divided where the line ends."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)
