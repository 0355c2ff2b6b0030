"""`python -m jobs NAME`: one run of one job; without a name, the scheduler alone."""

from __future__ import annotations

import sys

from app import create_app
from app.domain.errors import RuleBroken
from jobs.scheduler import Clockwork


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 1 refused with one line on standard error."""
    clockwork = Clockwork(create_app())
    try:
        if arguments:
            clockwork.run_job(arguments[0])
        else:
            clockwork.run_alone()
    except RuleBroken as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
