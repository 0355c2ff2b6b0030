"""The blueprint of the room."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.days import local_day
from app.models.reports import Report

bp = Blueprint("reports", __name__)
Answer = Response | str | tuple[str, int]


def today_of(report: Report) -> dt.date:
    """Today where the report's plan lives."""
    return local_day(clock.now(), report.plan)


def back(report: Report, anchor: str | None = None) -> Response:
    """To the report's page."""
    return redirect(url_for("reports.show", uid=report.uid, _anchor=anchor))
