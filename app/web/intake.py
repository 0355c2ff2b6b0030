"""What no request may bring: characters and numbers that no database can store."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, ValidationError

NUL = "\x00"  # PostgreSQL stores it in no text
POLLED = ("feeds.calendar", "feeds.public_calendar")
LARGEST_NUMBER = 2**31 - 1  # of the columns' type INTEGER
DIGITS = len(str(LARGEST_NUMBER))


class Unstorable(BadRequest):
    """The input holds a character that cannot be stored."""


class StorableInteger(IntegerConverter):
    """A number in an address that a column can hold; a larger one is no address of ours."""

    def to_python(self, value: str) -> int:
        # The length first: Python refuses to read thousands of digits.
        if len(value) > DIGITS or int(value) > LARGEST_NUMBER:
            raise ValidationError
        return int(value)


def install(app: Flask) -> None:
    """Ask every request before its view does; to be called before rooms are registered."""
    app.url_map.converters["int"] = StorableInteger
    app.before_request(_refuse_the_unstorable)


def _refuse_the_unstorable() -> None:
    # A calendar has a short answer of its own, and looks its address up by a hash.
    if NUL in request.path and request.endpoint not in POLLED:
        abort(404)
    # Without body and without %00 nothing has to be taken apart: a poll of a calendar has neither.
    if (request.content_type or b"%00" in request.query_string) and any(
        NUL in text for text in _texts()
    ):
        raise Unstorable


def _texts() -> Iterator[str]:
    """All names and values of the query and the form, and the names of its files."""
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""
