"""What the office writes into letters besides what they say of themselves."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.plans import Plan
from app.orm import Base


class LetterText(Base):
    """Subject, introduction and closing of one kind of letter; empty ones are the standard."""

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("plan_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), init=False)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    plan: Mapped[Plan] = relationship()

    __mapper_args__ = {"version_id_col": version}
