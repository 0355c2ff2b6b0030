"""Who has a task: who may be given it, name a person, take it on, or hand it back."""

from __future__ import annotations

import datetime as dt

from app.domain.errors import RuleBroken
from app.domain.tasks.steps import CLOSED
from app.language import gettext as _
from app.models.people import Actor
from app.models.tasks import Acceptance, Task

LONGEST_REASON = 2000


def check_active(actor: Actor | None, today: dt.date, *, field: str) -> None:
    """Raise RuleBroken if `actor` has left: nobody hands a task to who is no longer there."""
    if actor is not None and actor.left_on is not None and actor.left_on < today:
        raise RuleBroken(
            _("„%(name)s“ ist nicht mehr dabei. Bitte wählen Sie jemand anderen.", name=actor.name),
            field=field,
        )


def check_named(task: Task, person: Actor | None, today: dt.date) -> None:
    """Raise RuleBroken unless `person` may be named for a task that an organisation has."""
    if task.accountable is None or task.accountable.is_person:
        raise RuleBroken(_("Für diese Aufgabe ist niemand zu benennen."))
    if person is None or not person.is_person or person.plan_id != task.plan_id:
        raise RuleBroken(_("Bitte wählen Sie eine Person aus der Liste."), field="person")
    check_active(person, today, field="person")


def check_answer(task: Task, actor: Actor) -> None:
    """Raise RuleBroken unless the open task is with `actor`: to do it, or to name a person."""
    if task.state in CLOSED:
        raise RuleBroken(_("Diese Aufgabe ist schon abgeschlossen."))
    naming = task.acceptance is Acceptance.NAMING and task.accountable is actor
    if not naming and task.doer is not actor:
        raise RuleBroken(_("Diese Aufgabe liegt inzwischen bei jemand anderem."))


def check_reason(reason: str) -> None:
    """Raise RuleBroken unless handing back says why, in a few sentences."""
    if not reason.strip():
        raise RuleBroken(
            _("Bitte sagen Sie in einem Satz, warum Sie die Aufgabe zurückgeben."), field="reason"
        )
    if len(reason.strip()) > LONGEST_REASON:
        raise RuleBroken(_("Bitte kürzen Sie den Grund auf 2000 Zeichen."), field="reason")


def lies_behind(task: Task, today: dt.date) -> bool:
    """Whether a task speaks of the past: nobody is asked or written to because of it (R75)."""
    if task.cycle is not None and task.cycle.year < today.year:
        return True
    return task.due_on is not None and task.due_on < today


def is_free_from(task: Task, end: dt.date, today: dt.date) -> bool:
    """Whether an ending on `end` leaves the task alone: it is due before that day comes (R54)."""
    return task.due_on is not None and today <= task.due_on <= end and end > today
