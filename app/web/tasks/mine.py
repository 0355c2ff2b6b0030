"""What I have to do, why, and until when; the first page after signing in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template, request
from flask_login import current_user

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.spoken import day_of_year
from app.domain.tasks import CLOSED, Urgency, may_undo, steps_from, urgency
from app.language import gettext as _
from app.language import ngettext
from app.models.tasks import TaskEntry, TaskState
from app.queries import meetings, my_tasks, polls, rounds, tasks
from app.queries.my_task_rows import MyTask
from app.queries.my_tasks import Counts, Shown
from app.queries.paging import Page
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.tasks.room import bp

NEXT_MEETINGS = 4
# What is said in one step: postponing and giving up take more words than a line has room for.
NEXT_STATES = {
    state: [
        *([state] if state is not TaskState.OPEN else []),
        *(step for step in steps_from(state, office=False) if step is not TaskState.NOT_FEASIBLE),
    ]
    for state in set(TaskState) - CLOSED
}
# Of what was put off and is back one says how it goes on; to put it off again is the office's.
AGAIN_STATES = {
    state: [step for step in steps if step is not state] for state, steps in NEXT_STATES.items()
}


@dataclass(frozen=True)
class Group:
    """Tasks under one heading."""

    key: str
    heading: str
    lead: str
    tasks: list[MyTask]
    next_states: Mapping[TaskState, Sequence[TaskState]]


@bp.get("/meine-aufgaben")
@allowed(access.may_use_plan)
def mine() -> str:
    """My tasks in the order of need, my next meetings, and the answers I still owe."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    shown = Shown.FINISHED if request.args.get("zeige") == "erledigt" else Shown.UNFINISHED
    counts = my_tasks.my_counts(viewer, plan, today)
    number = request.args.get("page", 1, type=int)
    page = my_tasks.mine(viewer, plan, today, shown, counts, number)
    reported = _reported(viewer)
    return render_template(
        "tasks/mine.html",
        page=page,
        groups=_groups(page, today) if shown is Shown.UNFINISHED else [],
        shown=shown,
        counts=counts,
        year=today.year,
        reported=reported.task if reported else None,
        may_undo=may_undo(reported, by=viewer.account_id, now=clock.now()),
        asked=my_tasks.asked_of(viewer, plan) if counts.is_asked else [],
        done=my_tasks.lately_done(viewer, plan, today) if counts.finished else [],
        lead=_lead(counts, page, today),
        me=viewer.actor_id,
        own_ids=viewer.acts_as(plan.id),
        slug=plan.slug,
        owed=meetings.owed_answers(viewer, plan, today) if counts.has_invitations else [],
        polls=polls.owed(viewer, plan, today) if counts.has_polls else [],
        rounds=rounds.open_requests_for(viewer) if counts.has_rounds else [],
        upcoming=meetings.upcoming(viewer, plan, today, NEXT_MEETINGS),
        is_new=current_user.session.is_new,
    )


def _reported(viewer: Viewer) -> TaskEntry | None:
    """The report that the viewer has just sent from this list, to be thanked for."""
    uid = request.args.get("gemeldet", type=uuid.UUID)
    task = tasks.by_uid(uid) if uid else None
    return tasks.last_entry_of(task) if task and access.may_report(viewer, task) else None


def _groups(page: Page[MyTask], today: dt.date) -> list[Group]:
    words = {
        Urgency.OVERDUE: (
            _("Bitte um Rückmeldung"),
            _("Die Frist ist vorbei. Ein Satz genügt uns, auch wenn es anders gekommen ist."),
        ),
        Urgency.AGAIN: (
            _("Wieder vorgelegt"),
            _("Das war zurückgestellt und steht wieder an. Bitte sagen Sie, wie es weitergeht."),
        ),
        Urgency.SOON: (_("Als Nächstes"), _("In den nächsten 14 Tagen.")),
        Urgency.LATER: (_("Später"), ""),
        Urgency.UNDATED: (_("Ohne festen Tag"), ""),
        Urgency.AT_REST: (
            _("Wartet auf andere"),
            _("Sie müssen nichts tun: Es wartet auf andere, wird geprüft oder ist zurückgestellt."),
        ),
    }
    return [
        Group(
            key.value,
            *words[key],
            list(found),
            AGAIN_STATES if key is Urgency.AGAIN else NEXT_STATES,
        )
        for key, found in groupby(page.items, lambda task: urgency(task, today))
    ]


def _lead(counts: Counts, page: Page[MyTask], today: dt.date) -> str:
    """One sentence that says where one stands."""
    if not counts.unfinished:
        return _("Zurzeit ist nichts offen. Vielen Dank!") if counts.finished else ""
    sentences = [
        ngettext("%(num)s Aufgabe ist offen.", "%(num)s Aufgaben sind offen.", counts.unfinished)
    ]
    if late := counts.standing[Urgency.OVERDUE]:
        sentences.append(
            ngettext(
                "Bei einer fehlt uns noch Ihr Stand.",
                "Bei %(num)s fehlt uns noch Ihr Stand.",
                late,
            )
        )
    if again := counts.standing[Urgency.AGAIN]:
        sentences.append(
            ngettext(
                "Eine zurückgestellte ist wieder vorgelegt.",
                "%(num)s zurückgestellte sind wieder vorgelegt.",
                again,
            )
        )
    ahead = [task.due_on for task in page.items if task.due_on and task.due_on >= today]
    if ahead and page.page == 1:
        sentences.append(_("Die nächste Frist ist der %(day)s.", day=day_of_year(ahead[0])))
    return " ".join(sentences)
