"""The blueprint of the room."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("rounds", __name__)
Answer = Response | str | tuple[str, int]
