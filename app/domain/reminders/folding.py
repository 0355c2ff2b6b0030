"""What one letter carries: one a person, the most important first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.reminders.world import Reminder, ReminderKind

# These ask about what is late, and ask again: they stand behind what has a day ahead of it.
QUESTIONS = frozenset({ReminderKind.OVERDUE, ReminderKind.UNASSIGNED})


@dataclass(frozen=True)
class Bundle:
    """What one letter carries: the most important reminder, and the others in its train."""

    head: Reminder
    train: tuple[Reminder, ...] = ()

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        return (self.head, *self.train)


def fold(due: Iterable[Reminder]) -> list[Bundle]:
    """One bundle a person: the nearest day first; of one day meetings, tasks, deadlines.

    What asks about something late comes after everything that lies ahead.
    """
    of_person: dict[str, list[Reminder]] = {}
    for reminder in due:
        of_person.setdefault(reminder.recipient.key, []).append(reminder)
    kinds = list(ReminderKind)
    for group in of_person.values():
        group.sort(
            key=lambda r: (
                r.kind in QUESTIONS,
                r.about_on,
                kinds.index(r.kind),
                -r.at.timestamp(),
                r.dedup_key,
            )
        )
    return [Bundle(group[0], tuple(group[1:])) for group in of_person.values()]


def without_earlier_stages(carried: Iterable[Reminder]) -> list[Reminder]:
    """Each thing once, however many stages of it were missed; the order stays."""
    kept: dict[tuple[str, object, str], Reminder] = {}
    for reminder in carried:
        step = reminder.step if reminder.kind is ReminderKind.DEADLINE else ""
        kept.setdefault((reminder.kind, reminder.subject.uid, step), reminder)
    return list(kept.values())
