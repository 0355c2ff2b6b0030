"""Figures that tests write down for `./dev bench security`: "S-20: connects", "0 of 0 calls"."""

from __future__ import annotations

from collections.abc import Callable

Note = Callable[[str, object], None]  # what pytest's `record_property` is
