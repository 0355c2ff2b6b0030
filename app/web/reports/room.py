"""The blueprint of the room."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app.models.reports import Report

bp = Blueprint("reports", __name__)
Answer = Response | str | tuple[str, int]


def back(report: Report, anchor: str | None = None) -> Response:
    """To the report's page."""
    return redirect(url_for("reports.show", uid=report.uid, _anchor=anchor))
