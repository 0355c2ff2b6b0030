"""Who was at a meeting, as minutes put it into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.wording import time_span
from app.models.meetings import Attendance, Attendee, AttendeeRole
from app.models.people import Actor

NameOf = Callable[[Actor], str]
GROUPS = (
    ("Anwesend", Attendance.PRESENT),
    ("Vertreten", Attendance.REPRESENTED),
    ("Als Gast", None),
    ("Entschuldigt", Attendance.EXCUSED),
    ("Nicht gekommen", Attendance.ABSENT),
    ("Ohne Angabe", Attendance.OPEN),
)


def groups(attendees: Sequence[Attendee]) -> list[tuple[str, list[Attendee]]]:
    """The attendees in the order of minutes; groups without anybody are left out."""
    guests = [one for one in attendees if _is_guest(one)]
    found = [
        (
            label,
            guests
            if attendance is None
            else [one for one in attendees if one.attendance is attendance and one not in guests],
        )
        for label, attendance in GROUPS
    ]
    return [(label, rows) for label, rows in found if rows]


def _is_guest(attendee: Attendee) -> bool:
    return attendee.role is AttendeeRole.OPTIONAL and attendee.attendance is Attendance.PRESENT


def remark(attendee: Attendee, name_of: NameOf) -> str:
    """ "14:30–16:00 Uhr", "ab 14:30 Uhr", "vertreten durch Name"; empty for most."""
    start, end, other = attendee.present_from, attendee.present_until, attendee.represented_by
    parts = [f"vertreten durch {name_of(other)}"] if other else []
    if start and end:
        parts.append(time_span(start, end))
    elif start:
        parts.append(f"ab {time_span(start, None)}")
    elif end:
        parts.append(f"bis {time_span(end, None)}")
    return ", ".join(parts)


def described(attendee: Attendee, name_of: NameOf) -> str:
    """ "Name (Organisation), 14:30–16:00 Uhr"."""
    organisation = attendee.on_behalf_of
    name = name_of(attendee.person) + (f" ({organisation.name})" if organisation else "")
    return ", ".join(part for part in (name, remark(attendee, name_of)) if part)
