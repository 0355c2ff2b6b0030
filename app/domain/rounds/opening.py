"""Which rounds can be opened when, and whom they ask about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.deadlines import CONTRIBUTIONS, Deadline
from app.domain.errors import RuleBroken
from app.domain.reminders import REMINDED_STATES
from app.domain.rounds.requests import check_open
from app.domain.tasks import is_due_again
from app.language import N_
from app.language import gettext as _
from app.models.meetings import Meeting, MeetingScope, Phase
from app.models.plans import Category, Goal, Plan
from app.models.rounds import Occasion, StatusRound
from app.models.tasks import Task

REPORTING_STEPS = {MeetingScope.EXTERNAL: CONTRIBUTIONS, MeetingScope.OWN: "call_for_topics"}
NUDGE = dt.timedelta(days=28)  # four weeks leave time for a letter and two reminders
AHEAD = dt.timedelta(days=92)  # letters name a day without its year
RUNNING = N_("Es läuft schon eine Abfrage. Bitte schließen Sie sie zuerst.")


@dataclass(frozen=True, kw_only=True)
class RoundDraft:
    """What the office says when it opens a round."""

    occasion: Occasion
    reporting_on: dt.date
    answer_by: dt.date
    meeting: Meeting | None = None
    note: str | None = None


def is_asked_goal(goal: Goal, reporting_on: dt.date) -> bool:
    """Whether there is anything left to say of the goal (R09, R11).

    What is done for good and what was given up is asked no more, until its resubmission date.
    """
    latest = goal.latest
    if latest is None or goal.responsible is None:
        return goal.responsible is not None
    if goal.resubmit_on is not None and goal.resubmit_on <= reporting_on:
        return True
    finished = latest.category is Category.DONE and not latest.ongoing_duty
    return not finished and latest.category is not Category.NOT_FEASIBLE


def is_asked_task(task: Task, reporting_on: dt.date) -> bool:
    """Whether somebody works on the task, or it was put off until a day that has come by then.

    The office's own task of fixing a day is not asked.
    """
    return (
        task.accountable is not None
        and task.fixes_meeting_id is None
        and (task.state in REMINDED_STATES or is_due_again(task, reporting_on))
    )


def check_draft(draft: RoundDraft, plan: Plan, today: dt.date) -> None:
    """Raise RuleBroken unless a round may be opened; nobody is asked for what is past (R75)."""
    if not 2000 <= draft.reporting_on.year <= 2099:
        raise RuleBroken(
            _("Bitte prüfen Sie das Jahr %(year)s.", year=draft.reporting_on.year),
            field="reporting_on",
        )
    if draft.answer_by < today:
        raise RuleBroken(
            _("Der Tag für die Antworten liegt in der Vergangenheit."), field="answer_by"
        )
    if not can_open(draft, today):
        raise RuleBroken(
            _("Bitte fragen Sie frühestens drei Monate vor dem Tag für die Antworten."),
            field="answer_by",
        )
    if draft.meeting is not None and draft.meeting.plan is not plan:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="meeting")


def can_open(draft: RoundDraft, today: dt.date) -> bool:
    """Whether the day is near enough to be asked for; who is asked too early forgets."""
    return draft.answer_by - today <= AHEAD and draft.reporting_on - today <= 2 * AHEAD


def is_time_for(draft: RoundDraft, today: dt.date) -> bool:
    """Whether the office should open the round now: a meeting needs it, the days run."""
    return draft.meeting is not None and draft.answer_by - today <= NUDGE


def check_extension(round_: StatusRound, answer_by: dt.date, today: dt.date) -> None:
    """Raise RuleBroken unless those who are missing may be given until `answer_by`.

    Never less time than a letter has promised.
    """
    check_open(round_)
    if answer_by < round_.answer_by or answer_by < today:
        raise RuleBroken(
            _("Bitte wählen Sie einen späteren Tag: Verkürzen lässt sich die Frist nicht."),
            field="answer_by",
        )
    if answer_by - today > AHEAD:
        raise RuleBroken(
            _("Bitte wählen Sie einen Tag in den nächsten drei Monaten."), field="answer_by"
        )


def occasion_of(meeting: Meeting) -> Occasion:
    return Occasion.COMMITTEE if meeting.phase is Phase.COMMITTEE else Occasion.WORKING


def before_meeting(
    meeting: Meeting, deadlines: Iterable[Deadline], today: dt.date
) -> RoundDraft | None:
    """The round that prepares a meeting, at the reporting date its deadline rules name.

    None where there is no such deadline or it is past.
    """
    scope = MeetingScope.EXTERNAL if meeting.external else MeetingScope.OWN
    for deadline in deadlines:
        if deadline.key == REPORTING_STEPS[scope] and deadline.on >= today:
            return RoundDraft(
                occasion=occasion_of(meeting),
                reporting_on=deadline.on,
                answer_by=deadline.on,
                meeting=meeting,
            )
    return None


def of_half_year(today: dt.date) -> RoundDraft:
    """The round at the end of the running half-year."""
    june = dt.date(today.year, 6, 30)
    end = june if today <= june else dt.date(today.year, 12, 31)
    return RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=end, answer_by=end)
