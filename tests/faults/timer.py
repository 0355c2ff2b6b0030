"""A timer of the kernel's that kills this very process with SIGKILL, wherever it then is."""

from __future__ import annotations

import ctypes
import os
import signal

CLOCK_PROCESS_CPUTIME_ID = 2  # time.h: only what this process works counts, not who else is busy
SIGEV_SIGNAL = 0


class _Event(ctypes.Structure):
    _fields_ = [
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("rest", ctypes.c_byte * 48),
    ]


class _Span(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Times(ctypes.Structure):
    _fields_ = [("interval", _Span), ("value", _Span)]


def die_in(seconds: float) -> None:
    """Let the kernel kill this process after so much more work."""
    library = ctypes.CDLL(None, use_errno=True)
    timer = ctypes.c_void_p()
    event = _Event(signal=signal.SIGKILL, notify=SIGEV_SIGNAL)
    if library.timer_create(CLOCK_PROCESS_CPUTIME_ID, ctypes.byref(event), ctypes.byref(timer)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    times = _Times(value=_Span(0, max(1, int(seconds * 1e9))))
    if library.timer_settime(timer, 0, ctypes.byref(times), None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
