"""The blueprint of the room."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask import redirect as to
from werkzeug.wrappers import Response

from app.domain import minutes as law
from app.domain.access import Viewer
from app.models.meetings import AgendaItem, Meeting

bp = Blueprint("minutes", __name__)
Answer = Response | str | tuple[str, int]


def may_take_item(viewer: Viewer, item: AgendaItem) -> bool:
    """The right on an item is the right on its meeting's minutes."""
    return law.may_take(viewer, item.meeting)


def to_what_is_left(meeting: Meeting) -> Response:
    """To the page that says why there are no minutes any more."""
    return to(url_for("minutes.read", uid=meeting.uid))


def back(meeting: Meeting, anchor: str, **arguments: Any) -> Response:
    """To the working page, at the place where one was."""
    return to(url_for("minutes.take", uid=meeting.uid, _anchor=anchor, **arguments))
