"""Laws of status rounds: who is asked about what, which answers are lawful, what counts."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.access import Viewer
from app.domain.deadlines import CONTRIBUTIONS, Deadline
from app.domain.errors import RuleBroken
from app.domain.goals import StatusDraft, check_status
from app.domain.reminders import REMINDED_STATES
from app.domain.tasks import CLOSED, Step, check_step, is_due_again, steps_from
from app.domain.wording import day_of_year
from app.models.meetings import Meeting, MeetingScope, Phase
from app.models.people import Actor
from app.models.plans import Assessment, Category, Goal, Plan
from app.models.rounds import (
    Occasion,
    Outcome,
    RoundAnswer,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
    Verdict,
)
from app.models.tasks import Task, TaskState

PURPOSE = "round"  # of the signed link
REPORTING_STEPS = {MeetingScope.EXTERNAL: CONTRIBUTIONS, MeetingScope.OWN: "call_for_topics"}
ANSWERABLE = (Category.DONE, Category.IN_PROGRESS, Category.STARTED, Category.NOT_STARTED)
TASK_STEPS = (TaskState.IN_PROGRESS, TaskState.WAITING, TaskState.TO_CHECK)
LONGEST_TEXT = 4000
UNCHANGED = "Unverändert."
NUDGE = dt.timedelta(days=28)  # four weeks leave time for a letter and two reminders
AHEAD = dt.timedelta(days=92)  # letters name a day without its year
OVER = "Diese Abfrage ist beendet. Änderungen sind nicht mehr möglich."
RUNNING = "Es läuft schon eine Abfrage. Bitte schließen Sie sie zuerst."


class Standing(enum.StrEnum):
    """How far a request is."""

    MISSING = "missing"
    PARTLY = "partly"
    DELIVERED = "delivered"


@dataclass(frozen=True, kw_only=True)
class RoundDraft:
    """What the office says when it opens a round."""

    occasion: Occasion
    reporting_on: dt.date
    answer_by: dt.date
    meeting: Meeting | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What of a goal's status is checked before it counts; done always means 100 percent."""

    category: Category
    percent: int | None

    @classmethod
    def of(cls, category: Category, percent: int | None) -> Figures:
        return cls(category=category, percent=100 if category is Category.DONE else percent)


@dataclass(frozen=True, kw_only=True)
class GoalAnswer:
    """How a goal stands, in the words of whoever answers for it."""

    category: Category
    said: str
    percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskAnswer:
    """How a task stands."""

    state: TaskState
    said: str
    percent: int | None = None


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
            f"Bitte prüfen Sie das Jahr {draft.reporting_on.year}.", field="reporting_on"
        )
    if draft.answer_by < today:
        raise RuleBroken("Der Tag für die Antworten liegt in der Vergangenheit.", field="answer_by")
    if not can_open(draft, today):
        raise RuleBroken(
            "Bitte fragen Sie frühestens drei Monate vor dem Tag für die Antworten.",
            field="answer_by",
        )
    if draft.meeting is not None and draft.meeting.plan is not plan:
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="meeting")


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
            "Bitte wählen Sie einen späteren Tag: Verkürzen lässt sich die Frist nicht.",
            field="answer_by",
        )
    if answer_by - today > AHEAD:
        raise RuleBroken(
            "Bitte wählen Sie einen Tag in den nächsten drei Monaten.", field="answer_by"
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


def is_open(round_: StatusRound) -> bool:
    return round_.state is RoundState.OPEN


def check_open(round_: StatusRound) -> None:
    """Raise RuleBroken when the round is over."""
    if not is_open(round_):
        raise RuleBroken(OVER)


def is_answerable(item: RoundItem) -> bool:
    """Whether the question can still be answered: a task may be handed over or closed meanwhile."""
    task = item.task
    if task is None:
        return True
    holders = (task.accountable_id, task.person_id)
    return item.request.actor_id in holders and task.state not in CLOSED


def is_returned(answer: RoundAnswer) -> bool:
    return answer.decision is not None and answer.decision.verdict is Verdict.RETURNED


def is_owed(item: RoundItem) -> bool:
    """Whether the question waits for its actor: no answer yet, or one that came back."""
    answer = item.answer
    return is_answerable(item) and (answer is None or is_returned(answer))


def requests_to(round_: StatusRound, person_id: int) -> list[RoundRequest]:
    """What one letter asks for: everything whose recipient the person is, own things first."""
    found = [one for one in round_.requests if one.recipient_id == person_id]
    return sorted(found, key=lambda one: (one.actor_id != person_id, one.actor.name))


def has_left(person: Actor, today: dt.date) -> bool:
    """Whether the person of a signed link has gone; the link then opens nothing."""
    return person.left_on is not None and person.left_on < today


def owed(request: RoundRequest) -> list[RoundItem]:
    return [item for item in request.items if is_owed(item)]


def standing(request: RoundRequest) -> Standing:
    """Delivered by word ("fertig") or by having answered everything; a question back reopens it."""
    waiting = owed(request)
    returned = [item for item in waiting if item.answer is not None]
    if not waiting or (request.delivered_at is not None and not returned):
        return Standing.DELIVERED
    return Standing.PARTLY if any(item.answer for item in request.items) else Standing.MISSING


def states_for(task: Task) -> list[TaskState]:
    """What can be said of a task here: as it is, or a next step. "Done" is left to the check."""
    return [task.state, *(s for s in steps_from(task.state, office=False) if s in TASK_STEPS)]


def check_goal_answer(answer: GoalAnswer, today: dt.date) -> None:
    """Raise RuleBroken unless words, category and percentage agree."""
    _check_length(answer.said)
    if answer.category not in ANSWERABLE:
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="standing")
    draft = StatusDraft(
        status_raw=answer.said,
        category=answer.category,
        percent=answer.percent,
        reporting_on=today,
        reason="Abfrage",
    )
    try:
        check_status(draft, today)
    except RuleBroken as broken:
        raise _renamed(broken, {"status_raw": "said", "category": "standing"}) from broken


