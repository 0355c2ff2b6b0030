"""The product behind its real server, on a free port of this machine."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.test import run_wsgi_app

PAUSE = 0.08  # seconds


@contextlib.contextmanager
def serving(app: Flask, *, threads: int = 4) -> Iterator[str]:
    """The address at which `app` answers while the block runs."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        thread.join(timeout=5)
        wasyncore.close_all(sockets, ignore_all=True)  # what was accepted at the last moment


def in_pieces(product: WSGIApplication) -> WSGIApplication:
    """The same pages in three parts with pauses between them, as over a bad line."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts, status, headers = run_wsgi_app(product, environ)
        start_response(status, list(headers))
        is_page = headers.get("Content-Type", "").startswith("text/html")
        return _dripping(b"".join(parts)) if is_page else parts

    return answer


def _dripping(octets: bytes) -> Iterator[bytes]:
    step = len(octets) // 3 + 1
    yield octets[:step]
    for at in (step, 2 * step):
        time.sleep(PAUSE)
        yield octets[at : at + step]


def _serve(server: Any) -> None:
    """Until the test closes the server's socket under it."""
    with contextlib.suppress(OSError):
        server.run()
