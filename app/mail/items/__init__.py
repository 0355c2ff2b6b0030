"""What a reminder speaks of: meetings, tasks and deadlines, worded from the day of writing."""

from __future__ import annotations

from app.mail.items.meetings import (
    AgendaItem,
    AnswerItem,
    DeadlineItem,
    MeetingItem,
    MinutesItem,
    PollItem,
)
from app.mail.items.rounds import PURPOSES, ContributionItem, GoalItem, contribution_subject
from app.mail.items.tasks import AgainItem, NamingItem, OverdueItem, TaskItem, UnassignedItem
from app.mail.items.wording import (
    SUBJECT_CHARACTERS,
    distance,
    poll_month,
    shorten,
)

__all__ = [
    "PURPOSES",
    "SUBJECT_CHARACTERS",
    "AgainItem",
    "AgendaItem",
    "AnswerItem",
    "ContributionItem",
    "DeadlineItem",
    "GoalItem",
    "Item",
    "MeetingItem",
    "MinutesItem",
    "NamingItem",
    "OverdueItem",
    "PollItem",
    "TaskItem",
    "UnassignedItem",
    "contribution_subject",
    "distance",
    "most_important_first",
    "poll_month",
    "shorten",
]

Item = (
    MeetingItem
    | AnswerItem
    | PollItem
    | ContributionItem
    | TaskItem
    | AgainItem
    | NamingItem
    | DeadlineItem
    | AgendaItem
    | MinutesItem
    | GoalItem
    | OverdueItem
    | UnassignedItem
)
LATE = (OverdueItem, UnassignedItem)
ORDER = (
    MeetingItem,
    AnswerItem,
    PollItem,
    ContributionItem,
    TaskItem,
    AgainItem,
    NamingItem,
    DeadlineItem,
    AgendaItem,
    MinutesItem,
    GoalItem,
    *LATE,
)


def most_important_first(items: list[Item]) -> list[Item]:
    """What is nearest first, of one day in the order of ORDER; then what is late."""
    return sorted(
        items,
        key=lambda item: (
            isinstance(item, LATE),
            item.days,
            ORDER.index(type(item)),
            item.subject,
        ),
    )
