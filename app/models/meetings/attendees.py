"""Attendees of a meeting: their answer beforehand, their attendance afterwards."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings.cycles import Meeting
from app.models.people import Actor
from app.orm import Base, words


class PartStat(enum.StrEnum):
    """Participation status, RFC 5545 section 3.2.12."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class AttendeeRole(enum.StrEnum):
    """Participation role, RFC 5545 section 3.2.16."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"


class Attendance(enum.StrEnum):
    """Who was there (R47); OPEN until the minute-taker has said so."""

    OPEN = "open"
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"
    REPRESENTED = "represented"


class Attendee(Base):
    """One person invited to one meeting."""

    __tablename__ = "attendee"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    represented_by_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"), init=False)
    role: Mapped[AttendeeRole] = mapped_column(
        words(AttendeeRole, "role"), default=AttendeeRole.REQUIRED
    )
    partstat: Mapped[PartStat] = mapped_column(
        words(PartStat, "partstat"), default=PartStat.NEEDS_ACTION
    )
    answered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    comment: Mapped[str | None] = mapped_column(Text, default=None)
    attendance: Mapped[Attendance] = mapped_column(
        words(Attendance, "attendance"), default=Attendance.OPEN
    )
    present_from: Mapped[dt.time | None] = mapped_column(default=None)
    present_until: Mapped[dt.time | None] = mapped_column(default=None)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Actor] = relationship(foreign_keys=[person_id])
    on_behalf_of: Mapped[Actor | None] = relationship(foreign_keys=[on_behalf_of_id], default=None)
    represented_by: Mapped[Actor | None] = relationship(
        foreign_keys=[represented_by_id], default=None
    )

    __mapper_args__ = {"version_id_col": version}


class Uninvited(Base):
    """A person of the group whom the office took off one meeting's list; not asked again."""

    __tablename__ = "uninvited"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    since_at: Mapped[dt.datetime]

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Actor] = relationship()
