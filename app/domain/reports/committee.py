"""What the committee's report says, in the three parts that the plan's outlook names (R57).

Organisations and numbers, no private persons and nobody's absence (R59). Frozen like the Bilanz:
a field that comes later needs a default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.reports.content import Figures, Head


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """One of our meetings: when as far as known, and how many came from how many organisations.

    `present` is None while nobody has noted who was there.
    """

    when: str
    title: str
    body: str
    purpose: str
    held: bool
    present: int | None = None
    organisations: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementLine:
    """What was agreed, with its number of the year and what it rests on."""

    label: str
    kind: str
    text: str
    meeting: str
    based_on: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """A group: its form, its organisations by name, and how many speak for none."""

    name: str
    form: str
    external: bool
    since: dt.date | None
    members: int
    organisations: Sequence[str]
    without_organisation: int
    migrant_organisations: int
    goals: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """An agreed target; what it lacks to be verifiable is said."""

    goal: str
    title: str
    agreed: str
    baseline: str
    target: str
    latest: str
    missing: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """What has come of a task, or what a body found out."""

    source: str
    text: str
    on: dt.date
    goals: str


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """A field of action counted."""

    number: int
    name: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class AnnexLine:
    """An annex; of a file its name and the SHA-256 of its bytes, so that the frozen report names
    exactly the paper that was handed in."""

    number: int
    title: str
    file_name: str = ""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class CommitteeReport:
    """The report to a committee's meeting."""

    head: Head
    title: str
    body: str
    held_on: dt.date | None
    reporting_on: dt.date
    compared_on: dt.date | None
    motion: Sequence[str]
    process: Sequence[str]
    composition: Sequence[str]
    results: Sequence[str]
    meetings: Sequence[MeetingLine]
    agreements: Sequence[AgreementLine]
    groups: Sequence[GroupLine]
    targets: Sequence[TargetLine]
    tasks_agreed: int
    tasks_done: int
    findings: Sequence[ResultLine]
    fields: Sequence[FieldLine]
    figures: Figures
    annexes: Sequence[AnnexLine] = field(default_factory=list)
