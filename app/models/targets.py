"""Agreed targets (Zielsetzungen) under the goals of a plan, and what was measured of them."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.meetings import Agreement
from app.models.plans import Goal
from app.orm import Base, words


class IndicatorKind(enum.StrEnum):
    """Umsetzung (did we do it), Leistung (how many courses), Kontext (rates)."""

    IMPLEMENTATION = "implementation"
    OUTPUT = "output"
    CONTEXT = "context"


class Resources(enum.StrEnum):
    """Whether money and people suffice for a target; nobody has said so yet is OPEN."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class Target(Base):
    """An agreed target under a goal; verifiable only with all of its parts (R50)."""

    __tablename__ = "target"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), init=False, index=True)
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), init=False, index=True
    )
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[IndicatorKind] = mapped_column(
        words(IndicatorKind, "kind"), default=IndicatorKind.OUTPUT
    )
    indicator: Mapped[str | None] = mapped_column(String(300), default=None)
    unit: Mapped[str | None] = mapped_column(String(60), default=None)
    baseline_value: Mapped[float | None] = mapped_column(default=None)
    baseline_on: Mapped[dt.date | None] = mapped_column(default=None)
    target_value: Mapped[float | None] = mapped_column(default=None)
    target_on: Mapped[dt.date | None] = mapped_column(default=None)
    data_source: Mapped[str | None] = mapped_column(String(300), default=None)
    evidence: Mapped[str | None] = mapped_column(Text, default=None)
    resources: Mapped[Resources] = mapped_column(
        words(Resources, "resources"), default=Resources.OPEN
    )
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(init=False)

    goal: Mapped[Goal] = relationship()
    agreement: Mapped[Agreement | None] = relationship(default=None)
    values: Mapped[list[TargetValue]] = relationship(
        back_populates="target",
        order_by="(TargetValue.measured_on, TargetValue.id)",
        init=False,
        default_factory=list,
    )

    __mapper_args__ = {"version_id_col": version}


class TargetValue(Base):
    """A value measured on a day. Append-only: an entry is corrected once, by a further entry.

    A correction without a value strikes the entry out.
    """

    __tablename__ = "target_value"
    __table_args__ = (
        CheckConstraint("value IS NOT NULL OR corrects_id IS NOT NULL", name="says_something"),
        CheckConstraint("corrects_id IS NULL OR reason IS NOT NULL", name="correction_has_reason"),
        Index("ix_target_value_target_measured", "target_id", "measured_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), init=False)
    measured_on: Mapped[dt.date]
    value: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    corrects_id: Mapped[int | None] = mapped_column(
        ForeignKey("target_value.id"), init=False, unique=True
    )
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[dt.datetime]

    target: Mapped[Target] = relationship(back_populates="values")
    corrects: Mapped[TargetValue | None] = relationship(remote_side=[id], default=None)
