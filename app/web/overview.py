"""The start page and the coordination office's entrance."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("overview", __name__)
