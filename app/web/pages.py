"""What every page knows: who looks at it, where one can go, how days are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_login import current_user

from app import clock, language
from app.domain import links, spoken
from app.domain.access import Viewer
from app.language import gettext as _
from app.queries import viewers
from app.web import addresses, catalogue, drawings, files, macros
from app.web.guards import current_viewer
from app.web.listing import address_with
from app.web.words import STATE_WORDS


@dataclass(frozen=True)
class NavEntry:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool


def prepare(app: Flask) -> None:
    """Give templates their filters and the context every page has."""
    app.jinja_env.filters.update(
        long_day=spoken.long_day,
        short_day=spoken.short_day,
        day_of_year=spoken.day_of_year,
        month_name=spoken.month_name,
        clock_time=spoken.clock_time,
        meeting_day=spoken.meeting_day,
        file_size=files.size_words,
        german=language.german,
    )
    app.jinja_env.tests["web_address"] = links.is_web_address
    app.jinja_env.globals.update(
        address_with=address_with, in_german=language.in_german, state_words=STATE_WORDS
    )
    addresses.install(app)
    catalogue.install(app)
    drawings.install(app)
    macros.install(app)
    app.before_request(_recognise)
    app.context_processor(_page_context)


def _recognise() -> None:
    """Work out who is asking, once a request; static files need nobody."""
    g.viewer = None
    g.pop("_login_user", None)  # Flask-Login's; `g` outlives requests where a context is held open
    if request.endpoint in (None, "static", "feeds.calendar") or "_user_id" not in session:
        return
    if current_user.is_authenticated:
        g.viewer = viewers.viewer_in(current_user.session, clock.now().date())


def _page_context() -> dict[str, Any]:
    viewer = current_viewer()
    plan = viewer.plan if viewer else None
    return {
        "viewer": viewer,
        "nav": _navigation(viewer) if viewer and plan else [],
        "plans": viewer.plans if viewer else (),
        "product_name": "Wiedervorlage",
        "languages": language.NAMES,
        "spoken": language.spoken(),
        "county_name": plan.county if plan else "",
    }


def _navigation(viewer: Viewer) -> list[NavEntry]:
    entries = [
        (_("Übersicht"), url_for("overview.show")),
        (_("Meine Aufgaben"), url_for("tasks.mine")),
        (_("Termine"), url_for("meetings.index")),
        (_("Gruppen"), url_for("groups.index")),
        (_("Ziele"), url_for("plans.show", slug=viewer.plan.slug if viewer.plan else "")),
        (_("Berichte"), url_for("reports.index")),
    ]
    if viewer.is_office:
        entries.append((_("Verwaltung"), url_for("overview.administration")))
    return [NavEntry(label, url, _is_current(url)) for label, url in entries]


def _is_current(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url + "/"))