def check_task_answer(task: Task, answer: TaskAnswer, today: dt.date) -> None:
    """Raise RuleBroken unless it is a report that the task allows here."""
    _check_length(answer.said)
    if answer.state not in states_for(task):
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="standing")
    step = Step(state=answer.state, words=answer.said, percent=answer.percent)
    try:
        check_step(task, step, office=False, today=today)
    except RuleBroken as broken:
        raise _renamed(broken, {"text": "said", "state": "standing"}) from broken


def check_answerable(item: RoundItem) -> None:
    """Raise RuleBroken unless the round is open and the question still stands."""
    check_open(item.request.round)
    if not is_answerable(item):
        raise RuleBroken("Diese Aufgabe ist inzwischen abgeschlossen oder in anderen Händen.")


def can_be_unchanged(item: RoundItem) -> bool:
    """Whether "unchanged" says anything: of a goal something must have been said before."""
    if item.goal is None:
        return True
    latest = item.goal.latest
    return latest is not None and latest.category in ANSWERABLE


def check_unchanged(item: RoundItem) -> None:
    """Raise RuleBroken where there is nothing that could be unchanged."""
    if not can_be_unchanged(item):
        raise RuleBroken("Zu diesem Ziel ist noch nichts gesagt. Bitte beschreiben Sie den Stand.")


def figures_before(goal: Goal) -> Figures | None:
    """What counts now; None where nothing was ever said."""
    latest = goal.latest
    return Figures.of(latest.category, latest.percent) if latest else None


def changes_figures(answer: RoundAnswer) -> bool:
    """Whether the answer would change a goal's category or percentage."""
    goal = answer.item.goal
    if goal is None or answer.category is None or answer.nothing_new:
        return False
    return Figures.of(answer.category, answer.percent) != figures_before(goal)


def waits_for_check(item: RoundItem) -> bool:
    """Whether the office has yet to say a word before the answer counts."""
    answer = item.answer
    return answer is not None and answer.decision is None and changes_figures(answer)


def is_only_words(item: RoundItem) -> bool:
    """New words of a goal with the figures as they were; they count, and can be read in bulk."""
    answer = item.answer
    return (
        item.goal is not None
        and answer is not None
        and not answer.nothing_new
        and answer.decision is None
        and not changes_figures(answer)
    )


