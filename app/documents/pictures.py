"""Drawings as PNG, for files that cannot hold them as SVG; one press for all of a document."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence

from app.documents import pdf, printing

SECONDS = 60


def png_of(svgs: Sequence[str], cancelled: Callable[[], bool] = printing.never) -> list[bytes]:
    """Each drawing as PNG, sharp enough for paper. Raises NotPrinted or Unwanted."""
    if not svgs:
        return []
    printed = printing.run(
        json.dumps({"pictures": list(svgs)}),
        pdf.PRESS,
        begins=b"[",
        seconds=SECONDS,
        cancelled=cancelled,
    )
    return [base64.b64decode(one) for one in json.loads(printed)]
