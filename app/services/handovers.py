"""Open tasks must be given to somebody before a membership, an account or a person ends (R54)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.domain.errors import RuleBroken
from app.domain.tasks import is_free_from
from app.language import gettext as _
from app.models.groups import Membership
from app.models.people import Actor
from app.models.tasks import Task
from app.queries import handovers as queries
from app.services import tasks


def hand_over(
    task: Task, leaving: Actor, heir: Actor | None, *, by: int | None, now: dt.datetime
) -> None:
    """Give a task of who is leaving to `heir`, or to the office. Raises RuleBroken.

    Where an organisation had named the person, it names the heir and stays accountable.
    """
    reason = f"Übergabe von {leaving.name}"
    named = task.person is leaving and task.accountable is not leaving
    if named and heir is not None and heir.is_person:
        tasks.name_person(task, heir, by=by, now=now)
    else:
        tasks.assign(task, heir, by=by, now=now, reason=reason)


def check_member_free(membership: Membership, end: dt.date, *, today: dt.date) -> None:
    """Raise RuleBroken while the person has tasks through the membership that outlive its end."""
    _check(queries.bound_to(membership), end, today, field="until_on")


def check_actor_free(actor: Actor, end: dt.date, *, today: dt.date) -> None:
    """Raise RuleBroken while the actor has tasks that outlive its leaving."""
    _check(queries.held_by(actor), end, today, field="left_on")


def check_account_free(person: Actor | None, *, today: dt.date) -> None:
    """Raise RuleBroken while who signs in with an account has open tasks."""
    if person is not None:
        _check(queries.held_by(person), today, today, field=None)


def _check(held: Sequence[Task], end: dt.date, today: dt.date, *, field: str | None) -> None:
    left = [task for task in held if not is_free_from(task, end, today)]
    if len(left) == 1:
        raise RuleBroken(_("Vorher ist noch eine offene Aufgabe zu übergeben."), field=field)
    if left:
        raise RuleBroken(
            _("Vorher sind noch %(number)s offene Aufgaben zu übergeben.", number=len(left)),
            field=field,
        )
