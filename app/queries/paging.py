"""Lists that the database narrows, sorts and cuts; a page past the end is the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.models.folding import fold

T = TypeVar("T")
Ids = Select[Any] | Sequence[int]  # what `in_` takes
PAGE_SIZE = 20
MOST_WORDS = 8
LONGEST_WORD = 60


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; has what the pagination macro asks for."""

    items: Sequence[T]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return self.page - 1

    @property
    def next_num(self) -> int:
        return self.page + 1

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)


def page_within(number: int, total: int, size: int = PAGE_SIZE) -> int:
    """The page asked for, or the nearest there is."""
    return min(max(number, 1), max(1, -(-total // size)))


@dataclass(frozen=True)
class Order:
    """By which of its columns a list is sorted; no key is the list's own order."""

    key: str = ""
    descending: bool = False

    @classmethod
    def read(cls, word: str, keys: Iterable[str]) -> Self:
        """From an address: "frist" rises, "-frist" falls; a word nobody knows is no order."""
        key = word.removeprefix("-")
        return cls(key, word.startswith("-")) if key in keys else cls()

    def by(
        self,
        columns: Mapping[str, SQLColumnExpression[Any]],
        last: Sequence[ColumnElement[Any]],
    ) -> tuple[ColumnElement[Any], ...]:
        """What to sort by, rows without a value at the end either way; then by `last`."""
        if self.key not in columns:
            return tuple(last)
        column = columns[self.key]
        return (column.is_(None), column.desc() if self.descending else column.asc(), *last)


OWN_ORDER = Order()


def cut(chosen: Select[Any], number: int, *, searching: bool = False) -> tuple[Ids, int, int]:
    """One page of the ordered ids in `chosen` as `in_` takes it, which page that is, of how many.

    Ids are sorted and cut first, so that the joins that follow see the rows of one page only.
    Looking through texts is dear and done once: what is found is counted along with the page.
    Everything else is counted faster by itself, from an index.
    """
    if searching:
        first = max(number, 1)
        found = db.session.execute(_page(chosen.add_columns(func.count().over()), first)).all()
        if found or first == 1:
            return [row[0] for row in found], first, found[0][1] if found else 0
    total = db.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery()))
    total = total or 0
    number = page_within(number, total)
    return _page(chosen, number), number, total


def _page(chosen: Any, number: int) -> Select[Any]:
    found: Select[Any] = chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return found


def holds(folded: InstrumentedAttribute[str], words: str) -> list[ColumnElement[bool]]:
    """Conditions: every one of the words stands somewhere in the folded text (R71)."""
    wanted = fold(words).split()[:MOST_WORDS]
    return [folded.contains(word[:LONGEST_WORD], autoescape=True) for word in wanted]
