"""Laws of tasks, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import tasks as law
from app.domain.errors import RuleBroken
from app.domain.tasks import Step, TaskDraft, Urgency
from app.models.groups import Body, BodyForm
from app.models.meetings import Cycle, DatePrecision, Meeting, MeetingState, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.tasks import Acceptance, EntryKind, Task, TaskEntry, TaskState

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2017, 3, 1)


def a_plan() -> Plan:
    return Plan(slug="plan", title="Plan", created_at=NOW)


def a_goal(plan: Plan) -> Goal:
    field = FieldOfAction(plan=plan, number=7, name="Religion")
    return Goal(field=field, position=1, official_title="Netzwerke", created_at=NOW)


def a_meeting(plan: Plan, held_on: dt.date | None = dt.date(2017, 7, 12), **more: Any) -> Meeting:
    body = Body(plan=plan, slug="b", name="Peergroup", form=BodyForm.PEER_GROUP, created_at=NOW)
    return Meeting(
        cycle=Cycle(plan=plan, year=2017),
        body=body,
        phase=Phase.WORKING,
        position=2,
        title="Arbeitstreffen",
        precision=DatePrecision.DAY if held_on else DatePrecision.OPEN,
        held_on=held_on,
        created_at=NOW,
        changed_at=NOW,
        **more,
    )


def a_task(state: TaskState = TaskState.OPEN, **more: Any) -> Task:
    task = Task(plan=a_plan(), title="Umfrage", created_at=NOW, changed_at=NOW, **more)
    task.state = state
    return task


def sentence(draft: TaskDraft, plan: Plan) -> tuple[str, str | None]:
    with pytest.raises(RuleBroken) as caught:
        law.check_draft(draft, plan)
    return caught.value.sentence, caught.value.field


def test_a_task_needs_a_goal_a_field_or_a_topic() -> None:
    plan = a_plan()

    assert sentence(TaskDraft(title="Umfrage"), plan) == (
        "Bitte ordnen Sie mindestens ein Ziel zu.",
        "goals",
    )
    law.check_draft(TaskDraft(title="Umfrage", goals=[a_goal(plan)]), plan)
    law.check_draft(TaskDraft(title="Umfrage", fields=[a_goal(plan).field]), plan)


def test_the_task_of_fixing_a_date_needs_no_goal() -> None:
    plan = a_plan()

    law.check_draft(TaskDraft(title="Termin festlegen"), plan, fixes_meeting=a_meeting(plan))


def test_a_goal_of_another_plan_cannot_be_linked() -> None:
    assert sentence(TaskDraft(title="Umfrage", goals=[a_goal(a_plan())]), a_plan()) == (
        "Bitte wählen Sie einen Eintrag aus der Liste.",
        "goals",
    )


@pytest.mark.parametrize("year", [1917, 2107])
def test_a_due_date_far_away_is_asked_about(year: int) -> None:
    plan = a_plan()
    draft = TaskDraft(title="Umfrage", goals=[a_goal(plan)], due_on=dt.date(year, 3, 1))

    words, field = sentence(draft, plan)

    assert str(year) in words
    assert field == "due_on"


def test_a_task_is_due_on_a_day_or_by_a_meeting_not_both() -> None:
    plan = a_plan()
    draft = TaskDraft(
        title="Umfrage",
        goals=[a_goal(plan)],
        due_on=dt.date(2017, 3, 2),
        due_meeting=a_meeting(plan),
    )

    assert sentence(draft, plan)[1] == "due_meeting"


@pytest.mark.parametrize(("title", "field"), [("  ", "title"), ("x" * 201, "title")])
def test_a_title_is_there_and_short(title: str, field: str) -> None:
    plan = a_plan()

    assert sentence(TaskDraft(title=title, goals=[a_goal(plan)]), plan)[1] == field


def test_a_meeting_gives_a_day_only_while_it_has_one() -> None:
    plan = a_plan()

    assert law.day_of(a_meeting(plan)) == dt.date(2017, 7, 12)
    assert law.day_of(a_meeting(plan, held_on=None)) is None
    cancelled = a_meeting(plan, state=MeetingState.CANCELLED, cancelled_at=NOW)
    assert law.day_of(cancelled) is None


def test_only_the_office_postpones_and_reopens() -> None:
    assert TaskState.POSTPONED in law.steps_from(TaskState.OPEN, office=True)
    assert TaskState.POSTPONED not in law.steps_from(TaskState.OPEN, office=False)
    assert law.steps_from(TaskState.DONE, office=False) == ()
    assert law.steps_from(TaskState.DONE, office=True) == (TaskState.IN_PROGRESS,)


def test_every_state_but_the_closed_ones_leads_to_an_end() -> None:
    for state in set(TaskState) - law.CLOSED:
        assert set(law.STEPS[state]) >= law.CLOSED


def a_step(state: TaskState, **more: Any) -> Step:
    given: dict[str, Any] = {
        "words": "Angefangen",
        "has_evidence": True,
        "resubmit_on": dt.date(2017, 6, 1),
        "decided_by": "Kreistag",
        "decided_on": TODAY,
    }
    return Step(state=state, **(given | more))


def refused(task: Task, step: Step, *, office: bool = True) -> str | None:
    """The field at which the step is refused."""
    with pytest.raises(RuleBroken) as caught:
        law.check_step(task, step, office=office, today=TODAY)
    return caught.value.field


def test_a_member_never_takes_a_step_that_is_the_offices() -> None:
    for before in TaskState:
        for after in TaskState:
            task, step = a_task(before), a_step(after)
            lawful = after in law.STEPS[before] or (before is after)
            by_member = after in law.steps_from(before, office=False) or (
                before is after and before not in law.CLOSED
            )
            if lawful:
                law.check_step(task, step, office=True, today=TODAY)
            else:
                assert refused(task, step) == "state"
            if not by_member:
                assert refused(task, step, office=False) == "state"


def test_what_waits_for_a_check_is_closed_by_the_office_alone() -> None:
    assert TaskState.DONE not in law.steps_from(TaskState.TO_CHECK, office=False)
    assert TaskState.DONE in law.steps_from(TaskState.TO_CHECK, office=True)


@pytest.mark.parametrize("after", list(TaskState))
def test_every_step_needs_words(after: TaskState) -> None:
    before = TaskState.OPEN if after is not TaskState.OPEN else TaskState.NOT_FEASIBLE

    assert refused(a_task(before), a_step(after, words=" ")) == "text"


def test_closing_needs_evidence_or_says_why_there_is_none() -> None:
    task = a_task()

    assert refused(task, a_step(TaskState.DONE, has_evidence=False)) == "no_evidence"
    assert (
        refused(task, a_step(TaskState.DONE, has_evidence=False, no_evidence=" ")) == "no_evidence"
    )
    spoken = a_step(TaskState.DONE, has_evidence=False, no_evidence="Mündlich besprochen")
    law.check_step(task, spoken, office=False, today=TODAY)


def test_postponing_names_a_day_to_come_back() -> None:
    assert refused(a_task(), a_step(TaskState.POSTPONED, resubmit_on=None)) == "resubmit_on"
    assert refused(a_task(), a_step(TaskState.POSTPONED, resubmit_on=TODAY)) == "resubmit_on"


def test_not_feasible_names_who_decided_and_when() -> None:
    step = TaskState.NOT_FEASIBLE

    assert refused(a_task(), a_step(step, decided_by=" ")) == "decided_by"
    assert refused(a_task(), a_step(step, decided_on=None)) == "decided_on"
    assert refused(a_task(), a_step(step, decided_on=dt.date(2017, 3, 2))) == "decided_on"


@pytest.mark.parametrize("percent", [-1, 101, 140])
def test_a_percentage_lies_between_0_and_100(percent: int) -> None:
    assert refused(a_task(), a_step(TaskState.IN_PROGRESS, percent=percent)) == "percent"


def test_done_means_all_of_it() -> None:
    law.check_step(a_task(), a_step(TaskState.DONE), office=False, today=TODAY)
    law.check_step(a_task(), a_step(TaskState.DONE, percent=100), office=False, today=TODAY)
    assert refused(a_task(), a_step(TaskState.DONE, percent=40)) == "percent"


def an_entry(kind: EntryKind = EntryKind.REPORT, at: dt.datetime = NOW) -> TaskEntry:
    return TaskEntry(task=a_task(), kind=kind, author_id=7, at=at)


def test_one_takes_back_ones_own_last_change_on_the_same_local_day() -> None:
    evening = dt.datetime(2017, 3, 1, 22, 30, tzinfo=dt.UTC)  # 23:30 in Berlin
    night = dt.datetime(2017, 3, 1, 23, 30, tzinfo=dt.UTC)  # the next day there

    assert law.may_undo(an_entry(), by=7, now=evening)
    assert not law.may_undo(an_entry(), by=7, now=night)
    assert not law.may_undo(an_entry(), by=8, now=evening)
    assert not law.may_undo(an_entry(), by=None, now=evening)
    assert not law.may_undo(an_entry(EntryKind.UNDO), by=7, now=evening)
    assert not law.may_undo(None, by=7, now=evening)


def test_a_task_that_was_given_up_can_be_taken_back_for_thirty_days() -> None:
    entry = an_entry()
    entry.changes = {"state": ["in_progress", "not_feasible"]}

    assert law.may_undo(entry, by=7, now=NOW + dt.timedelta(days=30))
    assert not law.may_undo(entry, by=7, now=NOW + dt.timedelta(days=31))
    assert not law.may_undo(entry, by=8, now=NOW + dt.timedelta(days=30))


def an_actor(kind: ActorKind = ActorKind.PERSON, **more: Any) -> Actor:
    return Actor(plan_id=1, kind=kind, name="Kim", created_at=NOW, **more)


def test_nobody_is_given_a_task_after_having_left() -> None:
    law.check_active(an_actor(left_on=TODAY), TODAY, field="accountable")
    with pytest.raises(RuleBroken, match="nicht mehr dabei"):
        law.check_active(an_actor(left_on=dt.date(2017, 2, 28)), TODAY, field="accountable")


def test_only_who_has_a_task_answers_for_it() -> None:
    me, other = an_actor(), an_actor()
    task = a_task(accountable=me, acceptance=Acceptance.ASKED, asked_at=NOW)

    law.check_answer(task, me)
    with pytest.raises(RuleBroken):
        law.check_answer(task, other)
    task.state = TaskState.DONE
    with pytest.raises(RuleBroken, match="abgeschlossen"):
        law.check_answer(task, me)


@pytest.mark.parametrize(
    ("due_on", "end", "free"),
    [
        (dt.date(2017, 3, 20), dt.date(2017, 3, 31), True),
        (dt.date(2017, 4, 1), dt.date(2017, 3, 31), False),
        (dt.date(2017, 2, 1), dt.date(2017, 3, 31), False),
        (dt.date(2017, 3, 1), TODAY, False),
        (None, dt.date(2017, 3, 31), False),
    ],
)
def test_an_ending_leaves_alone_what_is_due_before_it(
    due_on: dt.date | None, end: dt.date, free: bool
) -> None:
    assert law.is_free_from(a_task(due_on=due_on), end, TODAY) is free


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "https://" + "x" * 500])
def test_evidence_is_a_web_address(url: str) -> None:
    with pytest.raises(RuleBroken):
        law.check_evidence_url(url)


@pytest.mark.parametrize(
    ("state", "due_on", "expected"),
    [
        (TaskState.OPEN, dt.date(2017, 2, 28), Urgency.OVERDUE),
        (TaskState.OPEN, dt.date(2017, 3, 1), Urgency.SOON),
        (TaskState.IN_PROGRESS, dt.date(2017, 3, 15), Urgency.SOON),
        (TaskState.IN_PROGRESS, dt.date(2017, 3, 16), Urgency.LATER),
        (TaskState.OPEN, None, Urgency.UNDATED),
        (TaskState.WAITING, dt.date(2017, 2, 1), Urgency.AT_REST),
        (TaskState.POSTPONED, dt.date(2017, 2, 1), Urgency.AT_REST),
        (TaskState.DONE, dt.date(2017, 2, 1), Urgency.CLOSED),
        (TaskState.NOT_FEASIBLE, dt.date(2017, 2, 1), Urgency.CLOSED),
    ],
)
def test_urgency_follows_state_and_day(
    state: TaskState, due_on: dt.date | None, expected: Urgency
) -> None:
    assert law.urgency(a_task(state, due_on=due_on), TODAY) is expected


@pytest.mark.parametrize(("days", "expected"), [(1, Urgency.AT_REST), (0, Urgency.AGAIN)])
def test_what_was_put_off_is_back_on_its_day(days: int, expected: Urgency) -> None:
    task = a_task(TaskState.POSTPONED, resubmit_on=TODAY + dt.timedelta(days=days))

    assert law.urgency(task, TODAY) is expected


@pytest.mark.parametrize(
    ("state", "due_on", "light"),
    [
        (TaskState.OPEN, dt.date(2017, 3, 10), "yellow"),
        (TaskState.OPEN, dt.date(2017, 6, 1), "grey"),
        (TaskState.IN_PROGRESS, dt.date(2017, 3, 10), "green"),
        (TaskState.IN_PROGRESS, dt.date(2017, 2, 1), "red"),
        (TaskState.NOT_FEASIBLE, dt.date(2017, 2, 1), "grey"),
        (TaskState.DONE, dt.date(2017, 2, 1), "blue"),
    ],
)
def test_the_light_shows_delivery(state: TaskState, due_on: dt.date, light: str) -> None:
    assert law.ampel(a_task(state, due_on=due_on), TODAY) == light


def test_a_recurring_duty_that_is_done_has_a_light_of_its_own() -> None:
    assert law.ampel(a_task(TaskState.DONE, recurs_months=12), TODAY) == "loop"


def test_the_due_date_is_told_as_it_was_agreed() -> None:
    july = dt.date(2017, 7, 14)

    assert law.due_text(a_task(due_on=july)) == "Freitag, 14. Juli 2017"
    assert (
        law.due_text(a_task(due_on=july, due_label="bis zur Sommerpause"))
        == "bis zur Sommerpause (Freitag, 14. Juli 2017)"
    )
    assert law.due_text(a_task(due_label="im ersten Halbjahr")) == "im ersten Halbjahr"
    assert law.due_text(a_task()) == "ohne Frist"
    undated = a_meeting(a_plan(), held_on=None)
    assert (
        law.due_text(a_task(due_meeting=undated))
        == "bis zur Sitzung „Arbeitstreffen“ (Termin noch offen)"
    )


@pytest.mark.parametrize(
    ("due_on", "done_on", "expected"),
    [
        (dt.date(2017, 3, 1), dt.date(2017, 2, 20), dt.date(2018, 3, 1)),
        (dt.date(2017, 3, 1), dt.date(2019, 5, 1), dt.date(2020, 3, 1)),
        (dt.date(2016, 2, 29), dt.date(2016, 2, 1), dt.date(2017, 2, 28)),
        (None, dt.date(2017, 3, 1), dt.date(2018, 3, 1)),
    ],
)
def test_a_yearly_duty_comes_back_on_its_day_and_never_in_the_past(
    due_on: dt.date | None, done_on: dt.date, expected: dt.date
) -> None:
    assert law.next_due(due_on, 12, done_on) == expected
