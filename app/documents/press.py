"""Sets one document in type and ends: a process of its own, started by `app.documents.printing`.

Typesetting costs a multiple of the memory that the pages need, and a fault in it must not take
them along. Reads the document as JSON and writes the PDF, or drawings and writes them as PNG in a
JSON list; a fault goes to standard error. It knows nothing of the application, and of the machine
only its templates and its fonts.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parents[1] / "templates" / "documents"
PIXELS_PER_INCH = 220
CPU_SECONDS = 150  # the last resort should nobody be left to end a press that runs wild


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    asked = sys.stdin.buffer.read().decode()
    try:
        sys.stdout.buffer.write(_pictures(asked, fonts) if _drawings(asked) else _pdf(asked, fonts))
    except typst.TypstError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _drawings(asked: str) -> bool:
    return "pictures" in json.loads(asked)


def _pdf(document: str, fonts: typst.Fonts) -> bytes:
    return typst.compile(
        TEMPLATES / "document.typ",
        root=TEMPLATES,
        font_paths=fonts,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        sys_inputs={"document": document},
    )


def _pictures(drawings: str, fonts: typst.Fonts) -> bytes:
    drawn = typst.compile(
        TEMPLATES / "pictures.typ",
        root=TEMPLATES,
        font_paths=fonts,
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"drawings": drawings},
    )
    pages: list[bytes] = drawn if isinstance(drawn, list) else [drawn]  # type: ignore[unreachable]
    return json.dumps([base64.b64encode(page).decode() for page in pages]).encode()


if __name__ == "__main__":
    sys.exit(main())
