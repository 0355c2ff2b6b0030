"""The room itself, before its pages come in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("privacy", __name__)
