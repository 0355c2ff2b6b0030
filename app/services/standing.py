"""What is hung on an item of an agenda hangs on one that stands, whoever removes it meanwhile."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import STANDING, AgendaItem


def keep(item: AgendaItem) -> None:
    """Keep the item from being removed until this transaction ends. Raises RuleBroken.

    A foreign key alone would be content with an item that was removed and can come back.
    """
    there = select(AgendaItem.id).where(AgendaItem.id == item.id, STANDING)
    if db.session.scalar(there.with_for_update(read=True, key_share=True)) is None:
        raise RuleBroken(_("Der Tagesordnungspunkt ist inzwischen entfernt."))
