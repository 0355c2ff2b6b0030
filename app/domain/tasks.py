"""Laws of tasks: what one must say, which steps are lawful, what is due next."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.days import months_later
from app.domain.errors import RuleBroken
from app.domain.wording import long_day
from app.models.meetings import DatePrecision, Meeting
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.models.tasks import Task, TaskState

EARLIEST_DUE = dt.date(2000, 1, 1)
LATEST_DUE = dt.date(2099, 12, 31)
SOON = dt.timedelta(days=14)
LONGEST_TITLE = 200

S = TaskState
CLOSED = frozenset({S.DONE, S.NOT_FEASIBLE})
AT_REST = frozenset({S.WAITING, S.TO_CHECK, S.POSTPONED})
STEPS: dict[TaskState, tuple[TaskState, ...]] = {
    S.OPEN: (S.IN_PROGRESS, S.WAITING, S.TO_CHECK, S.DONE, S.POSTPONED, S.NOT_FEASIBLE),
    S.IN_PROGRESS: (S.WAITING, S.TO_CHECK, S.DONE, S.POSTPONED, S.NOT_FEASIBLE),
    S.WAITING: (S.IN_PROGRESS, S.TO_CHECK, S.DONE, S.POSTPONED, S.NOT_FEASIBLE),
    S.TO_CHECK: (S.IN_PROGRESS, S.WAITING, S.DONE, S.POSTPONED, S.NOT_FEASIBLE),
    S.POSTPONED: (S.OPEN, S.IN_PROGRESS, S.WAITING, S.DONE, S.NOT_FEASIBLE),
    S.DONE: (S.IN_PROGRESS,),
    S.NOT_FEASIBLE: (S.OPEN,),
}


class Urgency(enum.StrEnum):
    """Where a task stands in somebody's list, in the order of reading."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    AT_REST = "at_rest"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """What is agreed with a task (R48); `due_meeting` means "by meeting X" and gives the day."""

    title: str
    description: str | None = None
    accountable: Actor | None = None
    further_actors: Sequence[Actor] = ()
    due_on: dt.date | None = None
    due_label: str | None = None
    due_meeting: Meeting | None = None
    goals: Sequence[Goal] = ()
    fields: Sequence[FieldOfAction] = ()
    topics: Sequence[Topic] = ()
    recurs_months: int | None = None
    budget_relevant: bool = False


def check_draft(draft: TaskDraft, plan: Plan, *, fixes_meeting: Meeting | None = None) -> None:
    """Raise RuleBroken unless the draft may become a task of `plan` (R49, R51).

    Only the office's own task of fixing a date (`fixes_meeting`) needs no goal, field or topic.
    """
    if not draft.title.strip():
        raise RuleBroken("Bitte sagen Sie, was zu tun ist.", field="title")
    if len(draft.title.strip()) > LONGEST_TITLE:
        raise RuleBroken("Bitte kürzen Sie den Titel auf 200 Zeichen.", field="title")
    _check_due(draft)
    if draft.recurs_months is not None and not 1 <= draft.recurs_months <= 120:
        raise RuleBroken(
            "Bitte geben Sie einen Abstand von 1 bis 120 Monaten ein.", field="recurs_months"
        )
    if fixes_meeting is None and not (draft.goals or draft.fields or draft.topics):
        raise RuleBroken("Bitte ordnen Sie mindestens ein Ziel zu.", field="goals")
    _check_one_plan(draft, plan, fixes_meeting)


def _check_due(draft: TaskDraft) -> None:
    if draft.due_on and not EARLIEST_DUE <= draft.due_on <= LATEST_DUE:
        raise RuleBroken(
            f"Bitte prüfen Sie das Jahr {draft.due_on.year}: "
            "Fristen liegen zwischen 2000 und 2099.",
            field="due_on",
        )
    if draft.due_meeting and draft.due_on and draft.due_on != day_of(draft.due_meeting):
        raise RuleBroken(
            "Bitte wählen Sie entweder einen Tag oder eine Sitzung als Frist.", field="due_meeting"
        )


def _check_one_plan(draft: TaskDraft, plan: Plan, fixes_meeting: Meeting | None) -> None:
    """Nothing of another plan may hang on a task, nor be told from a thing that is not there."""
    strangers = {
        "goals": [goal for goal in draft.goals if goal.field.plan is not plan],
        "fields": [field for field in draft.fields if field.plan is not plan],
        "topics": [topic for topic in draft.topics if topic.field.plan is not plan],
        "accountable": [a for a in (draft.accountable,) if a and a.plan_id != plan.id],
        "further_actors": [a for a in draft.further_actors if a.plan_id != plan.id],
        "due_meeting": [m for m in (draft.due_meeting, fixes_meeting) if m and m.plan is not plan],
    }
    for field, found in strangers.items():
        if found:
            raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field=field)


