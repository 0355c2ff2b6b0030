"""Date polls: days on offer for a meeting without a day, and who could come when."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings.cycles import Meeting
from app.models.people import Actor
from app.orm import Base, words


class PollChoice(enum.StrEnum):
    """Ja, zur Not, nein."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


class DatePoll(Base):
    """One round of asking for a date; a meeting has at most one that is open."""

    __tablename__ = "date_poll"
    __table_args__ = (
        Index(
            "uq_date_poll_open",
            "meeting_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False, index=True)
    note: Mapped[str | None] = mapped_column(Text, default=None)
    answer_by: Mapped[dt.date]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[Meeting] = relationship()
    options: Mapped[list[PollOption]] = relationship(
        back_populates="poll", order_by="PollOption.position", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def sequence(self) -> int:
        """Its days and its answer-by day never change, so reminders need no new keys."""
        return 0


class PollOption(Base):
    """A day on offer; at most one of a poll is chosen.

    `answer_numbers` is what is left of the answers once they were cleared: how many said what.
    """

    __tablename__ = "poll_option"
    __table_args__ = (
        UniqueConstraint("poll_id", "held_on", "begins"),
        CheckConstraint("ends IS NULL OR ends > begins", name="ends_after_begins"),
        Index(
            "uq_poll_option_chosen",
            "poll_id",
            unique=True,
            sqlite_where=text("chosen"),
            postgresql_where=text("chosen"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"), init=False)
    position: Mapped[int]
    held_on: Mapped[dt.date]
    begins: Mapped[dt.time]
    ends: Mapped[dt.time | None] = mapped_column(default=None)
    chosen: Mapped[bool] = mapped_column(default=False)
    answer_numbers: Mapped[dict[str, int] | None] = mapped_column(
        JSON(none_as_null=True), init=False, default=None
    )

    poll: Mapped[DatePoll] = relationship(back_populates="options")
    answers: Mapped[list[PollAnswer]] = relationship(
        back_populates="option", init=False, default_factory=list
    )


class PollAnswer(Base):
    """What one person says to one option; changeable until the poll is closed."""

    __tablename__ = "poll_answer"
    __table_args__ = (UniqueConstraint("option_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), init=False, index=True)
    choice: Mapped[PollChoice] = mapped_column(words(PollChoice, "choice"))
    answered_at: Mapped[dt.datetime]

    option: Mapped[PollOption] = relationship(back_populates="answers")
    person: Mapped[Actor] = relationship()
