"""The product behind its real server, on a free port of this machine."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server


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


def _serve(server: Any) -> None:
    """Until the test closes the server's socket under it."""
    with contextlib.suppress(OSError):
        server.run()
