"""Documents of other counties: the reader goes by structure, not by one file's lines."""

from __future__ import annotations

from datetime import date

import pytest

from app.imports.bilanz import read_bilanz
from app.imports.bilanz.notes import is_cut_off
from app.imports.draft import FieldDraft, PlanDraft, StatedCounts
from tests.imports.documents import HEADER, document, encode, field_lines, front

ROW = "Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%"
OTHER = "Mieten senken\tDie Mieten sinken.\t100% umgesetzt"


def read(source: bytes) -> PlanDraft:
    return read_bilanz(source, "bilanz.txt")


def only_field(source: bytes) -> FieldDraft:
    (found,) = read(source).fields
    return found


def test_it_reads_another_county_with_another_day() -> None:
    draft = read(document(ROW))

    assert draft.title == "Integrationskonzept des Landkreises Musterhausen"
    assert (draft.place, draft.as_of) == ("Musterhausen", date(2019, 3, 1))
    assert [(goal.key, goal.title) for goal in draft.goals] == [("1.1", "Wohnungen bauen")]
    assert draft.doubts == ()


def test_line_ends_and_a_mark_at_the_start_change_nothing() -> None:
    plain = read(document(ROW, OTHER))
    windows = document(ROW, OTHER).replace(b"\n", b"\r\n")

    assert read(windows) == plain
    assert read(b"\xef\xbb\xbf" + windows + b"\r\n") == plain


def test_decomposed_umlauts_are_composed() -> None:
    draft = read(document("Ma\u0308rkte o\u0308ffnen\t\tUmsetzung 50%"))

    assert draft.goals[0].title == "Märkte öffnen"


@pytest.mark.parametrize(
    "opening",
    [
        "Im Handlungsfeld 1. **Wohnen** wird viel getan.",
        "Im Handlungsfeld **1. Wohnen** wird viel getan.",
        "Im Handlungsfeld 1. __Wohnen__ wird viel getan.",
        "Im Handlungsfeld 1. <b>Wohnen</b> wird viel getan.",
        "Im Handlungsfeld 1. *Wohnen* wird viel getan.",
        "Im Handlungsfeld 1 **Wohnen** wird viel getan.",
        "Im Handlungsfeld 1. Wohnen wird viel getan.",
        "**Handlungsfeld 1: Wohnen**",
        "## Handlungsfeld 1: Wohnen",
        "Handlungsfeld 1 – Wohnen",
        "Handlungsfeld 1: Wohnen („Motto 1“)",
    ],
)
def test_it_knows_a_field_however_its_name_is_marked(opening: str) -> None:
    source = encode([*front("Wohnen"), opening, "", HEADER, ROW])

    found = only_field(source)

    assert (found.number, found.name, found.motto) == (1, "Wohnen", "Motto 1")
    assert len(found.goals) == 1


@pytest.mark.parametrize("header", ["Ziel", "Ziele", "**Ziele**", "Ziele des Konzepts"])
def test_it_knows_the_header_in_other_words(header: str) -> None:
    row = f"{header}\tMaßnahmen\tStand der Umsetzung"
    source = encode([*front("Wohnen"), *field_lines(1, "Wohnen", [ROW], header=row)])

    assert len(only_field(source).goals) == 1


def test_a_separator_row_and_a_blank_line_begin_no_continuation() -> None:
    found = only_field(document("-----\t-----\t-----", "", ROW, OTHER))

    assert [goal.title for goal in found.goals] == ["Wohnungen bauen", "Mieten senken"]


def test_a_page_break_cuts_a_row_and_the_next_goal_follows_at_once() -> None:
    cut = ["Räume werden\tDas ist,\tMaßnahme wird nicht", "", "angeboten.\tda\tumgesetzt."]

    found = only_field(document(*cut, ROW))

    assert [goal.title for goal in found.goals] == ["Räume werden angeboten.", "Wohnungen bauen"]
    first = found.goals[0]
    assert first.description == "Das ist, da"
    assert first.status_raw == "Maßnahme wird nicht umgesetzt."
    assert (first.source_lines, first.split_by_page_break) == ((12, 14), True)


def test_a_page_break_between_two_whole_rows_makes_two_goals_and_a_doubt() -> None:
    draft = read(document(ROW, "", OTHER))

    assert [goal.title for goal in draft.goals] == ["Wohnungen bauen", "Mieten senken"]
    (doubt,) = draft.doubts
    assert doubt.line == 14
    assert "als neues Ziel gelesen" in doubt.message


def test_a_header_repeated_on_the_next_page_belongs_to_the_same_table() -> None:
    found = only_field(document("Wohnungen\tEs wird\tUmsetzung 50%", "", HEADER, "bauen\tgebaut\t"))

    assert [(goal.title, goal.description) for goal in found.goals] == [
        ("Wohnungen bauen", "Es wird gebaut")
    ]


def test_straight_quotation_marks_are_letters_like_others() -> None:
    found = only_field(document('Hefte "A"\t"B" übersetzt\tUmsetzung 50%', OTHER))

    assert (found.goals[0].title, found.goals[0].description) == ('Hefte "A"', '"B" übersetzt')
    assert len(found.goals) == 2


