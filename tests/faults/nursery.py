"""Forks dispatchers that a test may kill: `go N` on standard input, their ids on standard output.

One process imports the application; each child then makes its own and opens its own connections.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

from app import create_app
from jobs import dispatcher


def main(moment: str) -> None:
    now = dt.datetime.fromisoformat(moment)
    for line in sys.stdin:
        children = [_fork(now) for _ in range(int(line.split()[1]))]
        print(*children, flush=True)
        for child in children:
            os.waitpid(child, 0)
        print("ended", flush=True)


def _fork(now: dt.datetime) -> int:
    child = os.fork()
    if child:
        return child
    try:
        dispatcher.run(create_app(clock=lambda: now))
    finally:
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
