"""Papers for an item of the agenda."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.files import StoredColumns
from app.models.meetings.agenda import AgendaItem
from app.models.removal import RemovableColumns
from app.orm import Base


class AgendaFile(RemovableColumns, StoredColumns, Base):
    """A paper that belongs to an item; internal unless marked as public."""

    __tablename__ = "agenda_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    agenda_item_id: Mapped[int] = mapped_column(
        ForeignKey("agenda_item.id"), init=False, index=True
    )
    public: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    item: Mapped[AgendaItem] = relationship()
