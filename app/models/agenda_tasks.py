"""Which tasks an item of an agenda is about; tasks lie above meetings, so the link lies here."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings import AgendaItem
from app.models.tasks import Task
from app.orm import Base


class AgendaTask(Base):
    """A task that is to be discussed at an item."""

    __tablename__ = "agenda_item_task"

    agenda_item_id: Mapped[int] = mapped_column(
        ForeignKey("agenda_item.id"), primary_key=True, init=False
    )
    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id"), primary_key=True, init=False, index=True
    )

    agenda_item: Mapped[AgendaItem] = relationship()
    task: Mapped[Task] = relationship()
