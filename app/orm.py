"""The ground under the tables: our declarative base and our column types."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any, dataclass_transform

from sqlalchemy import ColumnElement, DateTime, Dialect, Enum, MetaData, String, literal_column
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware UTC in Python; timestamptz on PostgreSQL, naive UTC on SQLite.

    Raises ValueError for a naive value, because nobody can say which instant it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


class Words(Enum):
    """A column of our own words, which statements spell out where they compare with them.

    As a parameter of a column that some partial index names, a word would have SQLite plan the
    whole statement anew each time, and PostgreSQL leave that index alone.
    """

    class Comparator(Enum.Comparator):
        def operate(self, op: OperatorType, *other: Any, **options: Any) -> ColumnElement[Any]:
            return super().operate(op, *(_spelt_out(one) for one in other), **options)

    comparator_factory = Comparator


def _spelt_out(compared: Any) -> Any:
    """A word, or each of several, as it stands in SQL; anything else as it is."""
    if isinstance(compared, enum.StrEnum):
        return literal_column(f"'{compared.value}'", String())
    if isinstance(compared, list | tuple | set | frozenset):
        return [_spelt_out(one) for one in compared]
    return compared


def words(kind: type[enum.StrEnum], name: str, length: int = 20) -> Words:
    """A column type that stores the words of `kind`, guarded by the named CHECK `name`."""
    return Words(
        kind,
        native_enum=False,
        length=length,
        create_constraint=True,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


# Types only: without this mypy would ask for columns with a default to come last.
@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Declarative base of every table; constructors take keywords only.

    Rows compare by identity. Columns with `init=False` are given by the database or a parent.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: UTCDateTime}

    def __repr__(self) -> str:
        key: Any = getattr(self, "id", None)
        return f"<{type(self).__name__} {key}>"
