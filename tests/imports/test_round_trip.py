"""Any plan, written down as a document or as JSON and read again, is the same plan."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.bilanz import classify_status, parse_bilanz
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft, PlanDraft, StatedCounts
from app.imports.plan_json import parse_plan_json, plan_to_json
from tests.imports.documents import render

WORD = st.text("abcdefghijklmnoßäöüABCÄÖ-é’%5", min_size=1, max_size=9)
WORDS = st.lists(WORD.filter(lambda word: word.strip("-%5") != ""), min_size=1, max_size=7)
TEXT = WORDS.map(" ".join).filter(
    lambda text: not text.lower().startswith(("beispiel", "ausblick")) and text[0].isalpha()
)
NAME = st.text("abcdefghijkäöüß", min_size=1, max_size=12).map(str.capitalize)
STATUSES = st.sampled_from(
    [
        "",
        "100% umgesetzt",
        "100 % umgesetzt (mit stetiger Weiterentwicklung)",
        "Umsetzung 5%",
        "50% umgesetzt",
        "Nicht umgesetzt.",
        "Maßnahme wird nicht umgesetzt.",
        "In Abstimmung",
        "Die Umsetzung der Maßnahme hat begonnen",
        "Maßnahme in Arbeit",
    ]
)
COUNT = st.none() | st.integers(0, 99)


@st.composite
def goal_drafts(draw: st.DrawFn, number: int, position: int) -> GoalDraft:
    status = draw(STATUSES)
    reading = classify_status(status)
    return GoalDraft(
        key=f"{number}.{position}",
        position=position,
        title=draw(TEXT),
        description=draw(st.just("") | TEXT.map(lambda text: f"{text}.")),
        status_raw=status,
        status_percent=reading.percent,
        status_category=reading.category,
        ongoing_duty=reading.ongoing_duty,
        label=reading.label,
    )


@st.composite
def field_drafts(draw: st.DrawFn, number: int) -> FieldDraft:
    rows = draw(st.integers(1, 5))
    examples = draw(st.lists(TEXT.map(lambda text: f"{text}."), max_size=3))
    return FieldDraft(
        number=number,
        name=draw(NAME),
        motto=draw(st.just("") | NAME),
        stated=StatedCounts(draw(COUNT), draw(COUNT), draw(COUNT)),
        pages=draw(st.sampled_from(["", "7", "3-15"])),
        goals=tuple(draw(goal_drafts(number, position)) for position in range(1, rows + 1)),
        examples=tuple(ExampleDraft(text) for text in examples),
    )


@st.composite
def plan_drafts(draw: st.DrawFn) -> PlanDraft:
    size = draw(st.integers(1, 6))
    return PlanDraft(
        title=draw(NAME),
        place=draw(NAME),
        as_of=draw(st.dates(date(1990, 1, 1), date(2090, 1, 1))),
        fields=tuple(draw(field_drafts(number)) for number in range(1, size + 1)),
    )


def without_notes(draft: PlanDraft) -> dict[str, object]:
    plain = plan_to_json(draft)
    for plan_field in plain["fields"]:
        for goal in plan_field["goals"]:
            del goal["notes"]
    return plain


@settings(max_examples=150, deadline=None)
@given(plan_drafts())
def test_a_rendered_document_reads_as_the_same_plan(draft: PlanDraft) -> None:
    read = parse_bilanz(render(draft), "bilanz.txt")

    assert without_notes(read) == without_notes(draft)
    assert (read.place, [goal.label for goal in read.goals]) == (
        draft.place,
        [goal.label for goal in draft.goals],
    )


@settings(max_examples=150, deadline=None)
@given(plan_drafts())
def test_json_reads_as_what_was_written(draft: PlanDraft) -> None:
    written = plan_to_json(draft)

    read = parse_plan_json(json.dumps(written), "plan.json")

    assert plan_to_json(read) == written
