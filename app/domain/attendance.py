"""Who was at a meeting, as minutes put it into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from app.domain.spoken import time_span
from app.language import N_
from app.language import gettext as _
from app.models.meetings import Attendance, Attendee, AttendeeRole
from app.models.people import Actor

NameOf = Callable[[Actor], str]
CAME = (Attendance.PRESENT, Attendance.REPRESENTED)
GROUPS = (
    (N_("Anwesend"), Attendance.PRESENT),
    (N_("Vertreten"), Attendance.REPRESENTED),
    (N_("Als Gast"), None),
    (N_("Entschuldigt"), Attendance.EXCUSED),
    (N_("Nicht gekommen"), Attendance.ABSENT),
    (N_("Ohne Angabe"), Attendance.OPEN),
)


def groups(attendees: Sequence[Attendee]) -> list[tuple[str, list[Attendee]]]:
    """The attendees in the order of minutes; groups without anybody are left out."""
    guests = [one for one in attendees if _is_guest(one)]
    found = [
        (
            _(label),
            guests
            if attendance is None
            else [one for one in attendees if one.attendance is attendance and one not in guests],
        )
        for label, attendance in GROUPS
    ]
    return [(label, rows) for label, rows in found if rows]


def answer_numbers(attendees: Iterable[Attendee]) -> dict[str, int]:
    """How many answered what: all that is kept of answers once they are cleared."""
    return dict(sorted(Counter(one.partstat.value for one in attendees).items()))


def came_numbers(attendees: Iterable[Attendee]) -> tuple[int, int]:
    """How many came, in person or by a stand-in, and for how many places."""
    came = [one for one in attendees if one.attendance in CAME]
    return len(came), len({one.on_behalf_of_id for one in came} - {None})


def _is_guest(attendee: Attendee) -> bool:
    return attendee.role is AttendeeRole.OPTIONAL and attendee.attendance is Attendance.PRESENT


def remark(attendee: Attendee, name_of: NameOf) -> str:
    """ "14:30–16:00 Uhr", "ab 14:30 Uhr", "vertreten durch Name"; empty for most."""
    start, end, other = attendee.present_from, attendee.present_until, attendee.represented_by
    parts = [_("vertreten durch %(name)s", name=name_of(other))] if other else []
    if start and end:
        parts.append(time_span(start, end))
    elif start:
        parts.append(_("ab %(time)s", time=time_span(start, None)))
    elif end:
        parts.append(_("bis %(time)s", time=time_span(end, None)))
    return ", ".join(parts)


def described(attendee: Attendee, name_of: NameOf) -> str:
    """ "Name (Organisation), 14:30–16:00 Uhr"."""
    organisation = attendee.on_behalf_of
    name = name_of(attendee.person) + (f" ({organisation.name})" if organisation else "")
    return ", ".join(part for part in (name, remark(attendee, name_of)) if part)
