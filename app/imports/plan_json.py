"""The plan as JSON, the public form of interface.md: writing it, and reading it strictly."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.imports.bilanz.status import UnknownStatus, classify_status
from app.imports.draft import (
    Doubt,
    ExampleDraft,
    FieldDraft,
    GoalDraft,
    PlanDraft,
    Problem,
    StatedCounts,
    UnreadableFile,
)
from app.imports.json_shape import Reader
from app.imports.source import read_text
from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Category

PLAN_KEYS = ("slug", "title", "as_of", "fields")
FIELD_KEYS = ("number", "name", "motto", "stated", "pages", "goals", "examples")
STATED_KEYS = ("recommendations", "goals", "measures")
GOAL_KEYS = (
    "key",
    "title",
    "description",
    "status_raw",
    "status_percent",
    "status_category",
    "ongoing_duty",
    "notes",
    "status_as_of",
)


class _NoPlainJson(ValueError):
    """What JSON does not forbid and nobody means; with the sentence that says so."""

    def __init__(self, sentence: Said) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plan_to_json(draft: PlanDraft) -> dict[str, Any]:
    """The draft in the public form; keys in the documented order."""
    return {
        "slug": draft.slug,
        "title": draft.title,
        "as_of": draft.as_of.isoformat() if draft.as_of else None,
        "fields": [_field_to_json(plan_field) for plan_field in draft.fields],
    }


def _field_to_json(plan_field: FieldDraft) -> dict[str, Any]:
    stated = plan_field.stated
    return {
        "number": plan_field.number,
        "name": plan_field.name,
        "motto": plan_field.motto or None,
        "stated": {
            "recommendations": stated.recommendations,
            "goals": stated.goals,
            "measures": stated.measures,
        },
        "pages": plan_field.pages or None,
        "goals": [_goal_to_json(goal) for goal in plan_field.goals],
        "examples": [example.text for example in plan_field.examples],
    }


def _goal_to_json(goal: GoalDraft) -> dict[str, Any]:
    """The documented keys; the day of the status only where it is not that of the whole plan."""
    own_day = {"status_as_of": goal.reported_on.isoformat()} if goal.reported_on else {}
    return {
        "key": goal.key,
        "title": goal.title,
        "description": goal.description,
        "status_raw": goal.status_raw,
        "status_percent": goal.status_percent,
        "status_category": goal.status_category.value,
        "ongoing_duty": goal.ongoing_duty,
        "notes": list(goal.notes),
        **own_day,
    }


def read_plan_json(source: Path | bytes, name: str) -> PlanDraft:
    """Read the public form; raises `UnreadableFile` with a sentence per problem."""
    return parse_plan_json(read_text(source, name), name)


def parse_plan_json(text: str, name: str) -> PlanDraft:
    """Read the public form from text; a wrong type or value is named by its path."""
    reader = Reader()
    draft = _plan(_load(text, name), reader)
    if reader.complaints:
        raise UnreadableFile([Problem(name, None, sentence) for sentence in reader.complaints])
    return draft


def _load(text: str, name: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = _l("Kein gültiges JSON an Spalte %(column)s.", column=error.colno)
        raise UnreadableFile([Problem(name, error.lineno, message)]) from None
    except (ValueError, RecursionError) as error:
        why = error.sentence if isinstance(error, _NoPlainJson) else str(error)
        message = _l("Kein gültiges JSON: %(why)s.", why=why)
        raise UnreadableFile([Problem(name, None, message)]) from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NoPlainJson(_l("„%(key)s“ steht zweimal im selben Objekt", key=twice))
    return found


def _refuse_constant(word: str) -> object:
    raise _NoPlainJson(_l("„%(word)s“ ist keine Zahl", word=word))


def _plan(data: object, reader: Reader) -> PlanDraft:
    plan = reader.mapping(data, _l("die Datei"), PLAN_KEYS)
    if not plan:
        return PlanDraft("", ())
    fields = tuple(
        _field(item, f"fields[{index}]", reader)
        for index, item in enumerate(reader.sequence(plan.get("fields"), "fields"))
    )
    numbers = [plan_field.number for plan_field in fields]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        reader.complain(
            _l("fields: Handlungsfeld %(number)s steht mehrmals in der Datei.", number=number)
        )
    title = reader.words(plan.get("title"), "title", required=True)
    slug = reader.slug(plan.get("slug"), "slug")
    as_of = _day(plan.get("as_of"), "as_of", reader)
    doubts = [Doubt(None, sentence) for sentence in reader.remarks]
    doubts += [doubt for plan_field in fields for doubt in _doubts(plan_field)]
    return PlanDraft(title=title, slug=slug, as_of=as_of, fields=fields, doubts=tuple(doubts))


def _day(value: object, path: str, reader: Reader) -> date | None:
    if value is None:
        return None
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        reader.expected(path, _l("ein Datum wie 2017-02-20"), value)
        return None


def _field(data: object, path: str, reader: Reader) -> FieldDraft:
    item = reader.mapping(data, path, FIELD_KEYS)
    number = reader.number(item.get("number"), f"{path}.number", 1, 999) if item else None
    if number is None:
        return FieldDraft(0, "")  # without a number every key in it would be a complaint too
    stated = item.get("stated") or dict.fromkeys(STATED_KEYS)
    stated = reader.mapping(stated, f"{path}.stated", STATED_KEYS)
    goals = tuple(
        _goal(goal, number, f"{path}.goals[{index}]", reader)
        for index, goal in enumerate(reader.sequence(item.get("goals"), f"{path}.goals"))
    )
    positions = [goal.position for goal in goals]
    if positions != sorted(set(positions)):
        reader.complain(
            _l(
                "%(path)s.goals: erwartet werden aufsteigende, verschiedene „key“.",
                path=path,
            )
        )
    counts = {
        key: reader.number(stated.get(key), f"{path}.stated.{key}", 0, 9999, optional=True)
        for key in STATED_KEYS
    }
    examples = reader.sequence(item.get("examples", []), f"{path}.examples")
    return FieldDraft(
        number=number,
        name=reader.words(item.get("name"), f"{path}.name", required=True),
        motto=reader.words(item.get("motto"), f"{path}.motto"),
        stated=StatedCounts(**counts),
        pages=reader.words(item.get("pages"), f"{path}.pages"),
        goals=goals,
        examples=tuple(
            ExampleDraft(reader.words(text, f"{path}.examples[{index}]", required=True))
            for index, text in enumerate(examples)
        ),
    )


def _goal(data: object, number: int, path: str, reader: Reader) -> GoalDraft:
    item = reader.mapping(data, path, GOAL_KEYS)
    if not item:
        return GoalDraft("", 0, "")
    position = reader.position(item.get("key"), number, f"{path}.key")
    raw = reader.words(item.get("status_raw"), f"{path}.status_raw")
    notes = reader.sequence(item.get("notes", []), f"{path}.notes")
    return GoalDraft(
        key=f"{number}.{position}",
        position=position,
        title=reader.words(item.get("title"), f"{path}.title", required=True),
        description=reader.words(item.get("description"), f"{path}.description"),
        status_raw=raw,
        status_percent=reader.number(
            item.get("status_percent"), f"{path}.status_percent", 0, 100, optional=True
        ),
        status_category=_category(item.get("status_category"), f"{path}.status_category", reader),
        ongoing_duty=reader.truth(item.get("ongoing_duty", False), f"{path}.ongoing_duty"),
        label=_label(raw),
        notes=tuple(
            reader.words(note, f"{path}.notes[{index}]", required=True)
            for index, note in enumerate(notes)
        ),
        reported_on=_day(item.get("status_as_of"), f"{path}.status_as_of", reader),
    )


def _category(value: object, path: str, reader: Reader) -> Category:
    words = [category.value for category in Category]
    if isinstance(value, str) and value in words:
        return Category(value)
    reader.expected(path, _l("eines von %(words)s", words=", ".join(words)), value)
    return Category.UNKNOWN


def _label(raw: str) -> str:
    try:
        return classify_status(raw).label
    except UnknownStatus:
        return ""


def _doubts(plan_field: FieldDraft) -> list[Doubt]:
    """Where category or number differ from what the verbatim status says: an edit, or an error."""
    doubts = []
    for goal in plan_field.goals:
        try:
            reading = classify_status(goal.status_raw)
        except UnknownStatus:
            continue
        if (reading.category, reading.percent) != (goal.status_category, goal.status_percent):
            message = _l(
                "Einordnung und Wortlaut „%(words)s“ stimmen nicht überein.", words=goal.status_raw
            )
            doubts.append(Doubt(None, message, goal.key))
    return doubts
