"""At most so many letters a person and week, and then the most important (see letter_habits)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from app.domain.reminders.folding import Bundle
from app.domain.reminders.world import Reminder, ReminderKind
from app.models.reminders import LetterHabits

OVER_LIMIT = "weekly_limit"
# These are asked again some other day; a week's last letter is kept free of them.
ASKED_AGAIN = frozenset(
    {
        ReminderKind.OVERDUE,
        ReminderKind.NAMING,
        ReminderKind.MINUTES,
        ReminderKind.UNASSIGNED,
    }
)


def within_limit(
    bundles: Iterable[Bundle],
    received: Mapping[str, int],
    habits: LetterHabits | None,
    *,
    exempt: Collection[str],
) -> tuple[list[Bundle], list[Reminder]]:
    """The bundles that go, and the reminders that are left out, each with its reason.

    `received` counts a week's letters by address; `exempt` holds the keys of the office, which
    works with these letters.
    """
    if habits is None or habits.weekly_limit is None:
        return list(bundles), []
    going: list[Bundle] = []
    left_out: list[Reminder] = []
    for bundle in bundles:
        room = habits.weekly_limit - received.get(bundle.head.recipient.address, 0)
        asks_again = all(one.kind in ASKED_AGAIN for one in bundle.reminders)
        if bundle.head.recipient.key in exempt or room > (1 if asks_again else 0):
            going.append(bundle)
        else:
            left_out += (replace(one, left_out=OVER_LIMIT) for one in bundle.reminders)
    return going, left_out
