"""The committee's report put together from its three parts, as of its reporting date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.reports.committee import (
    AgreementLine,
    CommitteeReport,
    FieldLine,
    GroupLine,
    MeetingLine,
    ResultLine,
    TargetLine,
)
from app.domain.reports.content import paragraphs
from app.domain.reports.sentences import (
    composition_words,
    motion_words,
    process_words,
    results_words,
)
from app.language import GERMAN, speaking
from app.models.reports import ReportPart
from app.queries.reports import composition, outcomes, process
from app.queries.reports.bilanz import bilanz, head_of
from app.queries.reports.frame import Frame


@speaking(GERMAN)
def committee_report(frame: Frame) -> CommitteeReport:
    """The whole report as of its reporting date; the same queries whatever its size."""
    proposed, parts = proposals(frame)
    said = {part: frame.words.get(part, text) for part, text in proposed.items()}
    whole = bilanz(frame.plan, frame.reporting_on, frame.compared_on)
    return CommitteeReport(
        head=head_of(frame.plan),
        title=frame.title,
        body=frame.meeting.body.name,
        held_on=frame.meeting.held_on,
        reporting_on=frame.reporting_on,
        compared_on=frame.compared_on,
        motion=paragraphs(said[ReportPart.MOTION]),
        process=paragraphs(said[ReportPart.PROCESS]),
        composition=paragraphs(said[ReportPart.COMPOSITION]),
        results=paragraphs(said[ReportPart.RESULTS]),
        meetings=parts.meetings,
        agreements=parts.agreements,
        groups=parts.groups,
        targets=parts.targets,
        tasks_agreed=parts.agreed,
        tasks_done=parts.done,
        findings=parts.findings,
        fields=[
            FieldLine(number=one.number, name=one.name, figures=one.figures) for one in whole.fields
        ],
        figures=whole.figures,
        annexes=list(frame.annexes),
    )


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the tables of the report hold."""

    meetings: Sequence[MeetingLine]
    agreements: Sequence[AgreementLine]
    groups: Sequence[GroupLine]
    targets: Sequence[TargetLine]
    findings: Sequence[ResultLine]
    agreed: int
    done: int


@speaking(GERMAN)
def proposals(frame: Frame) -> tuple[dict[ReportPart, str], Parts]:
    """The texts that are proposed, and what they are made from."""
    agreed, done = outcomes.tasks(frame)
    parts = Parts(
        meetings=process.meetings(frame),
        agreements=process.agreements(frame),
        groups=composition.groups(frame),
        targets=outcomes.targets(frame),
        findings=[*outcomes.finished(frame), *outcomes.found_by_bodies(frame)],
        agreed=agreed,
        done=done,
    )
    texts = {
        ReportPart.MOTION: motion_words(frame.meeting.body.name),
        ReportPart.PROCESS: process_words(
            parts.meetings, len(parts.agreements), frame.meeting.cycle.year
        ),
        ReportPart.COMPOSITION: composition_words(parts.groups),
        ReportPart.RESULTS: results_words(
            parts.targets, agreed, done, len(parts.findings), frame.known_on
        ),
    }
    return texts, parts
