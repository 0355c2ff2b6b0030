"""A plan as a list, from Excel or CSV: which column is what, and what the rows then say."""

from app.imports.lists.columns import HEADS, Mapping, Role, guess
from app.imports.lists.rows import parse_list

__all__ = ["HEADS", "Mapping", "Role", "guess", "parse_list"]