def check_decision(answer: RoundAnswer, verdict: Verdict, reason: str | None) -> None:
    """Raise RuleBroken unless the office may say this to this answer now."""
    check_open(answer.item.request.round)
    if answer.category is None:
        raise RuleBroken("Antworten zu Aufgaben brauchen keine Prüfung.")
    if answer.item.answer is not answer:
        raise RuleBroken("Inzwischen gibt es eine neuere Antwort. Bitte prüfen Sie diese.")
    if verdict is Verdict.CHANGED and not (reason or "").strip():
        raise RuleBroken("Bitte nennen Sie den Grund der Änderung.", field="reason")
    if verdict is Verdict.RETURNED and not (reason or "").strip():
        raise RuleBroken("Bitte schreiben Sie Ihre Rückfrage.", field="reason")
    _check_length(reason or "", field="reason")


def check_figures(figures: Figures, today: dt.date) -> None:
    """Raise RuleBroken unless category and percentage of the office agree."""
    check_goal_answer(
        GoalAnswer(category=figures.category, percent=figures.percent, said="geprüft"), today
    )


def check_close(
    round_: StatusRound, waiting: Sequence[RoundItem], today: dt.date, *, anyway: bool
) -> None:
    """Raise RuleBroken unless the round may be closed today.

    `anyway` says that the office leaves what is unchecked at its present status.
    """
    check_open(round_)
    if today < round_.reporting_on:
        raise RuleBroken(
            f"Der Stichtag ist erst am {day_of_year(round_.reporting_on)}. "
            "Vorher lässt sich der Stand nicht festhalten."
        )
    if waiting and not anyway:
        count = len(waiting)
        subject = "Eine Antwort ist" if count == 1 else f"{count} Antworten sind"
        raise RuleBroken(
            f"{subject} noch nicht geprüft. Bitte prüfen Sie erst, oder schließen Sie "
            "ausdrücklich ohne diese Prüfung."
        )


def outcome_of(item: RoundItem) -> Outcome:
    """What becomes of the question when the round is closed now."""
    answer = item.answer
    if answer is None:
        return Outcome.NO_ANSWER
    if is_returned(answer):
        return Outcome.QUESTION_OPEN
    return Outcome.UNCHECKED if waits_for_check(item) else Outcome.TAKEN


def counted(answer: RoundAnswer) -> Figures:
    """The figures that count of a goal's answer: the office's where it changed them."""
    assert answer.category is not None
    decision = answer.decision
    if decision is not None and decision.category is not None:
        return Figures.of(decision.category, decision.percent)
    return Figures.of(answer.category, answer.percent)


def last_words(item: RoundItem) -> str:
    """What was last said before this round, as the goal's or task's own history has it."""
    if item.goal is not None:
        latest: Assessment | None = item.goal.latest
        return latest.status_raw if latest else ""
    of_this_round = {answer.task_report_id for answer in item.answers}
    reports = item.task.reports if item.task else []
    earlier = [report for report in reports if report.id not in of_this_round]
    return earlier[-1].text if earlier else ""


def may_run(viewer: Viewer, round_: StatusRound) -> bool:
    """The office of the plan opens, reminds, checks and closes."""
    return viewer.coordinates(round_.plan_id)


def may_check(viewer: Viewer, answer: RoundAnswer) -> bool:
    return may_run(viewer, answer.item.request.round)


def may_answer_for(viewer: Viewer, request: RoundRequest) -> bool:
    """The office writes down what somebody told it."""
    return viewer.coordinates(request.round.plan_id)


def may_answer(viewer: Viewer, round_: StatusRound) -> bool:
    """Whoever is asked in person or for an organisation; the verbs know about what."""
    acting = viewer.acts_as(round_.plan_id)
    return any(is_theirs(request, acting) for request in round_.requests)


def is_theirs(request: RoundRequest, actor_ids: Iterable[int]) -> bool:
    """Whether one who acts as these actors answers the request."""
    acting = set(actor_ids)
    return request.actor_id in acting or request.recipient_id in acting


def _check_length(said: str, field: str = "said") -> None:
    if len(said) > LONGEST_TEXT:
        raise RuleBroken("Bitte kürzen Sie den Text auf 4000 Zeichen.", field=field)


def _renamed(broken: RuleBroken, names: dict[str, str]) -> RuleBroken:
    """The same sentence at the field that this room's forms have for it."""
    return RuleBroken(broken.sentence, field=names.get(broken.field or "", broken.field))
