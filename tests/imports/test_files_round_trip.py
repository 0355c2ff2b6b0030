"""Any plan, written as a Word, Excel or CSV file and read again, is the same plan."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.plan_files import plan_document, plan_list, plan_xlsx
from app.documents.spreadsheets import to_csv
from app.documents.word import docx_of
from app.imports.csv_text import read_csv
from app.imports.draft import PlanDraft
from app.imports.foreign import sheets, word
from app.imports.foreign.package import Package
from app.imports.plan_json import plan_to_json
from app.imports.reading import Reading
from app.imports.wording import clean
from tests.imports.test_round_trip import plan_drafts

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
# What spreadsheets, Word and our own readers take for something else.
TRICKY = st.sampled_from(
    [
        "=SUMME(A1:A9)",
        "+49 7031 663-0",
        "- ein Punkt",
        "@alle",
        "'s Häusle",
        "'=1",
        "''=1",
        "＝1",
        "1.1 Wohnen",
        "2017-02-20",
        "20.02.2017",
        "Stand 20.02.2017",
        "45 %",
        "_x0041_ und mehr",
        "Beispiele: viele",
        "Ziel",
        "Umsetzung",
        "Handlungsfeld 2: Sprache",
        'a; b, c"d" e',
        "Zeile 12: Zu klären.",
        "ja",
        "1",
        "– Strich",
        "Ausblick",
        "🏠 ≥ 5 €",
        "<3 & mehr",
        "TRUE",
        "#NV",
        "007",
    ]
)
FREE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
TEXT = (TRICKY | FREE | st.tuples(FREE, TRICKY).map(" ".join)).map(clean).filter(bool)
DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))


@st.composite
def tricky_plans(draw: st.DrawFn) -> PlanDraft:
    """Plans whose words are as odd as hands can type them, with gaps between their goals."""
    plan = draw(plan_drafts())
    gap = draw(st.integers(0, 3))
    fields = []
    for field in plan.fields:
        goals = []
        for goal in field.goals:
            position = goal.position + (gap if goal.position > 1 else 0)
            goals.append(
                replace(
                    goal,
                    key=f"{field.number}.{position}",
                    position=position,
                    title=draw(TEXT),
                    description=draw(st.just("") | TEXT),
                    notes=tuple(draw(st.lists(TEXT, max_size=2))),
                    reported_on=draw(DAYS.filter(lambda day: day != plan.as_of)),
                )
            )
        fields.append(replace(field, goals=tuple(goals)))
    return replace(plan, fields=tuple(fields))


def written_and_read(draft: PlanDraft, kind: str) -> PlanDraft:
    """The draft as a file and back, with what is kept of a reading between the two."""
    if kind == "docx":
        file = docx_of(plan_document(draft, author="Büro", today=NOW.date()))
        data: Any = word.read(Package(file))
    elif kind == "xlsx":
        file = plan_xlsx(draft, made_at=NOW)
        data = sheets.read(Package(file))
    else:
        data = read_csv(to_csv(plan_list(draft)), "plan.csv")
    reading = Reading("plan", json.loads(json.dumps(data)))
    return reading.draft(known={field.number: field.name for field in draft.fields})


def said(draft: PlanDraft, kind: str) -> dict[str, Any]:
    """All that such a file can say: a Word file has neither notes nor counts."""
    plain = plan_to_json(draft)
    if kind != "docx":
        return plain
    for field in plain["fields"]:
        for name in ("motto", "stated", "pages"):
            del field[name]
        for goal in field["goals"]:
            del goal["notes"]
    return plain


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
@settings(max_examples=15, deadline=None)
@given(draft=tricky_plans())
def test_a_file_reads_as_the_plan_that_was_written(kind: str, draft: PlanDraft) -> None:
    read = written_and_read(draft, kind)

    assert said(read, kind) == said(replace(draft, slug=""), kind)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
@settings(max_examples=1000, deadline=None)
@given(draft=tricky_plans())
def test_a_thousand_files_read_as_what_was_written(kind: str, draft: PlanDraft) -> None:
    read = written_and_read(draft, kind)

    assert said(read, kind) == said(replace(draft, slug=""), kind)
