"""Reading other people's files: what a plan's document says, before anything is kept."""

from __future__ import annotations

from pathlib import Path

from app.imports.draft import PlanDraft
from app.imports.reading import FileFormat, Reading, read_file

__all__ = ["FileFormat", "Reading", "read_file", "read_plan"]


def read_plan(source: Path | bytes, name: str, file_format: FileFormat = "auto") -> PlanDraft:
    """Read a plan from a file or its bytes; `name` is how problems call it.

    Raises `UnreadableFile` with one sentence per problem, never anything else.
    """
    return read_file(source, name, file_format).draft()
