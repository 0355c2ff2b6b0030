"""Tasks are handed out, reported and followed, on both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.errors import RuleBroken
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.meetings import Agreement, AgreementKind, DatePrecision
from app.models.plans import Goal, Plan
from app.models.tasks import Attachment, EntryKind, Task, TaskEntry, TaskReport, TaskState
from app.queries import tasks as queries
from app.services import tasks
from app.services.files import Upload, path_of
from tests.makers import (
    CREATED,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    save,
)

LINK = "https://kreis.example/bericht"
NOW = dt.datetime(2017, 3, 30, 22, 30, tzinfo=dt.UTC)  # already the 31st in Berlin


def make_world() -> tuple[Plan, Goal]:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    save(goal)
    return plan, goal


def actions(task: Task) -> list[str]:
    db.session.commit()
    return list(
        db.session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.object_uid == task.uid)
            .order_by(AuditEntry.id)
        )
    )


def test_a_task_knows_its_goal_its_actor_and_where_it_was_agreed(app: Flask) -> None:
    plan, goal = make_world()
    office = make_office(plan)
    holder = make_actor(plan, "Gesundheitsamt")
    meeting = make_meeting(make_cycle(plan), make_body(plan))
    agreement = Agreement(
        cycle=meeting.cycle,
        meeting=meeting,
        number=1,
        kind=AgreementKind.TASK,
        text="Schulungen planen",
        created_at=CREATED,
    )
    save(agreement)

    draft = TaskDraft(
        title=" Schulungen planen ",
        accountable=holder,
        goals=[goal],
        due_on=dt.date(2017, 7, 14),
        due_label="bis zur Sommerpause",
    )
    task = tasks.create_task(plan, draft, by=office.id, now=NOW, agreement=agreement)
    db.session.commit()

    assert task.title == "Schulungen planen"
    assert (task.accountable, task.goals) == (holder, [goal])
    assert (task.meeting, task.cycle) == (meeting, meeting.cycle)
    assert task.due_on == dt.date(2017, 7, 14)
    assert actions(task) == ["task.create"]


def test_a_task_without_a_goal_is_refused_and_nothing_is_kept(app: Flask) -> None:
    plan, _goal = make_world()

    with pytest.raises(RuleBroken, match="mindestens ein Ziel"):
        tasks.create_task(plan, TaskDraft(title="Umfrage"), by=None, now=NOW)

    assert db.session.scalar(select(func.count(Task.id))) == 0


def test_a_meeting_of_another_plan_cannot_be_the_origin(app: Flask) -> None:
    plan, goal = make_world()
    other = make_plan("anderer")
    meeting = make_meeting(make_cycle(other), make_body(other, "Fremde Gruppe"))
    save(meeting)

    with pytest.raises(RuleBroken):
        tasks.create_task(
            plan, TaskDraft(title="Umfrage", goals=[goal]), by=None, now=NOW, meeting=meeting
        )


def test_the_task_of_fixing_a_date_stands_without_goal(app: Flask) -> None:
    plan, _goal = make_world()
    meeting = make_meeting(make_cycle(plan), make_body(plan), None, dt.date(2017, 7, 1))
    save(meeting)

    task = tasks.create_office_task(
        meeting, title="Termin festlegen", due_on=dt.date(2017, 5, 1), by=None, now=NOW
    )
    db.session.commit()

    assert (task.fixes_meeting, task.cycle, task.goals) == (meeting, meeting.cycle, [])


def test_an_edit_keeps_what_was_before_and_tells_calendars(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)

    draft = TaskDraft(title=task.title, goals=[goal], due_on=dt.date(2017, 10, 1))
    changes = tasks.edit_task(task, draft, by=None, now=NOW)
    db.session.commit()

    assert changes == {"due_on": ["2017-09-15", "2017-10-01"]}
    assert (task.sequence, task.changed_at) == (1, NOW)
    assert actions(task) == ["task.edit"]


def test_an_edit_that_changes_nothing_leaves_no_trace(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)

    draft = TaskDraft(title=task.title, goals=[goal], due_on=task.due_on)

    assert tasks.edit_task(task, draft, by=None, now=NOW) == {}
    assert (task.sequence, task.changed_at, actions(task)) == (0, CREATED, [])


def test_a_report_brings_the_task_to_what_it_says(app: Flask) -> None:
    plan, goal = make_world()
    office = make_office(plan)
    holder = make_actor(plan, "Gesundheitsamt")
    task = make_task(plan, accountable=holder, goals=[goal])
    save(task)

    tasks.report_progress(
        task,
        state=TaskState.IN_PROGRESS,
        percent=40,
        text="Vier Schulungen geplant",
        evidence_url="https://kreis.example/plan",
        on_behalf_of=holder,
        office=True,
        by=office.id,
        now=NOW,
    )
    db.session.commit()

    report = db.session.scalars(select(TaskReport)).one()
    assert (report.state, report.percent) == (TaskState.IN_PROGRESS, 40)
    assert (report.author_id, report.on_behalf_of) == (office.id, holder)
    assert (task.state, task.percent, task.changed_at) == (TaskState.IN_PROGRESS, 40, NOW)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "task.report")).one()
    assert entry.on_behalf_of_id == holder.id
    assert entry.changes == {"state": ["open", "in_progress"], "percent": [None, 40]}


def test_a_report_without_a_number_keeps_the_number_before(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal], percent=40, state=TaskState.IN_PROGRESS)
    save(task)

    tasks.report_progress(
        task, state=TaskState.WAITING, text="Wir warten auf Antwort", by=None, now=NOW
    )

    assert (task.percent, task.state_reason) == (40, "Wir warten auf Antwort")
    assert task.reports[0].percent is None


def test_a_task_is_done_on_the_day_of_the_plans_zone(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)

    tasks.report_progress(
        task, state=TaskState.DONE, text="Liegt vor", no_evidence="mündlich", by=None, now=NOW
    )

    assert task.done_on == dt.date(2017, 3, 31)
    assert (task.result, task.percent) == ("Liegt vor", 100)


def test_a_recurring_duty_comes_back_once(app: Flask) -> None:
    plan, goal = make_world()
    holder = make_actor(plan, "Bildungsbüro")
    task = make_task(
        plan, accountable=holder, goals=[goal], recurs_months=12, due_on=dt.date(2017, 4, 1)
    )
    save(task)

    tasks.report_progress(
        task, state=TaskState.DONE, text="Bericht liegt vor", evidence_url=LINK, by=None, now=NOW
    )
    tasks.change_state(task, TaskState.IN_PROGRESS, reason="Nachtrag", by=None, now=NOW)
    tasks.report_progress(task, state=TaskState.DONE, text="Mit Nachtrag", by=None, now=NOW)
    db.session.commit()

    again = db.session.scalars(select(Task).where(Task.id != task.id)).one()
    assert again.due_on == dt.date(2018, 4, 1)
    assert (again.accountable, again.goals, again.state) == (holder, [goal], TaskState.OPEN)
    assert again.recurs_months == 12


def test_nobody_reports_in_the_name_of_somebody_not_concerned(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, accountable=make_actor(plan, "Gesundheitsamt"), goals=[goal])
    stranger = make_actor(plan, "Jobcenter")
    save(task)

    with pytest.raises(RuleBroken):
        tasks.report_progress(
            task,
            state=TaskState.IN_PROGRESS,
            text="Angefangen",
            on_behalf_of=stranger,
            office=True,
            by=None,
            now=NOW,
        )

    assert task.state is TaskState.OPEN


def test_evidence_is_kept_under_its_digest_once(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)
    upload = Upload(name="../Liste.txt", content=b"vier Schulungen")

    for _turn in range(2):
        tasks.report_progress(
            task,
            state=TaskState.IN_PROGRESS,
            text="Liste liegt bei",
            uploads=[upload],
            by=None,
            now=NOW,
        )
    db.session.commit()

    first, second = db.session.scalars(select(Attachment)).all()
    assert first.sha256 == second.sha256
    assert (first.file_name, first.media_type, first.size) == ("Liste.txt", "text/plain", 15)
    assert path_of(first.sha256).read_bytes() == b"vier Schulungen"
    kept = Path(app.config["INSTANCE_DIR"]) / "files"
    assert len([path for path in kept.rglob("*") if path.is_file()]) == 1


def test_a_task_follows_the_meeting_it_is_due_by(app: Flask) -> None:
    plan, goal = make_world()
    meeting = make_meeting(make_cycle(plan), make_body(plan), None, dt.date(2017, 7, 1))
    save(meeting)
    draft = TaskDraft(title="Umfrage", goals=[goal], due_meeting=meeting)
    task = tasks.create_task(plan, draft, by=None, now=CREATED)
    assert task.due_on is None

    meeting.precision, meeting.month_on = DatePrecision.DAY, None
    meeting.held_on = dt.date(2017, 7, 12)
    moved = tasks.follow_meeting(meeting, by=None, now=NOW)
    again = tasks.follow_meeting(meeting, by=None, now=NOW)
    db.session.commit()

    assert (moved, again) == (1, 0)
    assert (task.due_on, task.sequence) == (dt.date(2017, 7, 12), 1)


def test_the_office_postpones_with_a_reason_and_the_log_knows(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)

    day = dt.date(2017, 12, 1)
    reason = "Haushalt noch offen"
    tasks.change_state(task, TaskState.POSTPONED, reason=reason, resubmit_on=day, by=None, now=NOW)

    assert task.resubmit_on == day
    assert (task.state, task.state_reason) == (TaskState.POSTPONED, "Haushalt noch offen")
    assert actions(task) == ["task.state"]


def test_a_task_is_handed_to_somebody_else_of_the_same_plan(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, accountable=make_actor(plan, "Gesundheitsamt"), goals=[goal])
    heir = make_actor(plan, "Bildungsbüro")
    stranger = make_actor(make_plan("anderer"), "Fremd")
    save(task)

    tasks.assign(task, heir, by=None, now=NOW)
    with pytest.raises(RuleBroken):
        tasks.assign(task, stranger, by=None, now=NOW)

    assert task.accountable is heir
    assert actions(task) == ["task.assign"]


def entries(task: Task) -> list[TaskEntry]:
    found = select(TaskEntry).where(TaskEntry.task_id == task.id).order_by(TaskEntry.id)
    return list(db.session.scalars(found))


def test_the_same_report_sent_twice_by_one_click_counts_once(app: Flask) -> None:
    plan, goal = make_world()
    office = make_office(plan)
    task = make_task(plan, goals=[goal], recurs_months=6)
    save(task)

    for second in (0, 1):
        tasks.report_progress(
            task,
            state=TaskState.DONE,
            text="Liegt vor",
            evidence_url=LINK,
            office=True,
            by=office.id,
            now=NOW + dt.timedelta(seconds=second),
        )
    db.session.commit()

    assert db.session.scalar(select(func.count(TaskReport.id))) == 1
    assert db.session.scalar(select(func.count(Task.id))) == 2


def test_what_was_reported_is_taken_back_and_stays_in_the_history(app: Flask) -> None:
    plan, goal = make_world()
    office = make_office(plan)
    task = make_task(plan, goals=[goal], percent=40, state=TaskState.IN_PROGRESS)
    save(task)

    tasks.report_progress(
        task, state=TaskState.DONE, text="Fertig", evidence_url=LINK, by=office.id, now=NOW
    )
    tasks.undo(task, by=office.id, now=NOW)
    db.session.commit()

    assert (task.state, task.percent) == (TaskState.IN_PROGRESS, 40)
    assert (task.result, task.done_on) == (None, None)
    reported, undone = entries(task)
    assert (undone.kind, undone.undoes) == (EntryKind.UNDO, reported)
    assert db.session.scalar(select(func.count(TaskReport.id))) == 1
    assert db.session.scalars(select(TaskReport).where(queries.standing_reports())).all() == []


def test_only_the_last_change_and_only_once_is_taken_back(app: Flask) -> None:
    plan, goal = make_world()
    office = make_office(plan)
    task = make_task(plan, goals=[goal])
    save(task)
    for state in (TaskState.IN_PROGRESS, TaskState.WAITING):
        tasks.report_progress(task, state=state, text="Weiter", by=office.id, now=NOW)

    tasks.undo(task, by=office.id, now=NOW)
    with pytest.raises(RuleBroken, match="nicht mehr zurücknehmen"):
        tasks.undo(task, by=office.id, now=NOW)

    assert task.state is TaskState.IN_PROGRESS


def test_evidence_handed_in_earlier_is_enough_to_close(app: Flask) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)
    tasks.report_progress(
        task,
        state=TaskState.TO_CHECK,
        text="Bitte prüfen",
        uploads=[Upload(name="liste.txt", content=b"vier Schulungen")],
        by=None,
        now=NOW,
    )

    tasks.change_state(task, TaskState.DONE, reason="Geprüft", by=None, now=NOW)

    assert (task.state, task.result) == (TaskState.DONE, "Geprüft")
    assert entries(task)[-1].reason == "Geprüft"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "done", "done_on": None},
        {"state": "open", "done_on": "2017-03-01"},
        {"state": "postponed", "state_reason": "Haushalt"},
        {"state": "not_feasible", "state_reason": "Kein Geld"},
        {"acceptance": "asked"},
        {"acceptance": "naming", "asked_at": "2017-03-01 09:00:00"},
    ],
)
def test_the_database_itself_refuses_what_the_law_forbids(
    app: Flask, wrong: dict[str, str | None]
) -> None:
    plan, goal = make_world()
    task = make_task(plan, goals=[goal])
    save(task)
    values = ", ".join(
        f"{name} = {f':{name}' if value else 'NULL'}" for name, value in wrong.items()
    )

    with pytest.raises(IntegrityError):
        db.session.execute(
            text(f"UPDATE task SET {values} WHERE id = {task.id}"),
            {name: value for name, value in wrong.items() if value},
        )
