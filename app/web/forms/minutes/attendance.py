"""Forms for who was there: one line a person, the list as a whole, guests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from app.domain.minutes import Presence
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import Attendance, Attendee
from app.models.people import Actor
from app.services.minutes import Entry, presence_of
from app.web.forms.choices import RowField, WordField
from app.web.forms.fields import ClockField

ATTENDANCE_WORDS = {
    Attendance.OPEN: _l("noch offen"),
    Attendance.PRESENT: _l("anwesend"),
    Attendance.EXCUSED: _l("entschuldigt"),
    Attendance.REPRESENTED: _l("vertreten"),
    Attendance.ABSENT: _l("nicht gekommen"),
}


class LineForm(FlaskForm):
    """One line of the attendance list."""

    class Meta:
        csrf = False  # the list around it has the token

    attendance = WordField(_l("Anwesenheit"), ATTENDANCE_WORDS)
    present_from = ClockField(_l("von"), [Optional()])
    present_until = ClockField(_l("bis"), [Optional()])
    represented_by = RowField(_l("vertreten durch"))
    seen = HiddenField()

    def __init__(self, attendee: Attendee, persons: Sequence[Actor], **more: Any) -> None:
        present = presence_of(attendee)
        stored = {
            "attendance": present.attendance.value,
            "present_from": present.present_from,
            "present_until": present.present_until,
            "represented_by": str(present.represented_by_id or ""),
            "seen": _written(present),
        }
        super().__init__(prefix=f"p{attendee.person_id}-", data=stored, **more)
        self.attendee = attendee
        self["represented_by"].offer(persons, empty=_("niemanden"))

    def entry(self, *, rest_present: bool) -> Entry:
        """What the writer saw and what it shall be; for "the rest was there", open ones are."""
        row: Actor | None = self["represented_by"].row
        attendance: Attendance = self["attendance"].word
        if rest_present and attendance is Attendance.OPEN:
            attendance = Attendance.PRESENT
        wanted = Presence(
            attendance=attendance,
            present_from=self["present_from"].data,
            present_until=self["present_until"].data,
            represented_by_id=row.id if row else None,
        )
        return Entry(
            person_id=self.attendee.person_id, seen=_read(self["seen"].data or ""), wanted=wanted
        )

    def look_again(self) -> None:
        """Take what stands in the database now for what the writer has seen."""
        self["seen"].data = _written(presence_of(self.attendee))


class AttendanceForm(FlaskForm):
    """The list as a whole."""

    rest_present = BooleanField(_l("Alle, bei denen nichts eingetragen ist, waren anwesend"))


class GuestForm(FlaskForm):
    """Somebody who came without being on the list."""

    person = RowField(_l("Wer ist dazugekommen?"))


def _written(presence: Presence) -> str:
    times = (presence.present_from, presence.present_until)
    return "|".join(
        (
            presence.attendance.value,
            *(time.isoformat("minutes") if time else "" for time in times),
            str(presence.represented_by_id or ""),
        )
    )


def _read(words: str) -> Presence:
    """The presence a form was opened on; anything else counts as never seen."""
    try:
        attendance, start, end, person = words.split("|")
        return Presence(
            attendance=Attendance(attendance),
            present_from=dt.time.fromisoformat(start) if start else None,
            present_until=dt.time.fromisoformat(end) if end else None,
            represented_by_id=int(person) if person else None,
        )
    except ValueError:
        return Presence(attendance=Attendance.OPEN)
