"""The runs whose figures count, for the suite in small and for the bench in large."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.models.outbox import LetterState, OutboxLetter
from config import Settings
from tests.faults.dispatchers import dispatchers
from tests.jobs.letters import letters, make_reports, put_aside_untouched
from tests.mail.sink import Sink, sinking

S = LetterState
ENOUGH = 12  # letters for each kill: nobody shall run out of work


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of the letters of a run."""

    letters: int
    untouched: int  # put aside at the end, since nobody had come to them
    lost: int  # marked as sent, and the relay has never seen them; or without any fate
    doubled: int  # copies beyond the first
    most_copies: int
    differing: int  # letters whose copies are not alike
    touched_twice: int  # letters that more than one dispatcher had in its hands


def kill_run(settings: Settings, folder: Path, kills: int) -> Outcome:
    """Two dispatchers at work, killed so often at random moments; then one finishes."""
    make_reports(2)
    with sinking(folder) as sink, dispatchers(settings, sink.url) as nursery:
        make_reports(kills * ENOUGH)
        assert nursery.order("kill", kills, 5) == [kills]
        untouched = put_aside_untouched()
        nursery.order("go", 1)
        nursery.ends()
        return outcome_of(sink, untouched)


def share_run(settings: Settings, folder: Path, count: int, dispatchers_: int = 4) -> Outcome:
    """So many letters and dispatchers that start at the same moment."""
    make_reports(1)
    with sinking(folder) as sink, dispatchers(settings, sink.url) as nursery:
        make_reports(count)
        nursery.order("go", dispatchers_)
        nursery.ends()
        return outcome_of(sink, 0)


def jump_run(settings: Settings, folder: Path, count: int) -> Outcome:
    """Two dispatchers whose clocks jump by hours, days and weeks at every look."""
    make_reports(1)
    with sinking(folder) as sink, dispatchers(settings, sink.url) as nursery:
        make_reports(count)
        nursery.order("jump", 2, 3)
        nursery.ends()
        return outcome_of(sink, 0)


def outcome_of(sink: Sink, untouched: int) -> Outcome:
    """What the database says of all letters, held against what the relay has seen."""
    copies, fates = sink.copies(), Counter(letter.state for letter in letters())
    sent = {_identity(one) for one in letters() if one.state is S.SENT}
    open_ones = sum(fates[state] for state in fates if state not in (S.SENT, S.CANCELLED))
    undecided = fates[S.UNCERTAIN]
    return Outcome(
        letters=sum(fates.values()),
        untouched=untouched,
        lost=len(sent - copies.keys()) + open_ones - undecided,
        doubled=sum(len(found) - 1 for found in copies.values()),
        most_copies=max(map(len, copies.values())),
        differing=sum(len(set(digests)) > 1 for digests in copies.values()),
        touched_twice=sum(one.attempt > 1 for one in letters()),
    )


def _identity(letter: OutboxLetter) -> str:
    assert letter.message_id is not None
    return letter.message_id.strip("<>")
