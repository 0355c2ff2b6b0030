"""Sets one document in type and ends: a process of its own, started by `app.documents.pdf`.

Typesetting costs a multiple of the memory that the pages need, and a fault in it must not take
them along. Reads the document as JSON and writes the PDF; a fault goes to standard error. It
knows nothing of the application, and of the machine only its template and its fonts.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE.parents[1] / "templates" / "documents" / "document.typ"
CPU_SECONDS = 30  # the last resort should nobody be left to end a press that runs wild


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    try:
        pdf = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=fonts,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            sys_inputs={"document": sys.stdin.buffer.read().decode()},
        )
    except typst.TypstError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
