"""Undoing the last import as a whole, as long as nothing rests on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import N_
from app.language import gettext as _
from app.models.calendar_marks import mark_changed
from app.models.plan_files import PlanImport
from app.models.plans import Assessment, Example, FieldOfAction, Goal, GoalNote, Plan, Topic
from app.models.reports import Report, ReportStep
from app.orm import Base
from app.services import audit
from app.services.plan_import.traces import KINDS, MARKS, mark_of

# What can hang on a thing of the plan, by its table.
RESTING = {
    "task_goal": N_("eine Aufgabe"),
    "task_field": N_("eine Aufgabe"),
    "task_topic": N_("eine Aufgabe"),
    "target": N_("eine Zielsetzung"),
    "agenda_item_goal": N_("ein Punkt einer Tagesordnung"),
    "topic_proposal_goal": N_("ein Themenvorschlag"),
    "body_goal": N_("eine Gruppe"),
    "body_field": N_("eine Gruppe"),
    "body_result_goal": N_("ein Ergebnis eines Gremiums"),
    "round_item": N_("eine Abfrage zum Stand"),
    "assessment": N_("ein späterer Stand"),
    "goal": N_("ein Ziel, das hier angelegt wurde"),
    "topic": N_("ein Themenbereich, der hier angelegt wurde"),
    "example": N_("ein Beispiel, das hier angelegt wurde"),
}
MOST_NAMED = 5


def last_import(plan: Plan) -> PlanImport | None:
    """The newest import of the plan, unless it has been undone; those before it are history."""
    found = select(PlanImport).where(PlanImport.plan_id == plan.id)
    newest = db.session.scalar(found.order_by(PlanImport.id.desc()).limit(1))
    return newest if newest and newest.undone_at is None else None


def what_rests_on(made: PlanImport) -> list[str]:
    """Sentences that say why the import cannot be undone; none when it can."""
    if made.traces is None:
        return [_("Dieser Import ist älter als die Möglichkeit, ihn zurückzunehmen.")]
    rows = _rows(made.traces)
    sentences = [*_hanging(rows), *_later(rows), *_edited(made.traces), *_reported(made)]
    sentences = list(dict.fromkeys(sentences))
    if len(sentences) > MOST_NAMED:
        more = len(sentences) - MOST_NAMED
        sentences = [*sentences[:MOST_NAMED], _("Dazu kommen %(more)s weitere Gründe.", more=more)]
    return sentences


def undo_import(plan: Plan, made: PlanImport, *, by: int | None, now: dt.datetime) -> None:
    """Take the import back: what it added goes, what it changed is as before.

    Raises RuleBroken when it is not the last one, or something rests on it.
    """
    db.session.scalars(select(Plan.id).where(Plan.id == plan.id).with_for_update()).one()
    newest = last_import(plan)
    if newest is None or newest.id != made.id:
        raise RuleBroken(_("Zurücknehmen lässt sich nur, was zuletzt eingelesen wurde."))
    if sentences := what_rests_on(made):
        raise RuleBroken(" ".join([_("Der Import lässt sich nicht zurücknehmen."), *sentences]))
    traces = made.traces or {}
    _restore(traces)
    rows = _rows(traces)
    for kind in MARKS:
        for row in rows[kind.__tablename__]:
            db.session.delete(row)
    db.session.flush()
    db.session.expire_all()
    made.undone_at, made.undone_by_id = now, by
    mark_changed(db.session(), plan.id)
    changes = {"import": made.id, "taken_back": len(traces["added"]) + len(traces["changed"])}
    audit.note(
        "plan.import_undo", by=by, now=now, plan_id=plan.id, object_type="plan", changes=changes
    )
    db.session.flush()


def _rows(traces: dict[str, Any]) -> dict[str, list[Any]]:
    """The rows that the import added and that still are, by table."""
    ids: dict[str, list[int]] = defaultdict(list)
    for table, row_id, _mark in traces["added"]:
        ids[table].append(row_id)
    found: dict[str, list[Any]] = defaultdict(list)
    for table, of_table in ids.items():
        kind = KINDS[table]
        wanted = select(kind).where(kind.__table__.c.id.in_(of_table))
        if kind is Goal:
            wanted = wanted.options(joinedload(Goal.field))
        found[table] = list(db.session.scalars(wanted))
    return found


def _hanging(rows: dict[str, list[Any]]) -> Iterator[str]:
    """Whatever points to a row of the import and is not of it: asked of every foreign key."""
    own = {table: {row.id for row in of_table} for table, of_table in rows.items()}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            if target == "plan" or not own.get(target):
                continue
            pointing = select(key.parent).where(key.parent.in_(own[target])).distinct()
            if table.name in own:
                pointing = pointing.where(table.c.id.not_in(own[table.name]))
            for row_id in db.session.scalars(pointing):
                row = next(each for each in rows[target] if each.id == row_id)
                what = _(RESTING.get(table.name, N_("ein weiterer Eintrag")))
                yield _("An %(thing)s hängt %(what)s.", thing=name_of(row), what=what)


def _later(rows: dict[str, list[Any]]) -> Iterator[str]:
    """Statuses that were written after the import to goals that it assessed."""
    assessed = rows[Assessment.__tablename__]
    if not assessed:
        return
    last = max(row.id for row in assessed)
    goals = {row.goal_id for row in assessed}
    found = (
        select(Goal)
        .where(
            Goal.id.in_(
                select(Assessment.goal_id).where(
                    Assessment.goal_id.in_(goals), Assessment.id > last
                )
            )
        )
        .options(joinedload(Goal.field))
        .order_by(Goal.id)
    )
    for goal in db.session.scalars(found):
        yield _("Zu %(thing)s gibt es einen späteren Stand.", thing=name_of(goal))


def _edited(traces: dict[str, Any]) -> Iterator[str]:
    """Things that somebody has edited since."""
    for table, row_id, mark in traces["added"]:
        row = db.session.get(KINDS[table], row_id)
        if row is None or mark_of(row) != mark:
            yield _("Seitdem geändert: %(thing)s.", thing=name_of(row))
    for table, row_id, attribute, _before, after in traces["changed"]:
        row = db.session.get(KINDS[table], row_id)
        if row is None or getattr(row, attribute) != after:
            yield _("Seitdem geändert: %(thing)s.", thing=name_of(row))
    for goal_id, _before, after in traces["notes"]:
        goal = db.session.get(Goal, goal_id)
        if goal is None or [[note.line, note.text] for note in goal.notes] != after:
            yield _("Seitdem geändert: %(thing)s.", thing=name_of(goal))


def _reported(made: PlanImport) -> Iterator[str]:
    """Reports that went on their way since, for a day whose statuses the import has written."""
    steps = select(func.count(ReportStep.id)).join(ReportStep.report)
    later = steps.where(
        Report.plan_id == made.plan_id,
        Report.reporting_on >= made.reporting_on,
        ReportStep.at >= made.imported_at,
    )
    if db.session.scalar(later):
        yield _("Ein Bericht, der inzwischen weitergegeben wurde, beruht darauf.")


def _restore(traces: dict[str, Any]) -> None:
    for goal_id, before, _after in traces["notes"]:
        goal = db.session.get_one(Goal, goal_id)
        with db.session.no_autoflush:  # a note is no row before its goal has taken it on
            goal.notes = [GoalNote(goal=goal, line=line, text=text) for line, text in before]
    for table, row_id, attribute, before, _after in traces["changed"]:
        setattr(db.session.get_one(KINDS[table], row_id), attribute, before)
    db.session.flush()


def name_of(row: Any) -> str:
    """How a thing of the plan is called in a sentence."""
    match row:
        case Goal():
            return _("Ziel %(key)s", key=row.key)
        case FieldOfAction():
            return _("Handlungsfeld %(number)s", number=row.number)
        case Topic():
            return _("Themenbereich „%(name)s“", name=row.name)
        case Example():
            return _("Beispiel in Handlungsfeld %(number)s", number=row.field.number)
        case Assessment() | GoalNote():
            return _("Ziel %(key)s", key=row.goal.key)
    return _("Angaben zum Plan")
