"""`serve` and `worker`: the pages and the scheduler, in one process or apart."""

from __future__ import annotations

import ctypes
import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy.orm import configure_mappers
from waitress.server import create_server

from app import clock, create_app, templates
from app.cli.running import with_app
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.queries.health import is_migrated
from app.services import demo
from config import Settings, load

DEFAULT_BASE_URL = "http://127.0.0.1:8000"
THREADS = 8
M_ARENA_MAX = -8  # malloc.h of glibc
SECONDS_TO_END = 8
# Far more than the pages take: only what was read to its end can be answered with a page of ours.
# A server that hangs up earlier shows the browser a broken connection instead of a sentence.
LARGEST_REQUEST = 256 * 1024 * 1024


@click.command(help=N_("Seiten und Zeitgeber in einem Prozess."))
@click.option("--host", default="127.0.0.1", show_default=True, help=N_("Adresse zum Lauschen."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--prepare", is_flag=True, help=N_("Vorher die Datenbank einrichten."))
def serve(host: str, port: int, prepare: bool) -> None:
    """Pages and scheduler in one process."""
    _keep_memory_small()
    settings = _reached_at(load(), port)
    with _open_socket(host, port) as door:
        app = create_app(settings)
        with app.app_context():
            if prepare:
                _prepare(app)
            _demand_migrations(app)
        stop = _start_clockwork(app)
        with app.app_context():
            _greet(app, door)
        _serve_pages(app, settings, door)
    _end(stop)


@click.command(help=N_("Nur der Zeitgeber, neben eigenen Prozessen für die Seiten."))
@click.option(
    "--letters-only",
    is_flag=True,
    help=N_("Nur Briefe versenden, neben dem Zeitgeber; davon darf es mehrere geben."),
)
@with_app
def worker(letters_only: bool) -> None:
    """Only the scheduler, beside processes of their own for the pages."""
    _demand_migrations(current_app)
    clockwork = current_app.extensions["clockwork"]()
    if letters_only:
        clockwork.run_letters(_say_it_sends)
    else:
        clockwork.run_alone(_say_it_works)


def _say_it_sends() -> None:
    click.echo(_("Briefe werden versendet."))
    sys.stdout.flush()


def _say_it_works() -> None:
    click.echo(_("Der Zeitgeber arbeitet."))
    sys.stdout.flush()


def _keep_memory_small() -> None:
    """Let all threads share one of glibc's arenas; each of its own keeps what it once needed.

    Measured with calendars of 4,000 entries written by four threads: 123 MB instead of 132 MB
    with two arenas, at the same speed. Elsewhere than with glibc there is nothing to set.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def _reached_at(settings: Settings, port: int) -> Settings:
    """Without a BASE_URL of its own, the address follows the port."""
    if settings.base_url.rstrip("/") != DEFAULT_BASE_URL:
        return settings
    return replace(settings, base_url=f"http://127.0.0.1:{port}")


def _open_socket(host: str, port: int) -> socket.socket:
    """Take the port first of all. Raises RuleBroken when that cannot be."""
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        door = socket.socket(family, kind, proto)
    except OSError as error:
        raise RuleBroken(_why_not(error, host, port)) from error
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
    except OSError as error:
        door.close()
        raise RuleBroken(_why_not(error, host, port)) from error
    return door


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "Auf %(host)s:%(port)s lauscht schon ein anderes Programm. "
            "Beenden Sie es, oder wählen Sie mit --port eine andere Nummer.",
            host=host,
            port=port,
        )
    return _(
        "Auf %(host)s:%(port)s kann nicht gelauscht werden: %(strerror)s.",
        host=host,
        port=port,
        strerror=error.strerror,
    )


def _prepare(app: Flask) -> None:
    """Bring the database up to date; fill an empty one if this is a demo."""
    if _is_behind():
        # Only here: a process that answers pages for months does not carry it along.
        from app.cli import migrating

        migrating.upgrade()
        templates.compile_all(app)
    if not app.config["DEMO"]:
        return
    with transaction():
        if demo.is_empty():
            demo.load_demo(now=clock.now())


def _is_behind() -> bool:
    with transaction():
        return not is_migrated()


def _demand_migrations(app: Flask) -> None:
    if _is_behind():
        raise RuleBroken(
            _(
                "Die Datenbank passt nicht zu dieser Fassung des Programms. "
                "Sichern Sie sie und rufen Sie dann auf: wiedervorlage db upgrade"
            )
        )


def _start_clockwork(app: Flask) -> Callable[[], None] | None:
    """Start the scheduler beside the pages, unless another process has it already."""
    try:
        stop: Callable[[], None] = app.extensions["clockwork"]().start_beside()
    except RuleBroken:
        click.echo(_("Ein anderer Prozess hat den Zeitgeber; dieser liefert nur die Seiten."))
        return None
    app.extensions["carries_scheduler"] = True
    return stop


def _greet(app: Flask, door: socket.socket) -> None:
    """Say where the pages are, and in a demo how to get in and where the letters lie."""
    base_url = app.config["BASE_URL"]
    host, port = door.getsockname()[:2]
    lines = [_("Wiedervorlage läuft: %(base_url)s", base_url=base_url)]
    if f"{host}:{port}" not in base_url:
        lines.append(_("Lauscht auf %(host)s:%(port)s", host=host, port=port))
    if app.config["DEMO"]:
        lines += _demo_lines(app)
    click.echo("\n".join([*lines, _("Beenden mit Strg+C.")]))
    sys.stdout.flush()


def _demo_lines(app: Flask) -> list[str]:
    sign_ins = demo.demo_sign_ins()
    width = max((len(entry.label) for entry in sign_ins), default=0)
    letters = _("gehen an den eingestellten E-Mail-Server")
    if not app.config["SMTP_URL"]:
        letters = f"{app.config['BASE_URL']}/-/briefe"
    return [
        "",
        _("Anmeldungen der Vorführung (E-Mail-Adresse, Passwort):"),
        *(f"  {entry.label:<{width}}  {entry.email}  {entry.password}" for entry in sign_ins),
        "",
        _("Briefe der Vorführung: %(letters)s", letters=letters),
    ]


def _serve_pages(app: Flask, settings: Settings, door: socket.socket) -> None:
    """Answer requests until the process is asked to end."""
    server = create_server(
        app,
        sockets=[door],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_REQUEST,
        **_proxy(settings),
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    signal.signal(signal.SIGTERM, _interrupt)
    _leave_the_program_alone()
    server.run()


def _leave_the_program_alone() -> None:
    """Keep the collector from looking at the program itself again and again.

    A full look takes 80 to 95 ms, and it is always somebody's request that waits for it.
    """
    configure_mappers()
    gc.collect()
    gc.freeze()


def _proxy(settings: Settings) -> dict[str, Any]:
    """With https outside, a proxy on this machine stands in front; only it is believed."""
    if not settings.secure:
        return {}
    return {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(stop: Callable[[], None] | None) -> None:
    """Let the letter in hand be finished, but not for ever; a later start takes it back."""
    if stop is None:
        return
    ending = threading.Thread(target=stop, daemon=True)
    ending.start()
    ending.join(SECONDS_TO_END)
    if ending.is_alive():
        sys.stdout.flush()
        os._exit(0)  # the scheduler's thread would hold the process for minutes
