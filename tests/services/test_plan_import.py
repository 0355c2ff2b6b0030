"""What an import adds, changes and leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.imports.draft import FieldDraft, GoalDraft, PlanDraft
from app.models.audit import AuditEntry
from app.models.plan_files import PlanImport
from app.models.plans import (
    Assessment,
    AssessmentSource,
    Category,
    Example,
    FieldOfAction,
    Goal,
    Plan,
)
from app.orm import Base
from app.services.plan_import import ImportReport, ImportSource, import_plan, plan_for
from tests.imports.plans import BASELINE, draft_field, draft_goal, draft_plan, small_plan

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
SOURCE = ImportSource("bilanz.txt", "0" * 64)
LATER = dt.date(2017, 11, 27)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here talks to a database."""


def take(draft: PlanDraft, slug: str | None = None) -> ImportReport:
    """Import and commit, as the door does."""
    plan, is_new = plan_for(draft, slug, by=None, now=NOW)
    report = import_plan(draft, plan, by=None, now=NOW, source=SOURCE, is_new=is_new)
    db.session.commit()
    return report


def goal(key: str) -> Goal:
    number, position = map(int, key.split("."))
    found = select(Goal).join(FieldOfAction).where(FieldOfAction.number == number)
    return db.session.scalars(found.where(Goal.position == position)).one()


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database."""
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }


def kinds(report: ImportReport, which: str) -> list[tuple[str, str, str | None]]:
    return [(entry.kind, entry.key, entry.attribute) for entry in getattr(report, which)]


def with_goals(draft: PlanDraft, *goals: GoalDraft) -> PlanDraft:
    return replace(draft, fields=(replace(draft.fields[0], goals=goals),))


def with_field(draft: PlanDraft, **changes: object) -> PlanDraft:
    field: FieldDraft = replace(draft.fields[0], **changes)  # type: ignore[arg-type]
    return replace(draft, fields=(field,))


def test_a_first_import_makes_the_plan_with_everything_in_it() -> None:
    report = take(small_plan())

    plan = db.session.scalars(select(Plan)).one()
    field = plan.fields[0]
    assert (plan.slug, plan.title, plan.county) == (
        "integrationsplan",
        "Integrationsplan des Landkreises Musterhausen",
        "Landkreis Musterhausen",
    )
    assert plan.resolution_numbers == "234/2014, 234/2014/1"
    assert (field.name, field.motto, field.pages) == ("Wohnen", "Gut wohnen", "13-15")
    assert (field.stated_recommendations, field.stated_goals, field.stated_measures) == (
        None,
        6,
        27,
    )
    assert field.narrative == "Erster Absatz.\n\nZweiter Absatz."
    assert [topic.name for topic in field.topics] == ["Sport"]
    assert [example.text for example in field.examples] == ["Ein Haus.", "Ein Fest."]
    assert [entry.key for entry in field.goals] == ["1.1", "1.2", "1.3"]
    assert [(note.line, note.text) for note in field.goals[0].notes] == [(12, "Zu klären.")]
    second = field.goals[1].latest
    assert second is not None
    assert (second.status_raw, second.category, second.percent, second.ongoing_duty) == (
        "100% umgesetzt (Daueraufgabe)",
        Category.DONE,
        100,
        True,
    )
    assert (second.reporting_on, second.source) == (BASELINE, AssessmentSource.IMPORTED)
    third = field.goals[2].latest
    assert third is not None
    assert third.percent is None
    assert len(report.added) == 1 + 1 + 1 + 3 + 3 + 2


def test_a_second_import_changes_not_one_row() -> None:
    take(small_plan())
    before = rows()

    report = take(small_plan())

    assert not report.wrote
    assert (report.added, report.changed, report.missing, report.kept) == ([], [], [], [])
    assert len(report.unchanged) == 11
    assert rows() == before


def test_it_keeps_a_record_of_what_it_did() -> None:
    take(small_plan())

    record = db.session.scalars(select(PlanImport)).one()
    assert (record.file_name, record.reporting_on, record.imported_at) == (
        "bilanz.txt",
        BASELINE,
        NOW,
    )
    assert len(record.report["added"]) == 11
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions == ["plan.create", "plan.import"]


def test_a_new_wording_replaces_the_official_one_and_moves_the_calendars() -> None:
    take(small_plan())
    mark = db.session.scalars(select(Plan.calendar_mark)).one()
    goals = list(small_plan().goals)
    goals[0] = replace(goals[0], title="Viele Wohnungen bauen")

    report = take(with_goals(small_plan(), *goals))

    assert kinds(report, "changed") == [("goal", "1.1", "official_title")]
    assert goal("1.1").official_title == "Viele Wohnungen bauen"
    assert db.session.scalars(select(Plan.calendar_mark)).one() == mark + 1


def test_a_working_text_stays_and_is_reported() -> None:
    take(small_plan())
    goal("1.1").working_title = "Wohnungen finden"
    db.session.commit()

    report = take(small_plan())

    assert kinds(report, "kept") == [("goal", "1.1", "working_title")]
    assert not report.wrote
    assert goal("1.1").title == "Wohnungen finden"
    assert goal("1.1").official_title == "Wohnungen bauen"


def test_a_local_edit_of_a_field_wins_over_the_old_and_a_new_value() -> None:
    take(small_plan())
    field = db.session.scalars(select(FieldOfAction)).one()
    field.motto = "Besser wohnen"
    db.session.commit()

    same = take(small_plan())
    other = take(with_field(small_plan(), motto="Am besten wohnen", pages="13-16"))
    again = take(with_field(small_plan(), motto="Am besten wohnen", pages="13-16"))

    assert kinds(same, "kept") == [("field", "1", "motto")]
    assert kinds(other, "kept") == [("field", "1", "motto")]
    assert kinds(other, "changed") == [("field", "1", "pages")]
    assert not again.wrote
    assert (field.motto, field.pages) == ("Besser wohnen", "13-16")


def test_an_edited_title_of_the_plan_stays_and_still_names_it() -> None:
    take(small_plan())
    plan = db.session.scalars(select(Plan)).one()
    plan.title = "Unser Plan"
    db.session.commit()

    report = take(small_plan())

    assert kinds(report, "kept") == [("plan", "integrationsplan", "title")]
    assert db.session.scalars(select(Plan.title)).all() == ["Unser Plan"]


def test_a_file_that_says_less_erases_nothing() -> None:
    take(small_plan())
    less = with_field(small_plan(), narrative=(), topics_without_goals=())

    report = take(replace(less, subtitle="", resolutions=()))

    plan = db.session.scalars(select(Plan)).one()
    assert not report.wrote
    assert plan.subtitle == "Was wir uns vorgenommen haben"
    assert plan.fields[0].narrative
    assert plan.fields[0].topics


def test_a_later_document_appends_a_status_and_keeps_the_baseline() -> None:
    take(small_plan())
    later = [replace(each, notes=()) for each in small_plan().goals]
    later[0] = replace(draft_goal("1.1", "Wohnungen bauen", "Umsetzung 60%"), notes=())

    report = take(replace(with_goals(small_plan(), *later), as_of=LATER))

    assert [(each.reporting_on, each.percent) for each in goal("1.1").assessments] == [
        (BASELINE, 50),
        (LATER, 60),
    ]
    assert kinds(report, "added") == [
        ("status", "1.1", None),
        ("status", "1.2", None),
        ("status", "1.3", None),
    ]
    assert kinds(report, "changed") == [("goal", "1.1", "notes")]
    assert goal("1.1").notes == []


def test_an_older_document_adds_its_status_and_rewords_nothing() -> None:
    take(small_plan())
    older = draft_goal("1.1", "Häuser bauen", "Umsetzung 10%")
    earlier = dt.date(2015, 8, 1)

    report = take(replace(with_goals(with_field(small_plan(), motto="Alt"), older), as_of=earlier))

    assert kinds(report, "kept") == [
        ("field", "1", "motto"),
        ("goal", "1.1", "official_title"),
        ("goal", "1.1", "official_description"),
    ]
    assert kinds(report, "added") == [("status", "1.1", None)]
    assert [each.percent for each in goal("1.1").assessments] == [10, 50]
    assert goal("1.1").official_title == "Wohnungen bauen"


def test_another_status_for_the_same_day_is_a_conflict_and_appends_nothing() -> None:
    take(small_plan())
    goals = list(small_plan().goals)
    goals[0] = draft_goal("1.1", "Wohnungen bauen", "Umsetzung 70%", notes=goals[0].notes)

    report = take(with_goals(small_plan(), *goals))

    assert kinds(report, "kept") == [("status", "1.1", "status_raw")]
    assert (report.kept[0].before, report.kept[0].after) == ("Umsetzung 50%", "Umsetzung 70%")
    assert not report.wrote
    assert db.session.scalar(select(func.count()).select_from(Assessment)) == 3


def test_a_status_set_by_hand_for_the_same_day_wins() -> None:
    take(small_plan())
    db.session.add(
        Assessment(
            goal=goal("1.1"),
            reporting_on=BASELINE,
            status_raw="Umsetzung 55%",
            category=Category.IN_PROGRESS,
            percent=55,
            source=AssessmentSource.SET,
            reason="Zahl geprüft",
            created_at=NOW,
        )
    )
    db.session.commit()

    report = take(small_plan())

    assert kinds(report, "kept") == [("status", "1.1", "status_raw")]
    latest = goal("1.1").latest
    assert latest is not None
    assert latest.percent == 55


def test_a_goal_that_was_written_here_is_not_taken_for_one_of_the_file() -> None:
    take(small_plan())
    field = db.session.scalars(select(FieldOfAction)).one()
    own = Goal(field=field, position=4, official_title="Unser eigenes Ziel", created_at=NOW)
    db.session.add(own)
    db.session.commit()
    theirs = draft_goal("1.4", "Ein Ziel der Datei"), draft_goal("1.5", "Noch ein Ziel")
    wanted = with_goals(small_plan(), *small_plan().goals, *theirs)

    report = take(wanted)

    assert goal("1.4").official_title == "Unser eigenes Ziel"
    assert goal("1.4").assessments == []
    assert [goal(key).official_title for key in ("1.5", "1.6")] == [
        "Noch ein Ziel",
        "Ein Ziel der Datei",
    ]
    assert kinds(report, "missing") == [("goal", "1.4", None)]
    assert not take(wanted).wrote


def test_what_was_written_here_before_the_document_came_stays_as_working_text() -> None:
    plan, _ = plan_for(small_plan(), None, by=None, now=NOW)
    field = FieldOfAction(plan=plan, number=1, name="Wohnen", motto="Von Hand")
    own = Goal(
        field=field,
        position=1,
        official_title="Wohnungen bauen",
        official_description="Von Hand geschrieben.",
        created_at=NOW,
    )
    db.session.add_all([field, own])
    db.session.commit()

    first = take(small_plan())
    second = take(small_plan())

    assert own.official_description == "Beschreibung zu Wohnungen bauen."
    assert own.description == "Von Hand geschrieben."
    assert field.motto == "Von Hand"
    assert ("goal", "1.1", "working_description") in kinds(first, "kept")
    assert first.kept == second.kept
    assert not second.wrote


def test_a_row_inserted_before_others_moves_no_history() -> None:
    take(small_plan())
    first, second, third = small_plan().goals
    moved = [
        draft_goal("1.1", "Grundstücke suchen"),
        replace(first, key="1.2", position=2, source_lines=(13,)),
        replace(second, key="1.3", position=3),
        replace(third, key="1.4", position=4),
    ]

    report = take(with_goals(small_plan(), *moved))

    titles = [each.official_title for each in db.session.scalars(select(Goal).order_by(Goal.id))]
    assert titles == [
        "Wohnungen bauen",
        "Mieten senken",
        "Nachbarn treffen",
        "Grundstücke suchen",
    ]
    assert goal("1.4").official_title == "Grundstücke suchen"
    assert kinds(report, "added") == [("goal", "1.4", None), ("status", "1.4", None)]
    said = {(doubt.key, doubt.message) for doubt in report.doubts}
    assert ("1.1", "Steht in der Datei als 1.2, hier als Ziel 1.1.") in said
    assert not take(with_goals(small_plan(), *moved)).wrote


def test_what_the_file_no_longer_holds_is_named_and_stays() -> None:
    full = draft_plan(
        draft_field(
            draft_goal("1.1", "Bauen"), draft_goal("1.2", "Mieten"), examples=("Ein Haus.",)
        ),
        draft_field(draft_goal("2.1", "Lernen"), number=2, name="Sprache"),
    )
    take(full)

    report = take(draft_plan(draft_field(draft_goal("1.1", "Bauen"))))

    assert kinds(report, "missing") == [
        ("goal", "1.2", None),
        ("example", "1/1", None),
        ("field", "2", None),
        ("goal", "2.1", None),
    ]
    assert not report.wrote
    assert db.session.scalar(select(func.count()).select_from(Goal)) == 3


def test_an_example_is_known_by_its_words_and_then_by_its_place() -> None:
    take(small_plan())
    edited = db.session.scalars(select(Example).where(Example.text == "Ein Fest.")).one()
    edited.text = "Ein großes Fest."
    db.session.commit()

    report = take(
        replace(
            small_plan(),
            fields=(
                draft_field(
                    *small_plan().goals, examples=("Zwei Häuser.", "Ein Fest.", "Ein Chor.")
                ),
            ),
        )
    )

    stored = db.session.scalars(select(Example.text).order_by(Example.position)).all()
    assert stored == ["Zwei Häuser.", "Ein großes Fest.", "Ein Chor."]
    assert kinds(report, "changed") == [("example", "1/1", "text")]
    assert kinds(report, "kept") == [("example", "1/2", "text")]
    assert kinds(report, "added") == [("example", "1/3", None)]


def test_an_example_put_before_others_changes_none_of_them() -> None:
    take(small_plan())
    texts = ("Ein Chor.", "Ein Haus.", "Ein Fest.")

    report = take(draft_plan(draft_field(*small_plan().goals, examples=texts)))

    assert kinds(report, "added") == [("example", "1/3", None)]
    assert report.changed == []


def test_it_needs_a_reporting_day() -> None:
    with pytest.raises(RuleBroken, match="--as-of"):
        take(small_plan(as_of=None))


def test_a_day_in_the_future_is_a_doubt() -> None:
    report = take(small_plan(as_of=dt.date(2018, 1, 1)))

    assert [doubt.message for doubt in report.doubts] == [
        "Der Stand der Datei liegt in der Zukunft."
    ]


def test_a_text_without_room_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken, match="Das Motto von Handlungsfeld 1 ist mit 201 Zeichen"):
        take(with_field(small_plan(), motto="x" * 201))


def test_many_source_lines_still_fit() -> None:
    lines = tuple(range(100, 160, 2))
    take(with_goals(small_plan(), draft_goal("1.1", "Bauen", source_lines=lines)))

    assert goal("1.1").source_lines == "100-158"


def test_it_says_when_it_is_not_clear_which_plan_is_meant() -> None:
    take(small_plan())
    other = small_plan(title="Integrationsplan des Kreises Nebenan")

    with pytest.raises(RuleBroken, match="nennen Sie ihn mit --plan"):
        take(other)
    db.session.rollback()
    take(other, "nebenan")

    slugs = db.session.scalars(select(Plan.slug).order_by(Plan.slug)).all()
    assert slugs == ["integrationsplan", "nebenan"]
    assert take(other).plan == "nebenan"


@pytest.mark.parametrize("slug", ["Mein Plan", "a--b", "../x", "ä", "x" * 61])
def test_a_slug_that_is_no_address_is_refused(slug: str) -> None:
    with pytest.raises(RuleBroken, match="ist kein Kurzname"):
        take(small_plan(), slug)
