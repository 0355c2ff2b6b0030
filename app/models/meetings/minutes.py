"""Minutes of a meeting: texts per agenda item as a chain, approval, notes afterwards."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings.agenda import AgendaItem
from app.models.meetings.cycles import Meeting
from app.orm import Base, words


class MinutesState(enum.StrEnum):
    """Entwurf, Rückmeldung läuft, freigegeben."""

    DRAFT = "draft"
    OBJECTIONS = "objections"
    APPROVED = "approved"


class ArchiveState(enum.StrEnum):
    """Aktuell, angeboten, vom Archiv übernommen oder abgelehnt, gelöscht."""

    CURRENT = "current"
    OFFERED = "offered"
    HANDED_OVER = "handed_over"
    DECLINED = "declined"
    DELETED = "deleted"


class Outcome(enum.StrEnum):
    """What a committee did: zur Kenntnis genommen, beschlossen, vertagt."""

    TAKEN_NOTE = "taken_note"
    RESOLVED = "resolved"
    POSTPONED = "postponed"


class Minutes(Base):
    """The action minutes of one meeting; approved ones change no more, notes are added.

    Of deleted ones the row stays and says so. Without an answer of the archive they may go once
    the day `archive_until_on` is over; `archive_answered_on` is empty where it never came. `came`
    and `came_for` are how many people came for how many places, kept when their names go.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name="approved_has_instant"
        ),
        CheckConstraint(
            "state <> 'objections' OR objections_until_on IS NOT NULL",
            name="objections_have_end",
        ),
        CheckConstraint("archive_state = 'current' OR state = 'approved'", name="only_approved"),
        CheckConstraint(
            "(archive_state = 'current') = (archive_offered_on IS NULL)"
            " AND (archive_offered_on IS NULL) = (archive_until_on IS NULL)"
            " AND (archive_until_on IS NULL OR archive_until_on > archive_offered_on)",
            name="offer_has_days",
        ),
        CheckConstraint(
            "archive_state = 'deleted' OR (archive_state IN ('handed_over', 'declined'))"
            " = (archive_answered_on IS NOT NULL)",
            name="answer_has_day",
        ),
        CheckConstraint(
            "(archive_state = 'deleted') = (deleted_on IS NOT NULL)"
            " AND (deleted_on IS NULL OR archive_answered_on IS NOT NULL"
            " OR deleted_on > archive_until_on)",
            name="archive_before_deletion",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False, unique=True)
    state: Mapped[MinutesState] = mapped_column(
        words(MinutesState, "state"), default=MinutesState.DRAFT
    )
    objections_until_on: Mapped[dt.date | None] = mapped_column(default=None)
    approved_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    archive_state: Mapped[ArchiveState] = mapped_column(
        words(ArchiveState, "archive_state"), default=ArchiveState.CURRENT
    )
    archive_offered_on: Mapped[dt.date | None] = mapped_column(default=None)
    archive_until_on: Mapped[dt.date | None] = mapped_column(default=None)
    archive_answered_on: Mapped[dt.date | None] = mapped_column(default=None)
    deleted_on: Mapped[dt.date | None] = mapped_column(default=None)
    came: Mapped[int | None] = mapped_column(default=None)
    came_for: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[Meeting] = relationship()
    notes: Mapped[list[MinutesNote]] = relationship(
        back_populates="minutes", order_by="MinutesNote.id", init=False, default_factory=list
    )

    __mapper_args__ = {"version_id_col": version}


class MinutesName(Base):
    """What somebody was called when the minutes were approved; people may be renamed, or go.

    `person_id` may lead to a row without a name later: the record is kept (Art. 17 (3) GDPR).
    """

    __tablename__ = "minutes_name"
    __table_args__ = (UniqueConstraint("minutes_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))


class MinutesRevision(Base):
    """One saved text of one item; each follows exactly one other, so a fork is impossible."""

    __tablename__ = "minutes_revision"
    __table_args__ = (
        Index(
            "uq_minutes_revision_first",
            "agenda_item_id",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    agenda_item_id: Mapped[int] = mapped_column(
        ForeignKey("agenda_item.id"), init=False, index=True
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("minutes_revision.id"), default=None, unique=True
    )
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[dt.datetime]

    agenda_item: Mapped[AgendaItem] = relationship()


class MinutesNote(Base):
    """A dated correction of approved minutes. Append-only."""

    __tablename__ = "minutes_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), init=False, index=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[dt.datetime]

    minutes: Mapped[Minutes] = relationship(back_populates="notes")


class CommitteeResult(Base):
    """What an external committee did with the paper, entered afterwards (R44)."""

    __tablename__ = "committee_result"
    __table_args__ = (
        CheckConstraint(
            "coalesce(votes_for, 0) >= 0 AND coalesce(votes_against, 0) >= 0"
            " AND coalesce(abstentions, 0) >= 0",
            name="votes_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False, unique=True)
    outcome: Mapped[Outcome] = mapped_column(words(Outcome, "outcome"))
    text: Mapped[str | None] = mapped_column(Text, default=None)
    paper_number: Mapped[str | None] = mapped_column(String(60), default=None)
    votes_for: Mapped[int | None] = mapped_column(default=None)
    votes_against: Mapped[int | None] = mapped_column(default=None)
    abstentions: Mapped[int | None] = mapped_column(default=None)
    recorded_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[Meeting] = relationship()

    __mapper_args__ = {"version_id_col": version}
