"""A report as it is handed out: put together while it is a draft, as frozen from its release on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.domain.days import local_day
from app.domain.deadlines import CONTRIBUTIONS, Deadline, deadlines_of
from app.domain.reports.committee import AnnexLine, CommitteeReport
from app.domain.reports.content import Added, Bilanz, Edition
from app.domain.reports.freezing import thawed
from app.extensions import db
from app.language import lazy_gettext as _l
from app.models.accounts import Account
from app.models.meetings import Cycle, Meeting, MeetingState, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.reports import (
    KEPT,
    AnnexFile,
    Report,
    ReportAnnex,
    ReportFile,
    ReportKind,
    ReportPart,
    Step,
)
from app.queries.meetings.parts import deadline_rules
from app.queries.reports.bilanz import Words, bilanz
from app.queries.reports.committee import committee_report, proposals
from app.queries.reports.frame import Frame

Content = Bilanz | CommitteeReport


def by_uid(uid: uuid.UUID) -> Report | None:
    """The report with all that belongs to it; the same queries whatever its size."""
    found: Report | None = db.session.scalar(_whole().where(Report.uid == uid))
    return found


def known_by_uid(uid: uuid.UUID) -> Report | None:
    """The same, also of a draft that was discarded and can come back."""
    found: Report | None = db.session.scalar(_known().where(Report.uid == uid))
    return found


def discarded(plan: Plan) -> Sequence[Report]:
    """The plan's drafts that were discarded and can come back, the latest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.plan_id == plan.id, Report.removed_at.is_not(None))
        .order_by(Report.removed_at.desc(), Report.id.desc())
    ).all()


def annex_file_by_uid(uid: uuid.UUID) -> AnnexFile | None:
    """The file of an annex, with the report whose rights decide over it."""
    return db.session.scalar(
        select(AnnexFile)
        .join(AnnexFile.annex)
        .join(ReportAnnex.report)
        .where(AnnexFile.uid == uid, ReportAnnex.removed_at.is_(None), KEPT)
        .options(contains_eager(AnnexFile.annex).contains_eager(ReportAnnex.report))
    )


def annex_by_id(uid: uuid.UUID, annex_id: int) -> ReportAnnex | None:
    """An annex of the report with this uid, also one that was taken out and can come back."""
    return db.session.scalar(
        select(ReportAnnex)
        .join(Report, ReportAnnex.report_id == Report.id)
        .where(Report.uid == uid, ReportAnnex.id == annex_id, KEPT)
    )


def removed_annexes(report: Report) -> Sequence[ReportAnnex]:
    """What was taken out of the report and can come back, the latest first."""
    return db.session.scalars(
        select(ReportAnnex)
        .where(ReportAnnex.report_id == report.id, ReportAnnex.removed_at.is_not(None))
        .order_by(ReportAnnex.removed_at.desc(), ReportAnnex.id.desc())
    ).all()


def annex_of(report: Report) -> ReportAnnex | None:
    """As what the Bilanz is handed in; of several reports that name it, the newest counts."""
    return db.session.scalar(
        select(ReportAnnex)
        .join(ReportAnnex.report)
        .where(ReportAnnex.bilanz_id == report.id, ReportAnnex.removed_at.is_(None), KEPT)
        .order_by(ReportAnnex.id.desc())
        .options(contains_eager(ReportAnnex.report))
        .limit(1)
    )


def listed(plan: Plan) -> Sequence[Report]:
    """The plan's reports, the newest reporting date first."""
    return db.session.scalars(
        select(Report)
        .where(Report.plan_id == plan.id, KEPT)
        .order_by(Report.reporting_on.desc(), Report.id.desc())
        .options(joinedload(Report.meeting))
    ).all()


def bilanzen(plan: Plan) -> list[Report]:
    """Every Bilanz of the plan, the newest reporting date first."""
    return [one for one in listed(plan) if one.is_bilanz]


def of_meeting(meeting: Meeting) -> Report | None:
    """The report to this meeting of a committee, once somebody has begun it."""
    found: Report | None = db.session.scalar(_whole().where(Report.meeting_id == meeting.id))
    return found


def reporting_day(meeting: Meeting) -> dt.date | None:
    """The reporting date that the committee's deadlines give: the day contributions are due."""
    due = deadlines(meeting)
    return next((one.on for one in due if one.key == CONTRIBUTIONS), None)


def deadlines(meeting: Meeting) -> list[Deadline]:
    """The deadlines counted backwards from the committee's meeting."""
    return deadlines_of(meeting, deadline_rules(meeting.plan.id), meeting.plan.holiday_region)


