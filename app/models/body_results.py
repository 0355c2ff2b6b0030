"""What existing bodies found out, with their perspective, kept for goals and report (R32)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.groups import Body
from app.models.plans import Goal
from app.orm import Base

body_result_goal = Table(
    "body_result_goal",
    Base.metadata,
    Column("body_result_id", ForeignKey("body_result.id"), primary_key=True),
    Column("goal_id", ForeignKey("goal.id"), primary_key=True, index=True),
)


class BodyResult(Base):
    """A result of a body on a day: what it says, from whose perspective, where it is written."""

    __tablename__ = "body_result"
    __table_args__ = (Index("ix_body_result_body_found", "body_id", "found_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False)
    found_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Text)
    perspective: Mapped[str | None] = mapped_column(String(60), default=None)
    source: Mapped[str | None] = mapped_column(String(300), default=None)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    body: Mapped[Body] = relationship()
    goals: Mapped[list[Goal]] = relationship(secondary=body_result_goal, default_factory=list)

    __mapper_args__ = {"version_id_col": version}
