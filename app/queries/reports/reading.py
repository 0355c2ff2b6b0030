"""A report as it is handed out: put together while it is a draft, as frozen from its release on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.domain.days import local_day
from app.domain.reports.content import Added, Bilanz, Edition
from app.domain.reports.freezing import thawed
from app.extensions import db
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.reports import Report, ReportAnnex, ReportKind, ReportPart, Step
from app.queries.reports.bilanz import Words, bilanz


def by_uid(uid: uuid.UUID) -> Report | None:
    """The report with all that belongs to it; the same queries whatever its size."""
    found: Report | None = db.session.scalar(_whole().where(Report.uid == uid))
    return found


def listed(plan: Plan) -> Sequence[Report]:
    """The plan's reports, the newest reporting date first."""
    return db.session.scalars(
        select(Report)
        .where(Report.plan_id == plan.id)
        .order_by(Report.reporting_on.desc(), Report.id.desc())
        .options(joinedload(Report.meeting))
    ).all()


def bilanz_of(plan: Plan, reporting_on: dt.date) -> Report | None:
    """The plan's Bilanz of this date, once somebody has begun it."""
    found: Report | None = db.session.scalar(
        _whole().where(
            Report.plan_id == plan.id,
            Report.kind == ReportKind.BILANZ,
            Report.reporting_on == reporting_on,
        )
    )
    return found


def edition(report: Report) -> Edition[Any]:
    """All that the report says, and what it says of itself."""
    released = [step.at for step in report.steps if step.step is Step.RELEASED]
    return Edition(
        content=content_of(report),
        state=report.state,
        released_on=local_day(released[-1], report.plan) if released else None,
        place=_place(report),
        added=[
            Added(on=local_day(one.written_at, report.plan), text=one.text)
            for one in report.supplements
        ],
    )


def content_of(report: Report) -> Bilanz:
    """What the report says: what was frozen, else what is known now."""
    if report.frozen is not None:
        return thawed(Bilanz, report.frozen)
    return bilanz(
        report.plan,
        report.reporting_on,
        report.compared_on,
        title=report.title,
        words=words_of(report),
    )


def words_of(report: Report) -> Words:
    """What people wrote in place of proposals."""
    parts = {text.part: text.body for text in report.texts if text.part is not None}
    return Words(
        of_goals={text.goal_id: text.body for text in report.texts if text.goal_id is not None},
        foreword=parts.get(ReportPart.FOREWORD),
    )


def proposals_of_parts(report: Report) -> dict[ReportPart, str]:
    """What is proposed for the texts that belong to no goal."""
    content = bilanz(report.plan, report.reporting_on, report.compared_on)
    return {ReportPart.FOREWORD: "\n\n".join(content.foreword)}


def goals_in_order(plan: Plan) -> Sequence[Goal]:
    """All goals with their fields, by their keys."""
    return db.session.scalars(
        select(Goal)
        .join(Goal.field)
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number, Goal.position)
        .options(contains_eager(Goal.field))
    ).all()


def known_people(plan: Plan) -> Sequence[str]:
    """The names that a public paper should not hold (R59)."""
    return db.session.scalars(
        select(Actor.name).where(Actor.plan_id == plan.id, Actor.kind == ActorKind.PERSON)
    ).all()


def _place(report: Report) -> str:
    """ "Anlage 1 zur Vorlage 84/2017"; of several reports that name it, the newest counts."""
    annex = db.session.scalar(
        select(ReportAnnex)
        .where(ReportAnnex.bilanz_id == report.id)
        .order_by(ReportAnnex.id.desc())
        .options(joinedload(ReportAnnex.report))
        .limit(1)
    )
    if annex is None:
        return ""
    number = annex.report.paper_number
    return f"Anlage {annex.number}" + (f" zur Vorlage {number}" if number else "")


def _whole() -> Select[Any]:
    """Reports with all that a page or a verb asks of them, as it stands now."""
    return (
        select(Report)
        .options(
            undefer(Report.frozen),
            joinedload(Report.plan),
            joinedload(Report.meeting),
            selectinload(Report.steps),
            selectinload(Report.texts),
            selectinload(Report.annexes).joinedload(ReportAnnex.bilanz),
            selectinload(Report.supplements),
        )
        .execution_options(populate_existing=True)
    )
