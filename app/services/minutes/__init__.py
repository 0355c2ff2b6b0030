"""Minutes: texts, attendance, from the draft to approval and the archive, committees' results."""

from app.services.minutes.approval import add_note, approve, file_objection, publish
from app.services.minutes.archive import delete, note_answer, offer, take_back
from app.services.minutes.attendance import (
    AttendanceOvertaken,
    Entry,
    add_guest,
    presence_of,
    take_attendance,
)
from app.services.minutes.committee import record_result
from app.services.minutes.restoring import Gone, delete_again, gone
from app.services.minutes.texts import hand_out, record_agreement, save_text

__all__ = [
    "AttendanceOvertaken",
    "Entry",
    "Gone",
    "add_guest",
    "add_note",
    "approve",
    "delete",
    "delete_again",
    "file_objection",
    "gone",
    "hand_out",
    "note_answer",
    "offer",
    "presence_of",
    "publish",
    "record_agreement",
    "record_result",
    "save_text",
    "take_attendance",
    "take_back",
]
