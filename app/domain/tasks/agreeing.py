"""What is agreed with a task: what one must say, until when it is due, when it comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.days import months_later
from app.domain.errors import RuleBroken
from app.domain.wording import long_day
from app.language import gettext as _
from app.language import spoken
from app.models.groups import Body
from app.models.meetings import DatePrecision, Meeting
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.models.tasks import Task

EARLIEST_DUE = dt.date(2000, 1, 1)
LATEST_DUE = dt.date(2099, 12, 31)
LONGEST_TITLE = 200


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """What is agreed with a task (R48); `due_meeting` means "by meeting X" and gives the day.

    `group` is accountable in place of an actor: it becomes one with its first task.
    """

    title: str
    description: str | None = None
    accountable: Actor | None = None
    group: Body | None = None
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
        raise RuleBroken(_("Bitte sagen Sie, was zu tun ist."), field="title")
    if len(draft.title.strip()) > LONGEST_TITLE:
        raise RuleBroken(_("Bitte kürzen Sie den Titel auf 200 Zeichen."), field="title")
    _check_due(draft)
    if draft.recurs_months is not None and not 1 <= draft.recurs_months <= 120:
        raise RuleBroken(
            _("Bitte geben Sie einen Abstand von 1 bis 120 Monaten ein."), field="recurs_months"
        )
    if fixes_meeting is None and not (draft.goals or draft.fields or draft.topics):
        raise RuleBroken(_("Bitte ordnen Sie mindestens ein Ziel zu."), field="goals")
    _check_one_plan(draft, plan, fixes_meeting)
    if draft.group is not None and draft.group.dissolved_on is not None:
        raise RuleBroken(
            _("„%(name)s“ ist aufgelöst. Bitte wählen Sie jemand anderen.", name=draft.group.name),
            field="accountable",
        )


def _check_due(draft: TaskDraft) -> None:
    if draft.due_on and not EARLIEST_DUE <= draft.due_on <= LATEST_DUE:
        raise RuleBroken(
            _(
                "Bitte prüfen Sie das Jahr %(year)s: Fristen liegen zwischen 2000 und 2099.",
                year=draft.due_on.year,
            ),
            field="due_on",
        )
    if draft.due_meeting and draft.due_on and draft.due_on != day_of(draft.due_meeting):
        raise RuleBroken(
            _("Bitte wählen Sie entweder einen Tag oder eine Sitzung als Frist."),
            field="due_meeting",
        )


def _check_one_plan(draft: TaskDraft, plan: Plan, fixes_meeting: Meeting | None) -> None:
    """Nothing of another plan may hang on a task, nor be told from a thing that is not there."""
    strangers = {
        "goals": [goal for goal in draft.goals if goal.field.plan is not plan],
        "fields": [field for field in draft.fields if field.plan is not plan],
        "topics": [topic for topic in draft.topics if topic.field.plan is not plan],
        "accountable": [a for a in (draft.accountable, draft.group) if a and a.plan_id != plan.id],
        "further_actors": [a for a in draft.further_actors if a.plan_id != plan.id],
        "due_meeting": [m for m in (draft.due_meeting, fixes_meeting) if m and m.plan is not plan],
    }
    for field, found in strangers.items():
        if found:
            raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field=field)


def day_of(meeting: Meeting) -> dt.date | None:
    """The day a task is due that follows this meeting; None while the day is open or cancelled."""
    if meeting.cancelled or meeting.precision is not DatePrecision.DAY:
        return None
    return meeting.held_on


def due_text(
    task: Task,
    in_words: Callable[[dt.date, str], str] = long_day,
    written: Callable[[str], str] = str,
) -> str:
    """The due date as agreed: its own label, the meeting it follows, and always the day.

    `written` is how a page marks the words of people in it.
    """
    day = in_words(task.due_on, spoken()) if task.due_on else ""
    if task.due_meeting:
        name = _("bis zur Sitzung „%(title)s“", title=written(task.due_meeting.title))
        open_still = _("Termin noch offen")
        return name + f" ({day or open_still})"
    if task.due_label:
        return written(task.due_label) + (f" ({day})" if day else "")
    return day or _("ohne Frist")


def next_due(due_on: dt.date | None, months: int, done_on: dt.date) -> dt.date:
    """When a recurring duty comes back: counted from its due date, and after it was done."""
    start = due_on or done_on
    times = 1
    while months_later(start, months * times) <= done_on:
        times += 1
    return months_later(start, months * times)
