"""How far long work has come: a bar on standard error, and nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def stages(*names: str) -> Iterator[Callable[[], None]]:
    """Show the stages by name while the block runs; it calls what it gets after each of them."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    coming = iter(names[1:])
    with click.progressbar(
        length=len(names), label=names[0], file=sys.stderr, show_eta=False
    ) as bar:

        def done() -> None:
            bar.label = next(coming, names[-1])
            bar.update(1)

        bar.render_progress()
        yield done