def test_stated_counts_stay_apart_from_listed_ones() -> None:
    draft = read(document(ROW, intro="Es hat sechs Ziele und 27 Maßnahmen (Konzept S. 3 – 4)."))

    found = draft.fields[0]
    assert found.stated == StatedCounts(None, 6, 27)
    assert found.pages == "3 – 4"
    assert [doubt.message for doubt in draft.doubts] == [
        "Handlungsfeld 1: 6 Ziele im Plan genannt, 1 in der Vorlage erfasst."
    ]


def test_two_different_counts_are_a_doubt() -> None:
    draft = read(document(ROW, intro="Hier stehen 20 Empfehlungen. Dort stehen 22 Empfehlungen."))

    assert draft.fields[0].stated.recommendations == 20
    assert "verschiedene Anzahlen (20, 22)" in draft.doubts[0].message


def test_examples_are_joined_across_a_page_and_end_with_the_next_field() -> None:
    lines = [
        *front("Wohnen", "Sprache"),
        *field_lines(1, "Wohnen", [ROW]),
        "Beispiele aus dem Landkreis zum Handlungsfeld „Wohnen“:",
        "",
        "• Ein Haus wird gebaut und",
        "",
        "bezogen",
        "* Ein zweites Haus",
        "",
        *field_lines(2, "Sprache", [OTHER]),
    ]

    first, second = read(encode(lines)).fields

    assert [example.text for example in first.examples] == [
        "Ein Haus wird gebaut und bezogen",
        "Ein zweites Haus",
    ]
    assert second.examples == ()
    assert second.goals[0].key == "2.1"


def test_a_field_without_goals_and_a_gap_in_the_numbers_are_doubts() -> None:
    lines = [
        *front("Wohnen"),
        *field_lines(1, "Wohnen", [ROW]),
        "Im Handlungsfeld 3. **Sport** ist noch nichts geschehen.",
    ]

    messages = [doubt.message for doubt in read(encode(lines)).doubts]

    assert messages == [
        "Die Nummern der Handlungsfelder sind nicht fortlaufend: 1, 3.",
        "Handlungsfeld 3 hat keine Tabelle.",
    ]


def test_a_second_table_of_a_field_counts_on_and_is_a_doubt() -> None:
    lines = [*front("Wohnen"), *field_lines(1, "Wohnen", [ROW]), "Und weiter:", HEADER, OTHER]

    draft = read(encode(lines))

    assert [goal.key for goal in draft.goals] == ["1.1", "1.2"]
    assert "hat eine zweite Tabelle" in draft.doubts[-1].message


def test_a_field_that_only_the_list_names_is_a_doubt() -> None:
    draft = read(encode([*front("Wohnen", "Sport"), *field_lines(1, "Wohnungen", [ROW])]))

    messages = [doubt.message for doubt in draft.doubts]
    assert any("heißt in der Übersicht „Wohnen“" in message for message in messages)
    assert any("Handlungsfeld 2 „Sport“, ein Abschnitt dazu fehlt" in text for text in messages)


def test_names_of_editors_are_not_read() -> None:
    lines = ["Bilanz", "Konzept des Kreises", "Bearbeitung durch das Amt:", "Erika Beispiel", ""]
    source = encode([*lines, "Kreis, Stand: 01.03.2019", "", *field_lines(1, "Wohnen", [ROW])])

    draft = read(source)

    assert (draft.title, draft.as_of) == ("Konzept des Kreises", date(2019, 3, 1))
    assert "Erika" not in repr(draft)


def test_a_missing_day_is_left_open() -> None:
    source = document(ROW).replace(b"Stand 1. M\xc3\xa4rz 2019", b"Fr\xc3\xbchjahr")

    draft = read(source)

    assert draft.as_of is None
    assert "nennt keinen Stand" in draft.doubts[0].message


def test_success_beside_a_goal_not_begun_is_noted() -> None:
    draft = read(document("Werben\tDie Werbung ist erfolgreich.\tnicht umgesetzt"))

    assert draft.goals[0].notes == (
        "Zeile 12: Widerspruch: Der Stand lautet „nicht umgesetzt“, die Beschreibung berichtet"
        " aber „erfolgreich“.",
    )


def test_a_refusal_without_reason_is_noted() -> None:
    without = read(document("Werben\tDie Werbung.\tWird nicht umgesetzt"))
    with_reason = read(document("Werben\tNicht möglich, da Geld fehlt.\tWird nicht umgesetzt"))

    assert "eine Begründung fehlt" in without.goals[0].notes[0]
    assert with_reason.goals[0].notes == ()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Erst wird gebaut. Dazu werden Helferinnen vom Verein", True),
        ("Erst wird gebaut. Dazu werden Helferinnen gesucht", False),
        ("Es gibt Kurse für Eltern und", True),
        ("Kurse werden angeboten – Ausbau der Angebote", False),
        ("Ein Konzept befindet sich noch in Ausarbeitung", False),
        ("Schulungen sollen für alle", False),
        ("Es ist fertig.", False),
        ("", False),
    ],
)
def test_it_sees_where_a_text_stops_inside_its_last_sentence(text: str, cut: bool) -> None:
    assert is_cut_off(text) is cut


def test_topics_without_goals_are_listed_with_and_without_sowie() -> None:
    said = "Für die Themen Sport, Kunst und Musik wurden keine Ziele formuliert."

    assert only_field(document(ROW, intro=said)).topics_without_goals == ("Sport", "Kunst", "Musik")
