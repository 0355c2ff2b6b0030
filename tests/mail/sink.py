"""A relay that takes everything at once, so that a sender shows its own speed, and can be killed.

`python -m tests.mail.sink PORT FILE`: before a sender hears that its letter was accepted, one line
of FILE holds it: Message-ID, a digest of its octets, and the second since the start.
"""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config import PROJECT
from tests.mail.relays import free_port

STARTED = time.monotonic()
GREETING = b"220 sink\r\n"
CAPABILITIES = b"250-sink\r\n250 8BITMIME\r\n"


@dataclass(frozen=True)
class Sink:
    """A running sink and what it has written down."""

    port: int
    file: Path

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def taken(self) -> list[tuple[str, str, float]]:
        """Message-ID, digest and second of each accepted letter, in their order."""
        lines = [line.split() for line in self.file.read_text().splitlines()]
        return [(identity, digest, float(second)) for identity, digest, second in lines]

    def copies(self) -> dict[str, list[str]]:
        """The digests of all copies of each letter."""
        found: dict[str, list[str]] = defaultdict(list)
        for identity, digest, _second in self.taken():
            found[identity].append(digest)
        return found


@contextmanager
def sinking(folder: Path) -> Iterator[Sink]:
    """A sink in a process of its own, which writes in `folder`."""
    sink = Sink(free_port(), folder / "taken")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mail.sink", str(sink.port), str(sink.file)],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield sink
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class _Dialogue(asyncio.Protocol):
    def __init__(self, taken: IO[bytes]) -> None:
        self.taken = taken
        self.heap = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self.heap += data
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            head, found, rest = self.heap.partition(end)
            if not found:
                return
            self.heap = rest
            if self.in_data:
                self._accept(head)
            else:
                self._command(head[:4].upper())

    def _command(self, verb: bytes) -> None:
        if verb == b"DATA":
            self.in_data = True
            self.transport.write(b"354 go on\r\n")
        elif verb in (b"EHLO", b"HELO"):
            self.transport.write(CAPABILITIES)
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 2.0.0 ok\r\n")

    def _accept(self, letter: bytes) -> None:
        self.in_data = False
        identity = letter.partition(b"Message-ID: <")[2].partition(b">")[0]
        digest = hashlib.sha256(letter).hexdigest()[:16].encode()
        self.taken.write(b"%s %s %.3f\n" % (identity, digest, time.monotonic() - STARTED))
        self.taken.flush()
        self.transport.write(b"250 2.0.0 taken\r\n")


async def _serve(port: int, path: Path) -> None:
    with path.open("ab") as taken:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Dialogue(taken), "127.0.0.1", port)
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
