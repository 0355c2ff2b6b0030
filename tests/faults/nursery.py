"""Forks dispatchers that a test may kill: `go N` on standard input.

Their ids stand on one line of standard output, how each ended (0, or minus the signal) on the next.
One process imports the application; each child then makes its own and opens its own connections.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import traceback

from app import create_app
from jobs import dispatcher


def main(moment: str) -> None:
    now = dt.datetime.fromisoformat(moment)
    for line in sys.stdin:
        children = [_fork(now) for _ in range(int(line.split()[1]))]
        print(*children, flush=True)
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(*ends, flush=True)


def _fork(now: dt.datetime) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        dispatcher.run(create_app(clock=lambda: now))
        status = 0
    except Exception:  # noqa: BLE001  whatever it was, the test shall see it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
