"""What a status wording says, and which wordings nobody should guess."""

from __future__ import annotations

import pytest

from app.imports.bilanz import UnknownStatus, classify_status


@pytest.mark.parametrize(
    ("raw", "category", "percent"),
    [
        ("100% umgesetzt", "done", 100),
        ("100 % umgesetzt.", "done", 100),
        ("zu 100 Prozent umgesetzt", "done", 100),
        ("Umgesetzt", "done", None),
        ("Umsetzung 1%", "in_progress", 1),
        ("Umsetzung: 99 %", "in_progress", 99),
        ("ca. 30 %", "in_progress", 30),
        ("In Arbeit", "in_progress", None),
        ("Antrag gestellt – Maßnahme in Arbeit", "in_progress", None),
        ("Umsetzung hat begonnen", "started", None),
        ("Umsetzung 0%", "not_started", 0),
        ("noch nicht umgesetzt", "not_started", None),
        ("In Abstimmung", "not_started", None),
        ("Maßnahme kann nicht umgesetzt werden", "not_feasible", None),
        ("Umsetzung nicht möglich", "not_feasible", None),
        ("", "unknown", None),
        ("<p> </p>", "unknown", None),
    ],
)
def test_it_reads_the_wordings_of_the_rules(raw: str, category: str, percent: int | None) -> None:
    reading = classify_status(raw)

    assert (reading.category.value, reading.percent) == (category, percent)


@pytest.mark.parametrize(
    "raw",
    [
        "Läuft gut",
        "siehe Anlage",
        "teilweise umgesetzt",
        "nicht mehr in Arbeit",
        "Maßnahme wird nicht",
        "wird derzeit nicht umgesetzt",
        "50% bzw. 60% umgesetzt",
        "100% nicht umgesetzt",
        "100% umgesetzt (jedoch nicht im Norden)",
        "100% bzw. noch in Arbeit",
        "Noch keine Mittel – Maßnahme in Arbeit",
        "x" * 100_000,
    ],
)
def test_it_refuses_what_it_does_not_know(raw: str) -> None:
    with pytest.raises(UnknownStatus, match="Unbekannter Umsetzungsstand") as refused:
        classify_status(raw)

    assert "erwartet wird „100% umgesetzt“" in str(refused.value)
    assert len(str(refused.value)) < 400


def test_it_refuses_more_than_everything() -> None:
    with pytest.raises(UnknownStatus, match="mehr als 100 %"):
        classify_status("Umsetzung 140%")


def test_a_done_goal_can_stay_a_duty() -> None:
    assert classify_status("100% umgesetzt (Daueraufgabe)").ongoing_duty
    assert not classify_status("100% umgesetzt").ongoing_duty


def test_negotiation_has_a_label_of_its_own() -> None:
    assert classify_status("Befindet sich noch in Abstimmung").label == "In Abstimmung"
    assert classify_status("Nicht umgesetzt").label == ""
