"""Verbs of tasks: agreeing and handing them out, taking them on, reporting, closing, undoing."""

from app.services.tasks.agreeing import create_office_task, create_task, edit_task, follow_meeting
from app.services.tasks.holding import accept, assign, hand_back, name_person
from app.services.tasks.reporting import change_state, report_progress
from app.services.tasks.undoing import undo

__all__ = [
    "accept",
    "assign",
    "change_state",
    "create_office_task",
    "create_task",
    "edit_task",
    "follow_meeting",
    "hand_back",
    "name_person",
    "report_progress",
    "undo",
]
