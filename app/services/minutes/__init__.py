"""Minutes: texts as a chain, attendance, from the draft to approval, what committees decided."""

from app.services.minutes.approval import add_note, approve, file_objection, publish
from app.services.minutes.attendance import (
    AttendanceOvertaken,
    Entry,
    add_guest,
    presence_of,
    take_attendance,
)
from app.services.minutes.committee import record_result
from app.services.minutes.texts import hand_out, record_agreement, save_text

__all__ = [
    "AttendanceOvertaken",
    "Entry",
    "add_guest",
    "add_note",
    "approve",
    "file_objection",
    "hand_out",
    "presence_of",
    "publish",
    "record_agreement",
    "record_result",
    "save_text",
    "take_attendance",
]