def day_of(meeting: Meeting) -> dt.date | None:
    """The day a task is due that follows this meeting; None while the day is open or cancelled."""
    if meeting.cancelled or meeting.precision is not DatePrecision.DAY:
        return None
    return meeting.held_on


def steps_from(state: TaskState, *, office: bool) -> tuple[TaskState, ...]:
    """The states a task may go to next; postponing and reopening is for the office."""
    if office:
        return STEPS[state]
    if state in CLOSED:
        return ()
    return tuple(step for step in STEPS[state] if step is not S.POSTPONED)


def check_step(before: TaskState, after: TaskState, *, office: bool, words: str) -> None:
    """Raise RuleBroken unless the step is lawful; `words` are the result or the reason given."""
    if after is not before and after not in steps_from(before, office=office):
        raise RuleBroken("Dieser Schritt ist vom jetzigen Stand aus nicht möglich.", field="state")
    if words.strip():
        return
    if after is S.DONE:
        raise RuleBroken("Bitte schreiben Sie in einem Satz, was das Ergebnis ist.", field="text")
    if after is S.NOT_FEASIBLE:
        raise RuleBroken(
            "Bitte nennen Sie den Grund, warum die Aufgabe nicht umsetzbar ist.", field="text"
        )


def check_report(state: TaskState, percent: int | None, text: str) -> None:
    """Raise RuleBroken unless a report says what was done, with a possible percentage or none."""
    if not text.strip():
        raise RuleBroken("Bitte schreiben Sie in einem Satz, was getan wurde.", field="text")
    if percent is not None and not 0 <= percent <= 100:
        raise RuleBroken("Bitte geben Sie eine ganze Zahl von 0 bis 100 ein.", field="percent")
    if state is S.DONE and percent not in (None, 100):
        raise RuleBroken(
            f"„Erledigt“ und {percent} % passen nicht zusammen. "
            "Bitte geben Sie 100 ein oder lassen Sie das Feld leer.",
            field="percent",
        )


def check_evidence_url(url: str | None) -> None:
    """Raise RuleBroken unless `url` is empty or a web address of at most 500 characters."""
    if url and (len(url) > 500 or not url.lower().startswith(("https://", "http://"))):
        raise RuleBroken(
            "Bitte geben Sie eine Adresse ein, die mit https:// beginnt.", field="evidence_url"
        )


def is_overdue(task: Task, today: dt.date) -> bool:
    """Whether an answer is missing: due before `today`, neither closed nor at rest."""
    return urgency(task, today) is Urgency.OVERDUE


def urgency(task: Task, today: dt.date) -> Urgency:
    """Where the task stands in a list read on `today`."""
    if task.state in CLOSED:
        return Urgency.CLOSED
    if task.state in AT_REST:
        return Urgency.AT_REST
    if task.due_on is None:
        return Urgency.UNDATED
    if task.due_on < today:
        return Urgency.OVERDUE
    return Urgency.SOON if task.due_on <= today + SOON else Urgency.LATER


def ampel(task: Task, today: dt.date) -> str:
    """The light of delivery, by a word of `status.ampel`; the percentage plays no part in it."""
    if task.state is S.DONE:
        return "loop" if task.recurs_months else "blue"
    if task.state in (S.NOT_FEASIBLE, S.POSTPONED):
        return "grey"
    if task.due_on and task.due_on < today and task.state is not S.TO_CHECK:
        return "red"
    if task.state is S.OPEN:
        near = task.due_on is not None and task.due_on <= today + SOON
        return "yellow" if near else "grey"
    return "green"


def due_text(task: Task) -> str:
    """The due date as agreed: its own label, the meeting it follows, and always the day."""
    day = long_day(task.due_on) if task.due_on else ""
    if task.due_meeting:
        name = f"bis zur Sitzung „{task.due_meeting.title}“"
        return f"{name} ({day or 'Termin noch offen'})"
    if task.due_label:
        return f"{task.due_label} ({day})" if day else task.due_label
    return day or "ohne Frist"


def next_due(due_on: dt.date | None, months: int, done_on: dt.date) -> dt.date:
    """When a recurring duty comes back: counted from its due date, and after it was done."""
    start = due_on or done_on
    times = 1
    while months_later(start, months * times) <= done_on:
        times += 1
    return months_later(start, months * times)
