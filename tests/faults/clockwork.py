"""A clock beside nothing else, ticking fast, with a fault in it: `raise`, `hang`, `die`, `none`.

Writes a line for each tick; whoever reads the tenth line knows that it goes on.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time

from flask import Flask

from app import create_app
from jobs.scheduler import Clockwork
from jobs.timetable import Job

EVERY = 0.2


def none(_app: Flask) -> int:
    print("tick", flush=True)
    return 0


def fails(_app: Flask) -> int:
    print("tick", flush=True)
    raise RuntimeError("a fault in a tick")


def hangs(_app: Flask) -> int:
    print("tick", flush=True)
    time.sleep(3600)
    return 0


def kills_the_loop(_app: Flask) -> int:
    print("tick", flush=True)
    loop = next(one for one in threading.enumerate() if one.name == "APScheduler")
    end = ctypes.py_object(SystemExit)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(loop.ident or 0), end)
    return 0


FAULTS = {"none": none, "raise": fails, "hang": hangs, "die": kills_the_loop}


def main(fault: str) -> None:
    job = Job(name="tick", says="", run=FAULTS[fault], every_seconds=EVERY, beats=True)
    Clockwork(create_app(), [job]).start_beside()
    time.sleep(30)


if __name__ == "__main__":
    main(sys.argv[1])
