"""The last import can be undone as a whole, as long as nothing rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.goals import StatusDraft
from app.extensions import db
from app.imports.draft import PlanDraft
from app.models.audit import AuditEntry
from app.models.plan_files import PlanImport
from app.models.plans import Category, Goal, Plan, Topic
from app.models.reports import ReportStep, Step
from app.models.tasks import Task
from app.services import plan_editing, reports
from app.services.plan_import import (
    ImportSource,
    import_plan,
    last_import,
    plan_for,
    undo_import,
    what_rests_on,
)
from tests.imports.plans import draft_field, draft_goal, draft_plan, small_plan
from tests.makers import make_body, make_task
from tests.services.test_plan_import import rows

NOW = dt.datetime(2017, 12, 1, 9, 0, tzinfo=dt.UTC)
LATER = dt.date(2017, 11, 27)
GROWING = {"audit_entry", "plan_import"}


@pytest.fixture
def plan(app: Flask) -> Plan:
    """The small plan, imported once."""
    take(small_plan())
    return db.session.scalars(select(Plan)).one()


def take(draft: PlanDraft) -> None:
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    import_plan(
        draft, plan, by=None, now=NOW, source=ImportSource("b.docx", "0" * 64), is_new=is_new
    )
    db.session.commit()


def undo(plan: Plan) -> None:
    made = last_import(plan)
    assert made is not None
    undo_import(plan, made, by=None, now=NOW)
    db.session.commit()


def second() -> PlanDraft:
    """A later document: other words, other notes, a further goal, example, topic and field."""
    first, *others = small_plan().goals
    goals = (
        replace(first, title="Viele Wohnungen bauen", notes=("Zeile 9: Neu.",), source_lines=(9,)),
        *others,
        draft_goal("1.4", "Werben", "100% umgesetzt"),
    )
    field = replace(
        draft_field(*goals, examples=("Ein Haus.", "Ein Fest.", "Ein Chor.")),
        motto="Besser wohnen",
        topics_without_goals=("Sport", "Kunst"),
    )
    other = draft_field(draft_goal("2.1", "Kurse"), number=2, name="Sprache")
    return draft_plan(field, other, as_of=LATER, title="Konzept des Landkreises Musterhausen")


def counts() -> dict[str, int]:
    """How many rows each table has, but those that only grow."""
    return {name: len(of) for name, of in rows().items() if name not in GROWING}


def without_versions(plan: Plan) -> list[object]:
    db.session.expire_all()
    return [
        plan.title,
        plan.import_snapshot,
        [
            (
                field.number,
                field.motto,
                field.import_snapshot,
                [topic.name for topic in field.topics],
                [(example.text, example.import_snapshot) for example in field.examples],
                [
                    (
                        goal.key,
                        goal.official_title,
                        goal.source_lines,
                        [(note.line, note.text) for note in goal.notes],
                        [(a.reporting_on, a.status_raw) for a in goal.assessments],
                    )
                    for goal in field.goals
                ],
            )
            for field in plan.fields
        ],
    ]


def test_everything_is_as_it_was_before(plan: Plan) -> None:
    before, counted = without_versions(plan), counts()
    draft = replace(second(), slug=plan.slug)
    take(draft)
    assert without_versions(plan) != before

    undo(plan)

    assert without_versions(plan) == before
    assert counts() == counted
    record = db.session.scalars(select(PlanImport).order_by(PlanImport.id.desc())).first()
    assert record is not None
    assert record.undone_at == NOW
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["plan.import", "plan.import_undo"]


def test_the_import_can_be_done_again_after_it_was_undone(plan: Plan) -> None:
    draft = replace(second(), slug=plan.slug)
    take(draft)
    after = without_versions(plan)

    undo(plan)
    take(draft)

    assert without_versions(plan) == after


def test_only_the_very_last_import_can_be_undone(plan: Plan) -> None:
    first = last_import(plan)
    assert first is not None
    take(replace(second(), slug=plan.slug))

    with pytest.raises(RuleBroken, match="nur, was zuletzt eingelesen wurde"):
        undo_import(plan, first, by=None, now=NOW)
    db.session.rollback()
    undo(plan)

    assert last_import(plan) is None
    with pytest.raises(RuleBroken, match="nur, was zuletzt eingelesen wurde"):
        undo_import(plan, first, by=None, now=NOW)


def test_a_first_import_leaves_the_plan_empty_behind(plan: Plan) -> None:
    undo(plan)

    assert plan.fields == []
    assert db.session.scalars(select(Plan.title)).one() == small_plan().title


def new_goal(plan: Plan) -> Goal:
    return plan.fields[0].goals[3]


def give_a_task(plan: Plan) -> None:
    task = make_task(plan)
    task.goals = [new_goal(plan)]
    db.session.add(task)


def give_a_task_to_the_topic(plan: Plan) -> None:
    task = make_task(plan)
    task.topics = [db.session.scalars(select(Topic).where(Topic.name == "Kunst")).one()]
    db.session.add(task)


def give_a_group(plan: Plan) -> None:
    body = make_body(plan)
    body.fields = [plan.fields[1]]


def set_a_status(plan: Plan) -> None:
    draft = StatusDraft(
        status_raw="Fertig", category=Category.DONE, reporting_on=LATER, reason="Ortstermin"
    )
    plan_editing.set_status(plan.fields[0].goals[1], draft, by=None, now=NOW)


def write_a_working_title(plan: Plan) -> None:
    new_goal(plan).working_title = "Werbung machen"


def edit_a_motto(plan: Plan) -> None:
    plan.fields[0].motto = "Noch besser wohnen"


def edit_an_example(plan: Plan) -> None:
    plan.fields[0].examples[2].text = "Zwei Chöre."


def add_a_goal(plan: Plan) -> None:
    plan_editing.add_goal(plan.fields[1], title="Prüfungen", by=None, now=NOW)


def give_a_report_on(plan: Plan) -> None:
    bilanz = reports.begin_bilanz(plan, LATER, None, by=None, now=NOW)
    db.session.add(ReportStep(report=bilanz, step=Step.GIVEN, at=NOW))


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (give_a_report_on, "Ein Bericht, der inzwischen weitergegeben wurde, beruht darauf."),
        (give_a_task, "An Ziel 1.4 hängt eine Aufgabe."),
        (give_a_task_to_the_topic, "An Themenbereich „Kunst“ hängt eine Aufgabe."),
        (give_a_group, "An Handlungsfeld 2 hängt eine Gruppe."),
        (set_a_status, "Zu Ziel 1.2 gibt es einen späteren Stand."),
        (write_a_working_title, "Seitdem geändert: Ziel 1.4."),
        (edit_a_motto, "Seitdem geändert: Handlungsfeld 1."),
        (edit_an_example, "Seitdem geändert: Beispiel in Handlungsfeld 1."),
        (add_a_goal, "An Handlungsfeld 2 hängt ein Ziel, das hier angelegt wurde."),
    ],
)
def test_what_rests_on_an_import_holds_it(
    plan: Plan, deed: Callable[[Plan], None], sentence: str
) -> None:
    take(replace(second(), slug=plan.slug))
    made = last_import(plan)
    assert made is not None
    assert what_rests_on(made) == []
    deed(plan)
    db.session.commit()
    before = rows()

    with pytest.raises(RuleBroken) as refused:
        undo_import(plan, made, by=None, now=NOW)
    db.session.rollback()

    assert sentence in refused.value.sentence
    assert rows() == before


def test_a_task_that_was_there_before_holds_nothing(plan: Plan) -> None:
    task = make_task(plan)
    task.goals = [plan.fields[0].goals[0]]
    db.session.add(task)
    db.session.commit()
    take(replace(second(), slug=plan.slug))

    undo(plan)

    assert [goal.key for goal in db.session.scalars(select(Task)).one().goals] == ["1.1"]
