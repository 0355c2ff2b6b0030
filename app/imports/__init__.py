"""Reading other people's files: what a plan's document says, before anything is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.imports.bilanz import parse_bilanz
from app.imports.draft import PlanDraft
from app.imports.plan_json import parse_plan_json
from app.imports.source import read_text

FileFormat = Literal["auto", "bilanz", "json"]


def read_plan(source: Path | bytes, name: str, file_format: FileFormat = "auto") -> PlanDraft:
    """Read a plan from a file or its bytes; `name` is how problems call it.

    Raises `UnreadableFile` with one sentence per problem, never anything else.
    """
    text = read_text(source, name)
    if file_format == "auto":
        file_format = "json" if text.lstrip().startswith(("{", "[")) else "bilanz"
    return parse_plan_json(text, name) if file_format == "json" else parse_bilanz(text, name)
