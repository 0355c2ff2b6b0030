"""Opening a status round, reminding those whose answer is missing, giving them more time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.rounds import RoundDraft
from app.domain.wording import day_of_year
from app.extensions import db
from app.language import gettext as _
from app.language import spoken
from app.models.meetings import Cycle
from app.models.plans import Plan
from app.models.rounds import RoundItem, RoundRequest, StatusRound
from app.queries import round_reach
from app.queries import rounds as queries
from app.queries.round_reach import Candidate
from app.services import outbox
from app.services.rounds import desk


def open_round(plan: Plan, draft: RoundDraft, *, by: int | None, now: dt.datetime) -> StatusRound:
    """Ask all who are accountable for goals or tasks; one letter a person. Raises RuleBroken.

    Two who open at the same time wait for each other; the second is told that one is running.
    """
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    law.check_draft(draft, plan, local_day(now, plan))
    if queries.open_of(plan) is not None:
        raise RuleBroken(_(law.RUNNING))
    if queries.taken(plan, draft.reporting_on):
        raise RuleBroken(
            _(
                "Zum Stichtag %(day)s gibt es schon eine Abfrage.",
                day=day_of_year(draft.reporting_on, spoken()),
            ),
            field="reporting_on",
        )
    asked = round_reach.candidates(plan, draft.reporting_on, now)
    if not asked:
        raise RuleBroken(
            _(
                "Zurzeit ist niemand zu fragen: Kein Ziel und keine offene Aufgabe hat eine "
                "verantwortliche Stelle."
            )
        )
    opened = StatusRound(
        plan=plan,
        cycle=draft.meeting.cycle if draft.meeting else _cycle(plan, draft.reporting_on.year),
        meeting=draft.meeting,
        occasion=draft.occasion,
        reporting_on=draft.reporting_on,
        answer_by=draft.answer_by,
        note=(draft.note or "").strip() or None,
        opened_at=now,
        opened_by_id=by,
    )
    for one in asked:
        _ask(opened, one)
    db.session.add(opened)
    db.session.flush()
    desk.note("round.open", opened, by=by, now=now, changes={"requests": [0, len(asked)]})
    outbox.queue_round_requests(opened, now=now)
    return opened


def remind(
    round_: StatusRound, *, seen: dt.datetime | None, by: int | None, now: dt.datetime
) -> int:
    """Write once more to those who are missing, one letter a person; how many letters.

    `seen` is the last reminder that whoever clicks knew of: a second click sends nothing.
    """
    desk.take(round_)
    law.check_open(round_)
    if round_.reminded_at != seen:
        return 0
    if local_day(now, round_.plan) > round_.answer_by:
        raise RuleBroken(
            _(
                "Der Tag für die Antworten ist vorbei. Bitte verlängern Sie die Frist, rufen Sie "
                "an, oder schließen Sie die Abfrage."
            )
        )
    before, round_.reminded_at = round_.reminded_at, now
    db.session.flush()
    sent = outbox.queue_round_reminders(round_, now=now)
    changes = {
        "reminded": [before.isoformat() if before else None, now.isoformat()],
        "letters": [0, sent],
    }
    desk.note("round.remind", round_, by=by, now=now, changes=changes)
    return sent


def extend(round_: StatusRound, answer_by: dt.date, *, by: int | None, now: dt.datetime) -> int:
    """Give those who are missing more time and tell them, one letter a person; how many letters.

    The same day said twice is said once. Raises RuleBroken.
    """
    desk.take(round_)
    law.check_extension(round_, answer_by, local_day(now, round_.plan))
    if answer_by == round_.answer_by:
        return 0
    before, round_.answer_by = round_.answer_by, answer_by
    round_.sequence, round_.changed_at = round_.sequence + 1, now
    round_.reminded_at = now  # the letter reminds as well: the clock's next one keeps its distance
    db.session.flush()
    sent = outbox.queue_round_extension(round_, now=now)
    changes = {"answer_by": [before.isoformat(), answer_by.isoformat()], "letters": [0, sent]}
    desk.note("round.extend", round_, by=by, now=now, changes=changes)
    return sent


def _ask(opened: StatusRound, one: Candidate) -> None:
    request = RoundRequest(round=opened, actor=one.actor)
    request.recipient_id = one.recipient.actor_id if one.recipient else None
    for goal in one.goals:
        RoundItem(request=request, goal=goal)
    for task in one.tasks:
        RoundItem(request=request, task=task)


def _cycle(plan: Plan, year: int) -> Cycle | None:
    return db.session.scalar(select(Cycle).where(Cycle.plan_id == plan.id, Cycle.year == year))
