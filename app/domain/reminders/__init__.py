"""Which reminders a plan's world asks for, and when: pure, for planner, preview and re-check."""

from app.domain.reminders.asking import crossed, newly_wished, reminders
from app.domain.reminders.folding import Bundle, fold, without_earlier_stages
from app.domain.reminders.limits import within_limit
from app.domain.reminders.meetings import meeting_start
from app.domain.reminders.recipients import Directory, Recipient
from app.domain.reminders.world import REMINDED_STATES, Reminder, ReminderKind, Subject, World

__all__ = [
    "REMINDED_STATES",
    "Bundle",
    "Directory",
    "Recipient",
    "Reminder",
    "ReminderKind",
    "Subject",
    "World",
    "crossed",
    "fold",
    "meeting_start",
    "newly_wished",
    "reminders",
    "within_limit",
    "without_earlier_stages",
]
