"""The way of a report: Entwurf – Mitzeichnung – freigegeben – versandt (R60)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from app.domain.access import Viewer
from app.domain.deadlines import CO_SIGNING, HAND_IN
from app.domain.errors import RuleBroken
from app.domain.wording import day_of_year
from app.language import N_, spoken
from app.language import gettext as _
from app.models.reports import Report, ReportKind, ReportState, ReportStep, Step

FINAL = (ReportState.RELEASED, ReportState.SENT)
LONGEST_WHO = 200

# Each step leads from one state to another; a Bilanz is released by the office alone.
WAYS = {
    ReportKind.COMMITTEE: {
        Step.GIVEN: (ReportState.DRAFT, ReportState.CO_SIGNING),
        Step.CO_SIGNED: (ReportState.CO_SIGNING, ReportState.CO_SIGNING),
        Step.RETURNED: (ReportState.CO_SIGNING, ReportState.DRAFT),
        Step.RELEASED: (ReportState.CO_SIGNING, ReportState.RELEASED),
        Step.SENT: (ReportState.RELEASED, ReportState.SENT),
    },
    ReportKind.BILANZ: {Step.RELEASED: (ReportState.DRAFT, ReportState.RELEASED)},
}
# The deadline of the committee's meeting that a step meets.
DEADLINES = {Step.GIVEN: CO_SIGNING, Step.SENT: HAND_IN}
# What needs no reminder any more once the report has come so far.
MET = {
    ReportState.DRAFT: frozenset[str](),
    ReportState.CO_SIGNING: frozenset({CO_SIGNING}),
    ReportState.RELEASED: frozenset({CO_SIGNING}),
    ReportState.SENT: frozenset({CO_SIGNING, HAND_IN}),
}
NAMED = {
    Step.GIVEN: N_("Bitte nennen Sie, wer mitzeichnen soll."),
    Step.CO_SIGNED: N_("Bitte nennen Sie, wer mitgezeichnet hat."),
    Step.SENT: N_("Bitte nennen Sie, an wen der Bericht ging."),
}


def may_read(viewer: Viewer, report: Report) -> bool:
    """Office and readers always; everybody in the plan once it is released, for it is public."""
    if viewer.sees_whole(report.plan_id):
        return True
    return is_final(report) and report.plan_id in viewer.roles


def may_edit(viewer: Viewer, report: Report) -> bool:
    return viewer.coordinates(report.plan_id)


def may_co_sign(viewer: Viewer, report: Report) -> bool:
    """Heads of offices, who read the whole plan; who signs on paper is noted by the office."""
    return viewer.sees_whole(report.plan_id) and not may_edit(viewer, report)


def is_final(report: Report) -> bool:
    return report.state in FINAL


def possible_steps(report: Report) -> list[Step]:
    """The steps that the report's state allows, in their order."""
    return [step for step, (before, _) in WAYS[report.kind].items() if before is report.state]


def check_step(report: Report, step: Step, who: str) -> ReportState:
    """The state that the step leads to. Raises RuleBroken unless it may be taken."""
    if step not in possible_steps(report):
        raise RuleBroken(
            _(
                "Dieser Schritt ist gerade nicht möglich: Der Bericht ist inzwischen in einem "
                "anderen Stand. Bitte laden Sie die Seite neu."
            )
        )
    if step in NAMED and not who.strip():
        raise RuleBroken(_(NAMED[step]), field="who")
    if len(who.strip()) > LONGEST_WHO:
        raise RuleBroken(_("Bitte kürzen Sie auf 200 Zeichen."), field="who")
    if step is Step.RELEASED:
        _check_release(report)
    return WAYS[report.kind][step][1]


def _check_release(report: Report) -> None:
    if report.kind is ReportKind.COMMITTEE and not co_signed(report.steps):
        raise RuleBroken(_("Es hat noch niemand mitgezeichnet. Danach können Sie freigeben."))
    for annex in report.annexes:
        if annex.bilanz is not None and not is_final(annex.bilanz):
            raise RuleBroken(
                _(
                    "Anlage %(number)s „%(title)s“ ist noch nicht freigegeben. Bitte geben "
                    "Sie zuerst die Anlage frei.",
                    number=annex.number,
                    title=annex.title,
                )
            )


def co_signed(steps: Sequence[ReportStep]) -> list[ReportStep]:
    """Who signed the present text: signatures before it was last given out do not count."""
    found: list[ReportStep] = []
    for step in steps:
        if step.step is Step.GIVEN:
            found = []
        elif step.step is Step.CO_SIGNED:
            found.append(step)
    return found


def late_words(state: ReportState | None, due: Mapping[str, dt.date], today: dt.date) -> str:
    """What of a committee's report is late by `today`; empty while all is in time.

    `due` holds the meeting's deadlines by their key, `state` is None without a report.
    """
    hand_in, co_signing = due.get(HAND_IN), due.get(CO_SIGNING)
    if hand_in and hand_in < today and state not in FINAL:
        day = day_of_year(hand_in, spoken())
        if state is None:
            return _("Der Bericht fehlt (abzugeben war er bis %(day)s).", day=day)
        return _("Der Bericht ist noch nicht freigegeben (abzugeben war er bis %(day)s).", day=day)
    if co_signing and co_signing < today and state in (None, ReportState.DRAFT):
        day = day_of_year(co_signing, spoken())
        if state is None:
            return _("Der Bericht fehlt (Mitzeichnung war ab %(day)s vorgesehen).", day=day)
        return _(
            "Der Bericht ist noch nicht zur Mitzeichnung gegeben "
            "(Mitzeichnung war ab %(day)s vorgesehen).",
            day=day,
        )
    return ""
