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


def languages(pdf: bytes) -> set[str]:
    """The languages of parts that are in another one than the whole, for who has it read aloud."""
    found: set[str] = set()
    waiting = [reader(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found |= {str(node["/Lang"])} if "/Lang" in node else set()
            waiting += [node["/K"]] if "/K" in node else []
    return found
