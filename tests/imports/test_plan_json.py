"""The public JSON form: exactly the documented keys outward, strict inward."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from app.imports import read_plan
from app.imports.bilanz import read_bilanz
from app.imports.draft import UnreadableFile
from app.imports.plan_json import plan_to_json, read_plan_json
from tests.imports.documents import document

PLAN: dict[str, Any] = {
    "slug": "integrationsplan",
    "title": "Integrationskonzept",
    "as_of": "2019-03-01",
    "fields": [
        {
            "number": 1,
            "name": "Wohnen",
            "motto": "Motto 1",
            "stated": {"recommendations": 20, "goals": None, "measures": None},
            "pages": "13-15",
            "goals": [
                {
                    "key": "1.1",
                    "title": "Wohnungen bauen",
                    "description": "Es wird gebaut.",
                    "status_raw": "Umsetzung 50%",
                    "status_percent": 50,
                    "status_category": "in_progress",
                    "ongoing_duty": False,
                    "notes": ["Zeile 12: zu klären."],
                }
            ],
            "examples": ["Ein Haus."],
        }
    ],
}


def read(data: object) -> dict[str, Any]:
    return plan_to_json(read_plan(json.dumps(data).encode(), "plan.json"))


def complaints(text: str) -> list[str]:
    with pytest.raises(UnreadableFile) as refused:
        read_plan_json(text.encode(), "plan.json")
    return [str(problem) for problem in refused.value.problems]


def changed(path: tuple[str | int, ...], value: object) -> str:
    data = copy.deepcopy(PLAN)
    spot: Any = data
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    return json.dumps(data)


def test_the_documented_form_reads_and_writes_itself() -> None:
    assert read(PLAN) == PLAN


def test_a_bilanz_is_written_in_the_documented_form() -> None:
    draft = read_bilanz(document("Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%"), "b.txt")

    written = plan_to_json(draft)

    expected = copy.deepcopy(PLAN)
    expected["slug"] = ""
    expected["title"] = "Integrationskonzept des Landkreises Musterhausen"
    expected["fields"][0] |= {"pages": None, "examples": []}
    expected["fields"][0]["stated"]["recommendations"] = None
    expected["fields"][0]["goals"][0]["notes"] = []
    assert written == expected


GOAL = ("fields", 0, "goals", 0)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("title",), None, "title: erwartet wird ein Text, gefunden: nichts."),
        (("slug",), "Mein Plan", "slug: erwartet wird ein Kurzname"),
        (("as_of",), "20.02.2017", "as_of: erwartet wird ein Datum wie 2017-02-20"),
        (("as_of",), 20170220, "as_of: erwartet wird ein Datum"),
        (("fields",), {}, "fields: erwartet wird eine Liste"),
        (("fields", 0), 7, "fields[0]: erwartet wird ein Objekt"),
        (("fields", 0, "number"), True, "fields[0].number: erwartet wird eine ganze Zahl"),
        (("fields", 0, "stated", "goals"), -1, "fields[0].stated.goals: erwartet"),
        (("fields", 0, "examples", 0), 5, "fields[0].examples[0]: erwartet wird ein Text"),
        ((*GOAL, "key"), "2.1", "erwartet wird ein Schlüssel wie 1.1, gefunden: „2.1“."),
        ((*GOAL, "status_percent"), 140, "erwartet wird eine ganze Zahl von 0 bis 100"),
        ((*GOAL, "status_percent"), 49.5, "erwartet wird eine ganze Zahl von 0 bis 100"),
        ((*GOAL, "status_category"), "fertig", "erwartet wird eines von done, in_progress"),
        ((*GOAL, "ongoing_duty"), "nein", "erwartet wird true oder false"),
        ((*GOAL, "title"), " ", "erwartet wird ein Text, der nicht leer ist"),
        ((*GOAL, "title"), "a\u0000b", "Zeichen, die kein Text sind"),
        ((*GOAL, "title"), "a\ud800b", "Zeichen, die kein Text sind"),
        ((*GOAL, "notes"), "eine", "fields[0].goals[0].notes: erwartet wird eine Liste"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(
    path: tuple[str | int, ...], value: object, said: str
) -> None:
    (complaint,) = complaints(changed(path, value))

    assert said in complaint
    assert complaint.startswith("plan.json: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"title": ', "plan.json, Zeile 1: Kein gültiges JSON an Spalte"),
        ('{\n"title": x}', "plan.json, Zeile 2: Kein gültiges JSON an Spalte 10."),
        ('{"title": "a", "title": "b"}', "„title“ steht zweimal"),
        ('{"fields": NaN}', "„NaN“ ist keine Zahl"),
        ("[" * 100_000, "Kein gültiges JSON"),
        ("9" * 10_000, "Kein gültiges JSON"),
        ("[]", "die Datei: erwartet wird ein Objekt"),
    ],
)
def test_what_is_no_json_is_refused(text: str, said: str) -> None:
    assert said in complaints(text)[0]


def test_a_key_or_a_field_that_comes_twice_is_refused() -> None:
    goals = PLAN["fields"][0]["goals"] * 2
    fields = PLAN["fields"] * 2

    assert "erwartet werden aufsteigende" in complaints(changed(("fields", 0, "goals"), goals))[0]
    assert "Handlungsfeld 1 steht mehrmals" in complaints(changed(("fields",), fields))[0]


def test_text_is_cleaned_on_the_way_in() -> None:
    data = json.loads(changed((*GOAL, "title"), "<p>Wohnungen \n bauen</p>"))

    assert read(data) == PLAN


def test_unknown_keys_and_an_edited_category_are_doubts() -> None:
    data = json.loads(changed((*GOAL, "status_category"), "done"))
    data["colour"] = "blue"

    doubts = read_plan(json.dumps(data).encode(), "plan.json").doubts

    assert [(doubt.key, doubt.message) for doubt in doubts] == [
        ("", "die Datei: „colour“ ist unbekannt und bleibt außer Acht."),
        ("1.1", "Einordnung und Wortlaut „Umsetzung 50%“ stimmen nicht überein."),
    ]
