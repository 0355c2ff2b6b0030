"""The front door: puts the application together; nobody imports it but the starters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app import models as _models  # noqa: F401  every table must be known before migrations
from app import templates
from app.clock import Clock, system_clock
from app.extensions import babel, csrf, db, install_hooks, login_manager
from config import PROJECT, Settings, load


class Application(Flask):
    """Flask, told once that nothing here is a coroutine; it would ask at every call of a view."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """The application for `settings` (default: from the environment), reading time from `clock`."""
    settings = settings or load()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Application(
        "app",
        instance_path=str(settings.instance_dir),
        template_folder=str(PROJECT / "templates"),
        static_folder=None,  # app.web.assets serves them
    )
    app.config.from_mapping(settings.flask())
    app.extensions["clock"] = clock
    templates.set_up(app)
    _bind_extensions(app)
    _open_doors(app)
    return app


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    login_manager.init_app(app)
    csrf.init_app(app)
    babel.init_app(app)
    with app.app_context():
        install_hooks(db.engine)


def _open_doors(app: Flask) -> None:
    import jobs
    from app import web

    web.open_door(app)
    jobs.open_door(app)
