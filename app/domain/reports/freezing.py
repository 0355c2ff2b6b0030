"""What a report says as JSON and back; equal contents give equal bytes and so an equal SHA-256."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

Content = TypeVar("Content")


def frozen(content: Any) -> str:
    """The content as canonical JSON."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thawed(kind: type[Content], text: str) -> Content:
    """The content that was frozen; fields of later releases have their defaults."""
    found: Content = _read(kind, json.loads(text))
    return found


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _read(kind: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (only,) = [one for one in arguments if one is not types.NoneType]
        return None if value is None else _read(only, value)
    if origin is not None and issubclass(origin, Mapping):
        return {_read(arguments[0], key): _read(arguments[1], one) for key, one in value.items()}
    if origin is not None and issubclass(origin, Sequence):
        return [_read(arguments[0], one) for one in value]
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        known = {one.name for one in dataclasses.fields(kind)}
        return kind(**{k: _read(hints[k], one) for k, one in value.items() if k in known})  # type: ignore[operator]
    if issubclass(kind, dt.date):
        return dt.date.fromisoformat(value)
    return kind(value) if issubclass(kind, enum.Enum) else value
