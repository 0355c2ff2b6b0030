"""The applications that the tests of one process share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

import jobs
from app import create_app
from app.clock import Clock
from config import Settings


@dataclass
class Kept:
    """An application, and how it was when it was new."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]

    def as_new(self, settings: Settings, clock: Clock) -> Flask:
        """The application with nothing left of the test before, on `settings` and `clock`."""
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
        self.app.instance_path = str(settings.instance_dir)
        self.app.config.clear()
        self.app.config.update(self.config | settings.flask())
        self.app.extensions.clear()
        self.app.extensions.update(self.extensions | {"clock": clock})
        jobs.open_door(self.app)
        return self.app


@dataclass
class Running:
    """One application a database address; whoever needs other settings makes one of his own."""

    by_address: dict[str, Kept] = field(default_factory=dict)

    def app(self, settings: Settings, clock: Clock) -> Flask:
        """The application on the database of `settings`, as good as new."""
        address = settings.database_url
        if address not in self.by_address:
            app = create_app(settings, clock=clock)
            self.by_address[address] = Kept(app, dict(app.config), dict(app.extensions))
        return self.by_address[address].as_new(settings, clock)
