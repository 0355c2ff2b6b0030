"""The register: what meetings agreed and committees decided, back to its basis and on to its tasks.

All of it costs the same number of queries, however much was agreed (R42, R43).
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.domain.access import Viewer
from app.domain.agreements import CALLS_FOR_A_STEP
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.groups import Body
from app.models.meetings import Agreement, AgreementKind, CommitteeResult, Cycle, Meeting
from app.models.plans import Plan
from app.models.targets import Target
from app.models.tasks import Task
from app.queries import visible
from app.queries.tasks import overdue


class FollowUp(enum.StrEnum):
    """What became of an agreement.

    NOT_NEEDED: none of the things that call for a step; CARRIED_ON: a later agreement or a target,
    but no task yet.
    """

    NONE = "none"
    NOT_NEEDED = "not_needed"
    CARRIED_ON = "carried_on"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many tasks came of something: open ones, late ones among them, and finished ones."""

    open: int = 0
    overdue: int = 0
    closed: int = 0


NO_TASKS = Tally()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One agreement and what became of it; the tasks are those the viewer may see."""

    agreement: Agreement
    open_tasks: int
    overdue_tasks: int
    closed_tasks: int
    targets: int
    followers: Sequence[Agreement]

    @property
    def state(self) -> FollowUp:
        """How far it is followed up: what is late counts more than what is open or done."""
        if self.overdue_tasks:
            return FollowUp.OVERDUE
        if self.open_tasks:
            return FollowUp.OPEN
        if self.closed_tasks:
            return FollowUp.DONE
        if self.followers or self.targets:
            return FollowUp.CARRIED_ON
        return FollowUp.NONE if self.agreement.kind in CALLS_FOR_A_STEP else FollowUp.NOT_NEEDED


def years(viewer: Viewer, plan: Plan) -> Sequence[int]:
    """The years in which anything the viewer may see was agreed or decided, newest first."""
    agreed = select(Agreement.cycle_id).join(Agreement.meeting)
    decided = select(Meeting.cycle_id).join(
        CommitteeResult, CommitteeResult.meeting_id == Meeting.id
    )
    seen = visible.meetings(viewer, plan)
    return db.session.scalars(
        select(Cycle.year)
        .where(Cycle.id.in_(agreed.where(seen)) | Cycle.id.in_(decided.where(seen)))
        .order_by(Cycle.year.desc())
    ).all()


def agreements(
    viewer: Viewer,
    plan: Plan,
    today: dt.date,
    year: int | None = None,
    kind: AgreementKind | None = None,
    state: FollowUp | None = None,
) -> list[Row]:
    """The agreements of the meetings the viewer may see, newest first; four queries."""
    chosen = _agreements().where(visible.meetings(viewer, plan))
    if year is not None:
        chosen = chosen.where(Cycle.year == year)
    if kind is not None:
        chosen = chosen.where(Agreement.kind == kind)
    found = db.session.scalars(
        chosen.order_by(Cycle.year.desc(), Agreement.number.desc(), Agreement.id.desc())
    ).all()
    ids = [one.id for one in found]
    tallies = _tallies(viewer, plan, Task.agreement_id, ids, today)
    followers, targets = _followers(viewer, plan, ids), _targets(ids)
    rows = [
        Row(
            agreement=one,
            open_tasks=tallies.get(one.id, NO_TASKS).open,
            overdue_tasks=tallies.get(one.id, NO_TASKS).overdue,
            closed_tasks=tallies.get(one.id, NO_TASKS).closed,
            targets=targets.get(one.id, 0),
            followers=followers.get(one.id, ()),
        )
        for one in found
    ]
    return [row for row in rows if state in (None, row.state)]


def tasks_of_results(
    viewer: Viewer, plan: Plan, results: Sequence[CommitteeResult], today: dt.date
) -> dict[int, Tally]:
    """The tasks that came of each committee's meeting, by the meeting's id; one query."""
    ids = [one.meeting_id for one in results]
    return _tallies(viewer, plan, Task.meeting_id, ids, today)


def results(viewer: Viewer, plan: Plan, year: int | None = None) -> Sequence[CommitteeResult]:
    """What committees did with our papers, newest first."""
    chosen = (
        select(CommitteeResult)
        .join(CommitteeResult.meeting)
        .join(Meeting.cycle)
        .where(visible.meetings(viewer, plan))
        .options(
            joinedload(CommitteeResult.meeting).joinedload(Meeting.body),
            joinedload(CommitteeResult.meeting).joinedload(Meeting.cycle),
        )
        .order_by(Meeting.held_on.desc(), CommitteeResult.id.desc())
    )
    return db.session.scalars(chosen.where(Cycle.year == year) if year else chosen).all()


def by_uid(uid: uuid.UUID) -> Agreement | None:
    """The agreement with this uid, in whatever plan."""
    found: Agreement | None = db.session.scalar(_agreements().where(Agreement.uid == uid))
    return found


def bases(viewer: Viewer, agreement: Agreement) -> Sequence[Agreement]:
    """All earlier agreements on which this one rests, the nearest first; one query."""
    earlier = aliased(Agreement)
    step = (
        select(Agreement.based_on_id.label("id"))
        .where(Agreement.id == agreement.id)
        .cte(recursive=True)
    )
    step = step.union(select(earlier.based_on_id).join(step, earlier.id == step.c.id))
    return _seen(viewer, agreement, Agreement.id.in_(select(step.c.id)), newest_first=True)


def later(viewer: Viewer, agreement: Agreement) -> Sequence[Agreement]:
    """All later agreements that rest on this one, in their order; one query."""
    following = aliased(Agreement)
    step = select(Agreement.id).where(Agreement.based_on_id == agreement.id).cte(recursive=True)
    step = step.union(select(following.id).join(step, following.based_on_id == step.c.id))
    return _seen(viewer, agreement, Agreement.id.in_(select(step.c.id)), newest_first=False)


def _seen(
    viewer: Viewer, agreement: Agreement, chosen: ColumnElement[bool], *, newest_first: bool
) -> Sequence[Agreement]:
    wanted = _agreements().where(
        chosen, Agreement.id != agreement.id, visible.meetings(viewer, agreement.meeting.plan)
    )
    order = Agreement.id.desc() if newest_first else Agreement.id.asc()
    return db.session.scalars(wanted.order_by(order)).all()


def tasks_of(viewer: Viewer, agreements: Sequence[Agreement]) -> Sequence[Task]:
    """The tasks that came of the agreements and that the viewer may see, by due date."""
    if not agreements:
        return []
    return db.session.scalars(
        select(Task)
        .where(
            Task.agreement_id.in_([one.id for one in agreements]),
            visible.tasks(viewer, agreements[0].meeting.plan),
        )
        .options(
            joinedload(Task.accountable),
            joinedload(Task.due_meeting),
            joinedload(Task.agreement).joinedload(Agreement.cycle),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()


def _agreements() -> Select[Any]:
    """Agreements with all that a list says of them."""
    meeting, basis = joinedload(Agreement.meeting), joinedload(Agreement.based_on)
    return (
        select(Agreement)
        .join(Agreement.meeting)
        .join(Cycle, Cycle.id == Agreement.cycle_id)
        .options(
            joinedload(Agreement.cycle).joinedload(Cycle.plan),
            meeting.joinedload(Meeting.body).joinedload(Body.plan),
            meeting.joinedload(Meeting.cycle).joinedload(Cycle.plan),
            joinedload(Agreement.agenda_item),
            basis.joinedload(Agreement.cycle),
            basis.joinedload(Agreement.meeting).joinedload(Meeting.body),
        )
    )


def _tallies(
    viewer: Viewer,
    plan: Plan,
    origin: InstrumentedAttribute[int | None],
    ids: Sequence[int],
    today: dt.date,
) -> dict[int, Tally]:
    """The tasks the viewer may see, counted by the column that says where they come from."""
    closed = Task.state.in_(CLOSED)
    rows = db.session.execute(
        select(
            origin,
            func.count(case((~closed, 1))),
            func.count(case((overdue(today), 1))),
            func.count(case((closed, 1))),
        )
        .where(origin.in_(ids), visible.tasks(viewer, plan))
        .group_by(origin)
    )
    return {
        key or 0: Tally(open=still_open, overdue=late, closed=done)
        for key, still_open, late, done in rows
    }


def _targets(ids: Sequence[int]) -> dict[int, int]:
    """How many targets were set with each agreement."""
    rows = db.session.execute(
        select(Target.agreement_id, func.count(Target.id))
        .where(Target.agreement_id.in_(ids))
        .group_by(Target.agreement_id)
    )
    return {key or 0: number for key, number in rows}


def _followers(viewer: Viewer, plan: Plan, ids: Sequence[int]) -> dict[int, list[Agreement]]:
    """The agreements that rest directly on each."""
    found: dict[int, list[Agreement]] = defaultdict(list)
    for one in db.session.scalars(
        select(Agreement)
        .join(Agreement.meeting)
        .where(Agreement.based_on_id.in_(ids), visible.meetings(viewer, plan))
        .options(joinedload(Agreement.cycle))
        .order_by(Agreement.id)
    ):
        found[one.based_on_id or 0].append(one)
    return found
