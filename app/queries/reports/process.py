"""The first part of the committee's report: meetings, their attendance, what they agreed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.attendance import CAME
from app.domain.meetings import in_order, is_external
from app.domain.reports.committee import AgreementLine, MeetingLine
from app.domain.wording import meeting_day
from app.domain.words import AGREEMENT_WORDS
from app.extensions import db
from app.models.meetings import Agreement, Attendee, Meeting, MeetingState, Minutes
from app.queries.reports.frame import Frame


def meetings(frame: Frame) -> list[MeetingLine]:
    """Our own meetings of the year up to the committee's, cancelled ones left out."""
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.cycle_id == frame.meeting.cycle_id, Meeting.state != MeetingState.CANCELLED)
        .options(joinedload(Meeting.body), joinedload(Meeting.cycle))
    ).all()
    ours = [one for one in in_order(found) if not is_external(one)]
    came = _attendance([one.id for one in ours])
    return [_meeting(one, came.get(one.id), frame) for one in ours]


def _meeting(meeting: Meeting, came: tuple[int, int] | None, frame: Frame) -> MeetingLine:
    held = meeting.held_on is not None and meeting.held_on <= frame.known_on
    return MeetingLine(
        when=meeting_day(meeting),
        title=meeting.title,
        body=meeting.body.name,
        purpose=meeting.purpose or "",
        held=held,
        present=came[0] if came and held else None,
        organisations=came[1] if came and held else None,
    )


def _attendance(meeting_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many came to each meeting, in person or by a stand-in, and from how many places."""
    rows = db.session.execute(
        select(
            Attendee.meeting_id,
            func.count(Attendee.id).label("present"),
            func.count(func.distinct(Attendee.on_behalf_of_id)).label("organisations"),
        )
        .where(Attendee.meeting_id.in_(meeting_ids), Attendee.attendance.in_(CAME))
        .group_by(Attendee.meeting_id)
    )
    found = {row.meeting_id: (row.present, row.organisations) for row in rows}
    kept = select(Minutes.meeting_id, Minutes.came, Minutes.came_for).where(
        Minutes.meeting_id.in_(meeting_ids), Minutes.came.is_not(None)
    )
    return found | {row.meeting_id: (row.came, row.came_for) for row in db.session.execute(kept)}


def agreements(frame: Frame) -> list[AgreementLine]:
    """What our meetings of the year agreed by the day of which is told, whenever written down."""
    found = db.session.scalars(
        select(Agreement)
        .join(Agreement.meeting)
        .where(
            Agreement.cycle_id == frame.meeting.cycle_id,
            Meeting.id != frame.meeting.id,
            Meeting.held_on <= frame.known_on,
        )
        .order_by(Agreement.number)
        .options(
            joinedload(Agreement.cycle),
            joinedload(Agreement.meeting),
            joinedload(Agreement.based_on).joinedload(Agreement.cycle),
        )
    )
    return [
        AgreementLine(
            label=one.label,
            kind=AGREEMENT_WORDS[one.kind],
            text=one.text,
            meeting=one.meeting.title,
            based_on=one.based_on.label if one.based_on else "",
        )
        for one in found
    ]