def without_report(plan: Plan) -> Sequence[Meeting]:
    """The committee's meetings for which no report is begun yet, the latest first."""
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.cycle)
        .where(
            Cycle.plan_id == plan.id,
            Meeting.phase == Phase.COMMITTEE,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.id.not_in(
                select(Report.meeting_id).where(Report.meeting_id.is_not(None), KEPT)
            ),
        )
        .order_by(Cycle.year.desc(), Meeting.position, Meeting.id)
        .options(joinedload(Meeting.body), joinedload(Meeting.cycle))
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


def file_by_uid(uid: uuid.UUID) -> ReportFile | None:
    """One ordered file with its report, without its bytes."""
    found: ReportFile | None = db.session.scalar(
        select(ReportFile)
        .join(ReportFile.report)
        .where(ReportFile.uid == uid, KEPT)
        .options(contains_eager(ReportFile.report).joinedload(Report.plan))
    )
    return found


def language_of(file: ReportFile) -> str | None:
    """The language of whoever ordered it, as their pages speak it; None where that is nobody."""
    return db.session.scalar(select(Account.locale).where(Account.id == file.ordered_by_id))


def files_of(report: Report, account_id: int) -> Sequence[ReportFile]:
    """The files of the report that this account has ordered, the newest first."""
    return db.session.scalars(
        select(ReportFile)
        .where(ReportFile.report_id == report.id, ReportFile.ordered_by_id == account_id)
        .order_by(ReportFile.id.desc())
    ).all()


def edition(report: Report, today: dt.date) -> Edition[Any]:
    """All that the report says, and what it says of itself."""
    released = [step.at for step in report.steps if step.step is Step.RELEASED]
    return Edition(
        content=content_of(report, today),
        state=report.state,
        released_on=local_day(released[-1], report.plan) if released else None,
        place=_place(report),
        number=report.paper_number or "",
        added=[
            Added(on=local_day(one.written_at, report.plan), text=one.text)
            for one in report.supplements
        ],
    )


def content_of(report: Report, today: dt.date) -> Content:
    """What the report says: what was frozen, else what is known now, on the local day `today`."""
    if report.frozen is not None:
        kind: type[Content] = Bilanz if report.is_bilanz else CommitteeReport
        return thawed(kind, report.frozen)
    if report.meeting is not None:
        return committee_report(frame_of(report, report.meeting, today))
    return bilanz(
        report.plan,
        report.reporting_on,
        report.compared_on,
        title=report.title,
        words=words_of(report),
    )


def frame_of(report: Report, meeting: Meeting, today: dt.date) -> Frame:
    """For which meeting and day a committee's report is put together, and what was written."""
    return Frame(
        meeting=meeting,
        title=report.title,
        reporting_on=report.reporting_on,
        compared_on=report.compared_on,
        today=today,
        words={text.part: text.body for text in report.texts if text.part is not None},
        annexes=[_annex_line(one) for one in report.annexes],
    )


def _annex_line(annex: ReportAnnex) -> AnnexLine:
    return AnnexLine(
        number=annex.number,
        title=annex.title,
        file_name=annex.file.file_name if annex.file else "",
        sha256=annex.file.sha256 if annex.file else "",
    )


def words_of(report: Report) -> Words:
    """What people wrote in place of proposals."""
    parts = {text.part: text.body for text in report.texts if text.part is not None}
    return Words(
        of_goals={text.goal_id: text.body for text in report.texts if text.goal_id is not None},
        foreword=parts.get(ReportPart.FOREWORD),
    )


def proposals_of_parts(report: Report, today: dt.date) -> dict[ReportPart, str]:
    """What is proposed for the texts that belong to no goal."""
    if report.meeting is not None:
        return proposals(frame_of(report, report.meeting, today))[0]
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


def _place(report: Report) -> str | LazyString:
    """ "Anlage 1 zur Vorlage 84/2017"; a committee's report is the paper itself."""
    if not report.is_bilanz:
        return _l("Vorlage %(paper)s", paper=report.paper_number) if report.paper_number else ""
    annex = annex_of(report)
    if annex is None:
        return ""
    paper = annex.report.paper_number
    if not paper:
        return _l("Anlage %(number)s", number=annex.number)
    return _l("Anlage %(number)s zur Vorlage %(paper)s", number=annex.number, paper=paper)


def _whole() -> Select[Any]:
    """Reports with all that a page or a verb asks of them, as it stands now."""
    return _known().where(KEPT)


def _known() -> Select[Any]:
    """The same, with discarded drafts among them."""
    return (
        select(Report)
        .options(
            undefer(Report.frozen),
            joinedload(Report.plan),
            joinedload(Report.meeting).joinedload(Meeting.body),
            joinedload(Report.meeting).joinedload(Meeting.cycle).joinedload(Cycle.plan),
            selectinload(Report.steps),
            selectinload(Report.texts),
            selectinload(Report.annexes).options(
                joinedload(ReportAnnex.bilanz), joinedload(ReportAnnex.file)
            ),
            selectinload(Report.supplements),
        )
        .execution_options(populate_existing=True)
    )
