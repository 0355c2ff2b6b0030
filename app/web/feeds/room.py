"""The blueprint of the room of calendars."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("feeds", __name__)
