"""The document of 2017, in every number that is known of it."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from app.imports.bilanz import read_bilanz
from app.imports.draft import GoalDraft, PlanDraft, StatedCounts
from config import PROJECT

FILE = PROJECT.parent / "shared" / "data" / "bilanz-2017.txt"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the real document is not beside the project (../shared/data)"
)
DONE = "100% umgesetzt"

# key: (source lines, verbatim status, percent, category)
GOALS = {
    "1.1": ((38,), DONE, 100, "done"),
    "1.2": (
        (39, 41),
        "Ausschreibung erfolgt im Februar 2017 – Maßnahme in Arbeit",
        None,
        "in_progress",
    ),
    "1.3": ((42,), "100 % umgesetzt (mit stetiger Weiterentwicklung)", 100, "done"),
    "1.4": ((43,), DONE, 100, "done"),
    "1.5": (
        (44,),
        "Befindet sich im Abstimmungsprozess (noch nicht umgesetzt)",
        None,
        "not_started",
    ),
    "2.1": ((57,), DONE, 100, "done"),
    "2.2": ((58, 60), "Nicht umgesetzt.", None, "not_started"),
    "2.3": ((61,), DONE, 100, "done"),
    "3.1": ((70,), DONE, 100, "done"),
    "3.2": ((71,), "Umsetzung 50%", 50, "in_progress"),
    "3.3": ((72,), "Umsetzung 15%", 15, "in_progress"),
    "3.4": ((73,), "Umsetzung 50%", 50, "in_progress"),
    "4.1": ((86,), DONE, 100, "done"),
    "4.2": (
        (87,),
        "Umsetzung 50% bzw. befindet sich teilweise noch im Arbeit",
        50,
        "in_progress",
    ),
    "4.3": ((88,), "Maßnahme wurde noch nicht umgesetzt", None, "not_started"),
    "4.4": ((89, 91), "Umsetzung 10%", 10, "in_progress"),
    "4.5": ((92,), DONE, 100, "done"),
    "4.6": ((93,), DONE, 100, "done"),
    "5.1": ((106,), "Umsetzung 40%", 40, "in_progress"),
    "5.2": ((107,), DONE, 100, "done"),
    "5.3": ((108,), "Umsetzung 40%", 40, "in_progress"),
    "5.4": ((109, 111), DONE, 100, "done"),
    "5.5": ((112,), "Umsetzung 60%", 60, "in_progress"),
    "6.1": ((123,), "Die Umsetzung der Maßnahme hat begonnen", None, "started"),
    "6.2": ((124,), "Maßnahme wurde nicht umgesetzt.", None, "not_started"),
    "6.3": ((125, 127), DONE, 100, "done"),
    "6.4": ((128,), DONE, 100, "done"),
    "7.1": ((133,), "50% umgesetzt", 50, "in_progress"),
    "7.2": ((134,), "50% umgesetzt", 50, "in_progress"),
    "7.3": ((135, 137), "Maßnahme wird nicht umgesetzt.", None, "not_feasible"),
    "7.4": ((138,), "Maßnahme bisher nicht umgesetzt.", None, "not_started"),
    "8.1": ((145,), "", None, "unknown"),
    "8.2": ((146,), "100% umgesetzt.", 100, "done"),
    "8.3": ((147,), "", None, "unknown"),
}

# number: (name, motto, stated, pages, rows, lines of the examples)
FIELDS = {
    1: (
        "Aufbrechen und Ankommen",
        "Hier bin ich",
        StatedCounts(recommendations=20),
        "13-15",
        5,
        [(48, 50), (52,)],
    ),
    2: ("Wohnen", "Wohnen und Wohlfühlen", StatedCounts(22), "19-26", 3, [(65,)]),
    3: (
        "Sprache",
        "Vielsprachigkeit als Ressource",
        StatedCounts(22),
        "",
        4,
        [(77,), (78,), (79,)],
    ),
    4: (
        "Bildung und Arbeit",
        "Sapere aude – Wage zu denken",
        StatedCounts(30),
        "36-42",
        6,
        [(97,), (98,), (99,)],
    ),
    5: ("Gesundheit", "Natürlich gesund", StatedCounts(48), "", 5, [(116, 118)]),
    6: (
        "Gesellschaft",
        "Freude am Gestalten",
        StatedCounts(goals=6, measures=27),
        "61-68",
        4,
        [],
    ),
    7: ("Religion", "Dialog statt Diagnose", StatedCounts(), "", 4, []),
    8: (
        "Leben und Freizeit",
        "Hier spielt das Leben",
        StatedCounts(goals=10, measures=27),
        "",
        3,
        [(151,), (152,)],
    ),
}


@pytest.fixture(scope="module")
def draft() -> PlanDraft:
    return read_bilanz(FILE, FILE.name)


def goal(draft: PlanDraft, key: str) -> GoalDraft:
    return next(goal for goal in draft.goals if goal.key == key)


def test_it_reads_the_first_page_without_the_editors_names(draft: PlanDraft) -> None:
    head = (draft.title, draft.place, draft.as_of, draft.resolutions)

    assert head == (
        "Integrationsplan des Landkreises Böblingen",
        "Böblingen",
        date(2017, 2, 20),
        ("234/2014", "234/2014/1"),
    )
    assert draft.subtitle.startswith("Handlungsempfehlungen für eine gelingende Integration")
    names = [FILE.read_text().split("\n")[number - 1] for number in (17, 19, 23)]
    assert all(names)
    assert not any(name in repr(draft) for name in names)


def test_it_reads_every_field(draft: PlanDraft) -> None:
    read = {
        entry.number: (
            entry.name,
            entry.motto,
            entry.stated,
            entry.pages,
            len(entry.goals),
            [example.lines for example in entry.examples],
        )
        for entry in draft.fields
    }

    assert read == FIELDS


def test_it_reads_every_goal_with_its_verbatim_status(draft: PlanDraft) -> None:
    read = {
        goal.key: (
            goal.source_lines,
            goal.status_raw,
            goal.status_percent,
            goal.status_category.value,
        )
        for goal in draft.goals
    }

    assert read == GOALS


def test_it_counts_what_the_document_counts(draft: PlanDraft) -> None:
    categories = [goal.status_category.value for goal in draft.goals]
    counts = {word: categories.count(word) for word in dict.fromkeys(categories)}

    assert counts == {
        "done": 14,
        "in_progress": 11,
        "not_started": 5,
        "started": 1,
        "not_feasible": 1,
        "unknown": 2,
    }
    assert sum(goal.status_percent is not None for goal in draft.goals) == 24
    assert len({goal.status_raw for goal in draft.goals}) == 19


def test_it_marks_the_ongoing_duty_and_the_own_label(draft: PlanDraft) -> None:
    assert [goal.key for goal in draft.goals if goal.ongoing_duty] == ["1.3"]
    assert {goal.key: goal.label for goal in draft.goals if goal.label} == {"1.5": "In Abstimmung"}


def test_it_loses_and_doubles_no_word(draft: PlanDraft) -> None:
    words = [
        sum(len(text.split()) for text in texts)
        for texts in (
            [goal.title for goal in draft.goals],
            [goal.description for goal in draft.goals],
            [goal.status_raw for goal in draft.goals],
        )
    ]

    assert words == [368, 996, 100]


def test_it_joins_the_six_goals_that_a_page_break_cut(draft: PlanDraft) -> None:
    split = [goal.key for goal in draft.goals if goal.split_by_page_break]

    assert split == ["1.2", "2.2", "4.4", "5.4", "6.3", "7.3"]
    assert "wurden Ende 2013 Seminareinheiten im Landratsamt" in goal(draft, "1.2").description
    assert "z. B. Migrantenorganisationen, systematisch" in goal(draft, "2.2").title
    assert "als auch Flüchtlingen den Einsatz" in goal(draft, "4.4").description
    assert "den Besuchsdienst sowie über Veranstaltungen" in goal(draft, "5.4").description
    assert "das Interesse Einzelner am Mitwirken" in goal(draft, "6.3").title
    assert goal(draft, "6.3").description.count("Zudem engagieren sich im Bildungsbüro") == 1
    assert goal(draft, "7.3").title.startswith("Integrationskurse werden bei Interesse")
    assert "Umsetzung nicht möglich, da Integrationskurse" in goal(draft, "7.3").description


def test_it_strips_tags_and_keeps_the_original_beside(draft: PlanDraft) -> None:
    marked = [goal.key for goal in draft.goals if goal.markup]

    assert marked == ["3.2", "5.4", "5.5", "8.1", "8.2", "8.3"]
    assert goal(draft, "3.2").title == "Gemeinsamer Austausch mit diversen Trägern"
    assert goal(draft, "3.2").markup.startswith('<ul style="list-style-type: none"')
    assert not any(
        mark in goal.title + goal.description + goal.status_raw
        for goal in draft.goals
        for mark in ("<", ">", "\t", "  ")
    )


def test_it_joins_examples_and_prose_across_pages(draft: PlanDraft) -> None:
    examples = [example.text for entry in draft.fields for example in entry.examples]

    assert len(examples) == 12
    assert "Verwaltung formuliert sowie ein Konzept für eine" in examples[0]
    assert "„Yasam evi – lebendiges Wohnen“ eine kultursensible Altenhilfe auf." in examples[9]
    assert "darauf geachtet, dass die Einrichtungen" in draft.fields[4].narrative[0]
    assert [len(entry.narrative) for entry in draft.fields] == [2, 1, 1, 2, 1, 1, 1, 1]


def test_it_names_the_topics_without_goals(draft: PlanDraft) -> None:
    topics = {entry.number: entry.topics_without_goals for entry in draft.fields}

    assert topics[8] == ("Sicherheit", "Hilfen für Kinder und Jugendliche", "Sport")
    assert not any(topics[number] for number in range(1, 8))


def test_it_flags_what_is_missing_or_contradicts_itself_and_nothing_else(draft: PlanDraft) -> None:
    noted = {goal.key: goal.notes for goal in draft.goals if goal.notes}
    expected = {
        "1.5": ("Zeile 44", "erfolgreich"),
        "2.1": ("Zeile 57", "nicht spezifisch"),
        "2.3": ("Zeile 61", "„geplant“ (Zeile 118)"),
        "5.1": ("Zeile 106", "in der Vorlage unvollständig"),
        "7.4": ("Zeile 138", "Vereinbarung getroffen"),
        "8.1": ("Zeile 145", "Keine Angabe"),
        "8.3": ("Zeile 147", "Keine Angabe"),
    }

    assert list(noted) == list(expected)
    for key, fragments in expected.items():
        (note,) = noted[key]
        assert all(fragment in note for fragment in fragments), note


def test_every_doubt_has_its_line(draft: PlanDraft) -> None:
    doubts = [(doubt.line, doubt.key) for doubt in draft.doubts]

    assert doubts == [
        (44, "1.5"),
        (57, "2.1"),
        (61, "2.3"),
        (106, "5.1"),
        (120, "6"),
        (138, "7.4"),
        (140, "8"),
        (145, "8.1"),
        (147, "8.3"),
        (156, ""),
        (156, ""),
        (158, ""),
    ]
    stated = [doubt.message for doubt in draft.doubts if doubt.key in ("6", "8")]
    assert "6 Ziele im Plan genannt, 4 in der Vorlage erfasst" in stated[0]
    assert "10 Ziele im Plan genannt, 3 in der Vorlage erfasst" in stated[1]


def test_it_reads_the_four_meetings_as_exactly_as_they_are_announced(draft: PlanDraft) -> None:
    meetings = [
        (meeting.kind.value, meeting.year, meeting.month, meeting.day, meeting.year_is_assumed)
        for meeting in draft.outlook.meetings
    ]

    assert meetings == [
        ("kickoff", 2017, 3, 29, False),
        ("working", 2017, 7, None, True),
        ("working", 2017, 9, None, True),
        ("committee", 2017, 11, 27, True),
    ]
    assert [meeting.body for meeting in draft.outlook.meetings] == [
        "Peergroup",
        "",
        "",
        "Sozial- und Gesundheitsausschuss",
    ]
    assert draft.outlook.portfolio_bodies == (
        "Transparenz in der Sprachförderung",
        "Integration von Flüchtlingen in den Arbeitsmarkt",
    )


def test_it_reads_within_two_seconds(tmp_path: Path) -> None:
    began = time.thread_time()

    read_bilanz(FILE, FILE.name)

    assert time.thread_time() - began < 2
