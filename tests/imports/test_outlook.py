"""What a document announces, and where it says the same thing twice differently."""

from __future__ import annotations

from app.imports.bilanz import read_bilanz
from app.imports.draft import OutlookDraft, PlanDraft
from tests.imports.documents import encode, field_lines, front

ROW = "Wohnungen bauen\tEs wird gebaut.\tUmsetzung 50%"


def read(rows: list[str], *more: str) -> PlanDraft:
    lines = [*front("Wohnen"), *field_lines(1, "Wohnen", rows), *more]
    return read_bilanz(encode(lines), "bilanz.txt")


def outlook(*paragraphs: str) -> OutlookDraft:
    return read([ROW], "Ausblick – Wie es weitergeht", "", *paragraphs).outlook


def test_meetings_are_as_exact_as_they_are_announced() -> None:
    found = outlook(
        "Die Gruppe („Runde“) wird am 2. Mai 2019 eingeladen. Im Juni und August sollen Treffen"
        " folgen. Die Ziele werden am 5. Dezember im Sozialausschuss vorgestellt."
    )

    assert [
        (each.kind.value, each.year, each.month, each.day, each.precision, each.body)
        for each in found.meetings
    ] == [
        ("kickoff", 2019, 5, 2, "day", "Runde"),
        ("working", 2019, 6, None, "month", ""),
        ("working", 2019, 8, None, "month", ""),
        ("committee", 2019, 12, 5, "day", "Sozialausschuss"),
    ]


def test_a_year_that_is_not_written_is_an_assumption_with_its_line() -> None:
    draft = read([ROW], "Ausblick", "", "Im Juni folgt ein Treffen.")

    (meeting,) = draft.outlook.meetings
    assert (meeting.year, meeting.year_is_assumed) == (2019, True)
    assert [(doubt.line, doubt.message) for doubt in draft.doubts] == [
        (
            16,
            "Sitzung „Juni“: Das Jahr steht nicht in der Vorlage, angenommen wird 2019.",
        )
    ]


def test_a_meeting_named_twice_is_one() -> None:
    found = outlook(
        "Am 2. Mai 2019 ist Auftakt.", "", "Nach dem Auftakt am 2. Mai 2019 geht es los."
    )

    assert len(found.meetings) == 1


def test_bodies_that_join_the_portfolio_are_named() -> None:
    found = outlook("Gremien wie „Runde A“ sowie „Runde B“ werden in das Portfolio aufgenommen.")

    assert found.portfolio_bodies == ("Runde A", "Runde B")


def test_an_outlook_without_dates_has_no_meetings() -> None:
    assert outlook("Es geht weiter.").meetings == ()


def test_a_done_goal_that_an_example_calls_planned_is_noted() -> None:
    row = "Wohnen\tIm Norden entsteht eine Wohngemeinschaft für pflegebedürftige Frauen.\t100%"
    same = "- Geplant ist im Norden eine Wohngemeinschaft für pflegebedürftige Frauen."
    other = "- Geplant ist im Süden ein Haus für Familien mit vielen Kindern."
    heading = "Beispiele aus dem Landkreis zum Handlungsfeld „Wohnen“:"

    noted, plain = read([row], heading, same), read([row], heading, other)

    assert noted.goals[0].notes == (
        "Zeile 12: Gilt als umgesetzt, ein Beispiel nennt dasselbe Vorhaben aber „geplant“"
        " (Zeile 15).",
    )
    assert plain.goals[0].notes == ()


def test_a_done_goal_whose_description_takes_it_back_is_noted() -> None:
    noted = read(["Beraten\tEs wird beraten, jedoch nicht überall.\t100% umgesetzt"])
    plain = read(["Beraten\tEs wird überall beraten.\t100% umgesetzt"])

    assert "die Beschreibung sagt aber „jedoch nicht überall“" in noted.goals[0].notes[0]
    assert plain.goals[0].notes == ()


def test_an_empty_status_is_noted() -> None:
    draft = read(["Beraten\tEs wird beraten.\t"])

    assert draft.goals[0].notes == (
        "Zeile 12: Keine Angabe zur Umsetzung: Die Zelle ist leer, der Stand ist zu klären.",
    )


def test_und_stays_inside_a_topic_where_sowie_parts_the_last() -> None:
    said = "Für die Themenbereiche Spiel, Kinder und Jugend sowie Sport wurden keine Ziele genannt."
    lines = [*front("Wohnen"), *field_lines(1, "Wohnen", [ROW], intro=said)]

    (found,) = read_bilanz(encode(lines), "bilanz.txt").fields

    assert found.topics_without_goals == ("Spiel", "Kinder und Jugend", "Sport")
