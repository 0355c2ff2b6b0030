"""What a meeting agreed: numbered within its year, resting on earlier agreements (R42, R43)."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings.agenda import AgendaItem
from app.models.meetings.cycles import Cycle, Meeting
from app.orm import Base, words


class AgreementKind(enum.StrEnum):
    """Themenfeld, Methode, Vereinbarung, Arbeitsauftrag, Zielsetzung."""

    TOPIC_AREA = "topic_area"
    METHOD = "method"
    AGREEMENT = "agreement"
    TASK = "task"
    TARGET = "target"


class Agreement(Base):
    """One agreement with its running number of the year, shown as "V 2017-07"."""

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), init=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False, index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), init=False)
    based_on_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), init=False, index=True
    )
    number: Mapped[int]
    kind: Mapped[AgreementKind] = mapped_column(words(AgreementKind, "kind"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    cycle: Mapped[Cycle] = relationship()
    meeting: Mapped[Meeting] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship(default=None)
    based_on: Mapped[Agreement | None] = relationship(remote_side=[id], default=None)

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        return agreement_label(self.cycle.year, self.number)


def agreement_label(year: int, number: int) -> str:
    """How an agreement is quoted: by its cycle's year, and its number in that."""
    return f"V {year}-{number:02d}"
