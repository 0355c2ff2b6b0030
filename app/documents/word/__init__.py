"""A document as DOCX that an office can go on writing in."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.document import Document
from app.documents.printing import never

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_of(document: Document, cancelled: Callable[[], bool] = never) -> bytes:
    """The document as DOCX; equal documents give equal bytes.

    Drawings need a press: with them, raises NotPrinted or Unwanted.
    """
    # The library weighs as much as a tenth of a process that shows pages, and few ever write one.
    from app.documents.word.writing import written

    return written(document, cancelled)
