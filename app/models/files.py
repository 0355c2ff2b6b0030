"""What is known of every stored file, whatever it hangs on."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column


class StoredColumns(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Columns of a table of files; the bytes lie in the instance folder under their SHA-256."""

    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
