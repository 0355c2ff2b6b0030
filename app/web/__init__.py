"""People's door: pages, forms and guards; one blueprint a room."""

from __future__ import annotations

from flask import Flask

from app.web import (
    accounts,
    assets,
    audit,
    body_results,
    cookies,
    crawlers,
    deadlines,
    errors,
    feeds,
    gaps,
    groups,
    headers,
    health,
    intake,
    invitations,
    languages,
    legal,
    letters,
    meetings,
    minutes,
    onboarding,
    overview,
    pages,
    patterns,
    people,
    plans,
    polls,
    preferences,
    privacy,
    proposals,
    register,
    reminders,
    reports,
    rounds,
    signed,
    targets,
    tasks,
    undelivered,
)

ROOMS = (
    accounts,
    audit,
    body_results,
    crawlers,
    deadlines,
    feeds,
    gaps,
    groups,
    health,
    invitations,
    languages,
    legal,
    letters,
    meetings,
    minutes,
    onboarding,
    overview,
    patterns,
    people,
    plans,
    polls,
    preferences,
    privacy,
    proposals,
    register,
    reports,
    reminders,
    rounds,
    signed,
    targets,
    tasks,
    undelivered,
)


def open_door(app: Flask) -> None:
    """Register every room, the page context, the headers and the error pages."""
    cookies.install(app)
    pages.prepare(app)
    languages.install(app)
    intake.install(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    assets.install(app)
    headers.install(app)
    errors.install(app)
