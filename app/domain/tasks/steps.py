"""The states of a task: one table of lawful steps, what each asks for, and taking one back."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.links import check_link
from app.domain.tasks.agreeing import EARLIEST_DUE, LATEST_DUE
from app.language import N_
from app.language import gettext as _
from app.models.tasks import EntryKind, Task, TaskEntry, TaskState

LONGEST_DECIDER = 200
GIVEN_UP_DAYS = 30  # how long a task that was given up can be taken back as it was


class Who(enum.Enum):
    """Who may take a step: whoever is concerned, or the office alone."""

    ANYBODY = enum.auto()
    OFFICE = enum.auto()


S, ANY, OFFICE = TaskState, Who.ANYBODY, Who.OFFICE
STEPS: Mapping[TaskState, Mapping[TaskState, Who]] = {
    S.OPEN: {
        S.IN_PROGRESS: ANY,
        S.WAITING: ANY,
        S.TO_CHECK: ANY,
        S.DONE: ANY,
        S.POSTPONED: OFFICE,
        S.NOT_FEASIBLE: ANY,
    },
    S.IN_PROGRESS: {
        S.WAITING: ANY,
        S.TO_CHECK: ANY,
        S.DONE: ANY,
        S.POSTPONED: OFFICE,
        S.NOT_FEASIBLE: ANY,
    },
    S.WAITING: {
        S.IN_PROGRESS: ANY,
        S.TO_CHECK: ANY,
        S.DONE: ANY,
        S.POSTPONED: OFFICE,
        S.NOT_FEASIBLE: ANY,
    },
    S.TO_CHECK: {
        S.IN_PROGRESS: ANY,
        S.WAITING: ANY,
        S.DONE: OFFICE,
        S.POSTPONED: OFFICE,
        S.NOT_FEASIBLE: OFFICE,
    },
    S.POSTPONED: {
        S.OPEN: OFFICE,
        S.IN_PROGRESS: ANY,
        S.WAITING: ANY,
        S.DONE: ANY,
        S.NOT_FEASIBLE: ANY,
    },
    S.DONE: {S.IN_PROGRESS: OFFICE},
    S.NOT_FEASIBLE: {S.OPEN: OFFICE},
}
CLOSED = frozenset({S.DONE, S.NOT_FEASIBLE})
AT_REST = frozenset({S.WAITING, S.TO_CHECK, S.POSTPONED})
UNDOABLE = frozenset({EntryKind.REPORT, EntryKind.STATE, EntryKind.ACCEPT, EntryKind.HAND_BACK})


@dataclass(frozen=True, kw_only=True)
class Step:
    """A state as somebody reports or decides it, with the words and days that it asks for.

    `words` are the result of what is done, else what was done or the reason. `has_evidence` says
    that a link or file comes with it or came earlier; `no_evidence` why there is none.
    """

    state: TaskState
    words: str
    percent: int | None = None
    has_evidence: bool = False
    no_evidence: str | None = None
    resubmit_on: dt.date | None = None
    decided_by: str | None = None
    decided_on: dt.date | None = None


def steps_from(state: TaskState, *, office: bool) -> tuple[TaskState, ...]:
    """The states a task may go to next."""
    return tuple(after for after, who in STEPS[state].items() if office or who is ANY)


def comes_back(before: TaskState, after: TaskState) -> bool:
    """Whether a closed task is to be done again: the keys of its reminders, once used, are not."""
    return before in CLOSED and after not in CLOSED


def check_step(task: Task, step: Step, *, office: bool, today: dt.date) -> None:
    """Raise RuleBroken unless the step is lawful and says all that its state asks for."""
    before, after = task.state, step.state
    if before in CLOSED and after is before and not office:
        raise RuleBroken(
            _("Diese Aufgabe ist schon abgeschlossen. Die Geschäftsstelle kann sie wieder öffnen."),
            field="state",
        )
    if after is not before and after not in steps_from(before, office=office):
        raise RuleBroken(
            _("Dieser Schritt ist vom jetzigen Stand aus nicht möglich."), field="state"
        )
    if not step.words.strip():
        raise RuleBroken(_(_ASKED_WORDS.get(after, _WHAT_WAS_DONE)), field="text")
    _check_percent(after, step.percent)
    if after is not before:
        _check_entering(task, step, today)


def _check_entering(task: Task, step: Step, today: dt.date) -> None:
    match step.state:
        case S.DONE if task.fixes_meeting is None:
            _check_evidence(step)
        case S.POSTPONED:
            _check_resubmission(step, today)
        case S.NOT_FEASIBLE:
            _check_decision(step, today)


_WHAT_WAS_DONE = N_("Bitte schreiben Sie in einem Satz, was getan wurde.")
_ASKED_WORDS = {
    S.DONE: N_("Bitte schreiben Sie in einem Satz, was das Ergebnis ist."),
    S.NOT_FEASIBLE: N_("Bitte nennen Sie den Grund, warum die Aufgabe nicht umsetzbar ist."),
    S.POSTPONED: N_("Bitte nennen Sie den Grund, warum die Aufgabe zurückgestellt wird."),
}


def _check_percent(state: TaskState, percent: int | None) -> None:
    if percent is not None and not 0 <= percent <= 100:
        raise RuleBroken(_("Bitte geben Sie eine ganze Zahl von 0 bis 100 ein."), field="percent")
    if state is S.DONE and percent not in (None, 100):
        raise RuleBroken(
            _(
                "„Erledigt“ und %(percent)s %% passen nicht zusammen. "
                "Bitte geben Sie 100 ein oder lassen Sie das Feld leer.",
                percent=percent,
            ),
            field="percent",
        )


def _check_evidence(step: Step) -> None:
    if not step.has_evidence and not (step.no_evidence or "").strip():
        raise RuleBroken(
            _(
                "Bitte geben Sie einen Nachweis an, einen Link oder eine Datei, "
                "oder sagen Sie kurz, warum es keinen gibt."
            ),
            field="no_evidence",
        )


def _check_resubmission(step: Step, today: dt.date) -> None:
    day = step.resubmit_on
    if day is None or not today < day <= LATEST_DUE:
        raise RuleBroken(
            _("Bitte geben Sie an, wann die Aufgabe wieder vorgelegt wird: einen Tag nach heute."),
            field="resubmit_on",
        )


def _check_decision(step: Step, today: dt.date) -> None:
    decider = (step.decided_by or "").strip()
    if not decider or len(decider) > LONGEST_DECIDER:
        raise RuleBroken(
            _("Bitte nennen Sie, wer das entschieden hat, in höchstens 200 Zeichen."),
            field="decided_by",
        )
    if step.decided_on is None or not EARLIEST_DUE <= step.decided_on <= today:
        raise RuleBroken(
            _("Bitte geben Sie den Tag der Entscheidung ein; er liegt nicht in der Zukunft."),
            field="decided_on",
        )


def check_evidence_url(url: str | None) -> None:
    """Raise RuleBroken unless `url` is empty or a web address of at most 500 characters."""
    check_link(url, field="evidence_url")


def may_undo(last: TaskEntry | None, *, by: int | None, now: dt.datetime) -> bool:
    """Whether `by` may take back the last entry of a task: its own, of the same local day.

    Giving a task up is as near as a task comes to being deleted: that may be taken back for longer.
    """
    if last is None or by is None or last.author_id != by or last.kind not in UNDOABLE:
        return False
    age = local_day(now, last.task.plan) - local_day(last.at, last.task.plan)
    return 0 <= age.days <= (GIVEN_UP_DAYS if _gave_up(last) else 0)


def _gave_up(entry: TaskEntry) -> bool:
    _before, after = entry.changes.get("state", (None, None))
    return bool(after == S.NOT_FEASIBLE.value)


def check_undo(last: TaskEntry | None, *, by: int | None, now: dt.datetime) -> None:
    """Raise RuleBroken unless `by` may take back the last entry of a task."""
    if not may_undo(last, by=by, now=now):
        raise RuleBroken(
            _(
                "Das lässt sich nicht mehr zurücknehmen: "
                "Es geht nur am selben Tag, bei einer nicht umsetzbaren Aufgabe 30 Tage lang, "
                "und solange nichts Neues dazugekommen ist."
            )
        )
