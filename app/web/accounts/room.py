"""The room itself, before its pages come in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
