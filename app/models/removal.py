"""What is taken away and can still be brought back, until its time is over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column


class RemovableColumns(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """When something was taken away, and by whom; it lives while there is no such moment."""

    removed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
