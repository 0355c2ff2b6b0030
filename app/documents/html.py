"""A document as one HTML page that stands alone: nothing is loaded, it can be sent and filed."""

from __future__ import annotations

from flask import render_template

from app.documents.document import Document


def html_of(document: Document) -> bytes:
    """The document as a page; headings, tables and pictures as the PDF has them."""
    page = render_template("documents/document.html", document=document)
    return page.encode()
