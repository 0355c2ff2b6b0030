"""Comparing one field of action: itself, its topics, its examples, and then its goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.extensions import db
from app.imports.draft import ExampleDraft, FieldDraft
from app.models.plans import Example, FieldOfAction, Plan, Topic
from app.services.plan_import.goals import GoalImport
from app.services.plan_import.merge import Place, merge, says_the_same, told
from app.services.plan_import.report import ImportReport


def import_field(
    plan: Plan,
    draft: FieldDraft,
    as_of: dt.date,
    report: ImportReport,
    *,
    is_older: bool,
    is_partial: bool,
    now: dt.datetime,
) -> None:
    """Bring a field up to what the file says, with everything in it."""
    field = next((each for each in plan.fields if each.number == draft.number), None)
    place = Place("field", str(draft.number), report, is_older)
    theirs = told(_attributes(draft), is_partial=is_partial)
    if field is None:
        field = FieldOfAction(plan=plan, number=draft.number, **theirs)
        field.import_snapshot = theirs
        db.session.add(field)
        report.add("field", place.key, draft.name)
    else:
        snapshot = merge(place, field, theirs, field.import_snapshot)
        if snapshot != (field.import_snapshot or {}):
            field.import_snapshot = snapshot
        report.settle("field", place.key)
    _import_topics(field, draft.topics_without_goals, report)
    goals = GoalImport(field, as_of, report, is_older=is_older, is_partial=is_partial, now=now)
    goals.run(draft.goals)
    if draft.examples or not is_partial:
        _import_examples(field, draft.examples, place)


def _attributes(draft: FieldDraft) -> dict[str, Any]:
    theirs: dict[str, Any] = {
        "name": draft.name,
        "motto": draft.motto or None,
        "pages": draft.pages or None,
        "stated_recommendations": draft.stated.recommendations,
        "stated_goals": draft.stated.goals,
        "stated_measures": draft.stated.measures,
    }
    # The JSON form does not carry the prose: a file that says nothing erases nothing.
    if draft.narrative:
        theirs["narrative"] = "\n\n".join(draft.narrative)
    return theirs


def _import_topics(field: FieldOfAction, names: Sequence[str], report: ImportReport) -> None:
    """Topics are only added: tasks may hang on those that stand here."""
    known = {topic.name.casefold() for topic in field.topics}
    for name in names:
        key = f"{field.number}/{name}"
        if name.casefold() in known:
            report.settle("topic", key)
            continue
        known.add(name.casefold())
        position = max((topic.position for topic in field.topics), default=0) + 1
        db.session.add(Topic(field=field, position=position, name=name))
        report.add("topic", key, name)


def _import_examples(field: FieldOfAction, drafts: Sequence[ExampleDraft], place: Place) -> None:
    """Examples have no key in a file: the same wording is the same example, else the same place."""
    left = list(field.examples)
    open_drafts: list[tuple[int, ExampleDraft]] = []
    for position, draft in enumerate(drafts, 1):
        same = next((example for example in left if _is_known(example, draft.text)), None)
        if same is None:
            open_drafts.append((position, draft))
            continue
        left.remove(same)
        _merge_example(same, draft, place)
    for position, draft in open_drafts:
        there = next((each for each in left if _was_imported_at(each, position)), None)
        if there is not None:
            left.remove(there)
            _merge_example(there, draft, place)
        else:
            _add_example(field, draft, place.report)
    for example in left:
        place.report.miss("example", _key(example), example.text)


def _is_known(example: Example, text: str) -> bool:
    """Whether the example says this, here or as it was imported last."""
    imported = (example.import_snapshot or {}).get("text")
    return says_the_same(example.text, text) or imported == text


def _was_imported_at(example: Example, position: int) -> bool:
    return example.position == position and example.import_snapshot is not None


def _merge_example(example: Example, draft: ExampleDraft, place: Place) -> None:
    key = _key(example)
    here = Place("example", key, place.report, place.is_older)
    snapshot = merge(here, example, {"text": draft.text}, example.import_snapshot)
    if snapshot != (example.import_snapshot or {}):
        example.import_snapshot = snapshot
    place.report.settle("example", key)


def _add_example(field: FieldOfAction, draft: ExampleDraft, report: ImportReport) -> None:
    position = max((example.position for example in field.examples), default=0) + 1
    example = Example(field=field, position=position, text=draft.text)
    example.import_snapshot = {"text": draft.text}
    db.session.add(example)
    report.add("example", _key(example), draft.text)


def _key(example: Example) -> str:
    return f"{example.field.number}/{example.position}"
