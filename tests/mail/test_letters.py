"""Whole letters compared with what a reader should get: text and HTML, word for word."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from app.language import spoken
from app.mail import letters
from app.mail.items import (
    PURPOSES,
    AgainItem,
    AgendaItem,
    ContributionItem,
    DeadlineItem,
    GoalItem,
    MeetingItem,
    NamingItem,
    OverdueItem,
    TaskItem,
    UnassignedItem,
    shorten,
)
from app.mail.letters import Signature, Words
from app.models.rounds import Occasion

GOLDEN = Path(__file__).parent / "golden"
LETTERS = sorted(GOLDEN.glob("*/*.txt"))
WITHOUT_ADDRESS = {"minutes_objections_without_account", "minutes_without_paper_without_account"}
SIGNATURE = Signature(
    office="Geschäftsstelle Integrationsplan",
    county="Landkreis Beispiel",
    plan="Integrationsplan",
    contact="geschaeftsstelle@example.org, Telefon 07031 000-0",
    home_url="https://plan.example.org",
)


def make_meeting_item(**values: object) -> MeetingItem:
    given: dict[str, object] = {
        "days": 7,
        "body": "Peergroup",
        "title": "Auftakt",
        "held_on": dt.date(2017, 3, 29),
        "begins": dt.time(14, 0),
        "ends": dt.time(16, 30),
        "place": "Großer Sitzungssaal",
        "online_url": None,
        "access_note": "Der Saal ist stufenlos erreichbar.",
        "url": "https://plan.example.org/sitzungen/m1",
    }
    return MeetingItem(**(given | values))  # type: ignore[arg-type]


def make_task_item(**values: object) -> TaskItem:
    given: dict[str, object] = {
        "days": 7,
        "title": "Fortbildung für Gemeinden vorbereiten",
        "due_on": dt.date(2017, 3, 29),
        "due_label": None,
        "goals": ("7.4 Gemeinden unterstützen",),
        "responsible": None,
        "url": "https://plan.example.org/aufgaben/t1",
    }
    return TaskItem(**(given | values))  # type: ignore[arg-type]


def make_overdue_item(**values: object) -> OverdueItem:
    given: dict[str, object] = {
        "days": -7,
        "title": "Räume anfragen",
        "due_on": dt.date(2017, 9, 15),
        "due_label": None,
        "goals": ("7.4 Gemeinden unterstützen",),
        "responsible": None,
        "url": "https://plan.example.org/aufgaben/t1",
    }
    return OverdueItem(**(given | values))  # type: ignore[arg-type]


def make_deadline_item(**values: object) -> DeadlineItem:
    given: dict[str, object] = {
        "days": 0,
        "label": "Zuarbeit einholen",
        "on": dt.date(2017, 10, 16),
        "body": "Ausschuss",
        "held_on": dt.date(2017, 11, 27),
        "url": "https://plan.example.org/sitzungen/m4",
    }
    return DeadlineItem(**(given | values))  # type: ignore[arg-type]


def compare(name: str, words: Words) -> None:
    """Set WRITE_GOLDEN=1 to accept the present words, then read the difference."""
    shown, folder = f"{words.subject}\n\n{words.text}", GOLDEN / spoken()
    if os.environ.get("WRITE_GOLDEN"):
        (folder / f"{name}.txt").write_text(shown, encoding="utf-8")
        (folder / f"{name}.html").write_text(words.html, encoding="utf-8")
    assert shown == (folder / f"{name}.txt").read_text(encoding="utf-8")
    assert words.html == (folder / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("each_language")
def test_it_reminds_of_one_meeting_in_a_week() -> None:
    words = letters.reminder(signature=SIGNATURE, name="Kim Beispiel", items=[make_meeting_item()])

    compare("reminder_meeting_week", words)


@pytest.mark.usefixtures("each_language")
def test_it_reminds_of_a_meeting_tomorrow_with_time_and_place() -> None:
    words = letters.reminder(
        signature=SIGNATURE, name="Kim Beispiel", items=[make_meeting_item(days=1)]
    )

    compare("reminder_meeting_tomorrow", words)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Landratsamt, Großer Sitzungssaal", ", Landratsamt"),
        ("Raum 12, Rathaus", ", Raum 12, Rathaus"),
        ("Begegnungsstätte der Evangelischen Kirchengemeinde", ""),
        (None, ""),
    ],
)
def test_a_subject_says_no_half_of_a_place(place: str | None, said: str) -> None:
    assert make_meeting_item(days=1, place=place).subject == f"Morgen: Peergroup, 14:00 Uhr{said}"


@pytest.mark.usefixtures("each_language")
def test_it_reminds_of_a_task_and_names_its_goal() -> None:
    words = letters.reminder(signature=SIGNATURE, name="Kim Beispiel", items=[make_task_item()])

    compare("reminder_task_week", words)


@pytest.mark.usefixtures("each_language")
def test_it_asks_about_a_task_whose_day_is_over_without_blame() -> None:
    words = letters.reminder(signature=SIGNATURE, name="Kim Beispiel", items=[make_overdue_item()])

    compare("reminder_overdue", words)


@pytest.mark.usefixtures("each_language")
def test_the_foot_leads_to_the_settings_and_out_of_this_kind_of_letter() -> None:
    signature = replace(
        SIGNATURE,
        settings_url="https://plan.example.org/r/settings",
        stop_url="https://plan.example.org/abbestellen/overdue",
    )

    words = letters.reminder(signature=signature, name="Kim Beispiel", items=[make_overdue_item()])

    compare("reminder_with_settings", words)


def test_a_short_title_leaves_room_for_the_day_that_is_over() -> None:
    assert make_overdue_item(title="Raum buchen").subject == (
        "Bitte um Rückmeldung: Raum buchen (fällig war 15. September)"
    )


@pytest.mark.usefixtures("each_language")
def test_what_is_over_stands_behind_what_lies_ahead() -> None:
    words = letters.reminder(
        signature=SIGNATURE,
        name="Kim Beispiel",
        items=[
            make_overdue_item(due_label="nach der Sommerpause", responsible="Träger B"),
            make_overdue_item(title="Liste der Sprachkurse ergänzen", goals=()),
            make_meeting_item(),
        ],
    )

    compare("reminder_meeting_and_overdue", words)


@pytest.mark.usefixtures("each_language")
def test_it_puts_everything_of_one_morning_into_one_letter_nearest_first() -> None:
    words = letters.reminder(
        signature=SIGNATURE,
        name="Koordination",
        items=[
            make_task_item(responsible="Träger B"),
            make_task_item(days=1, title="Räume anfragen", due_label="bis zur Sommerpause"),
            make_meeting_item(),
            make_meeting_item(days=1, title="Peergroup", begins=None, ends=None, place=None),
            make_deadline_item(),
            make_deadline_item(days=-2, label="Vorlage abgeben", on=dt.date(2017, 10, 14)),
        ],
    )

    compare("reminder_many", words)


@pytest.mark.usefixtures("each_language")
def test_it_tells_the_office_what_nobody_has_prepared_or_taken_on() -> None:
    words = letters.reminder(
        signature=SIGNATURE,
        name="Koordination",
        items=[
            UnassignedItem(
                days=-7,
                title="Räume anfragen",
                entered_on=dt.date(2017, 3, 6),
                due_on=dt.date(2017, 9, 15),
                organisation="Träger B",
                url="https://plan.example.org/aufgaben/t1",
            ),
            AgendaItem(
                days=16,
                body="Peergroup",
                title="Auftakt",
                held_on=dt.date(2017, 3, 29),
                url="https://plan.example.org/sitzungen/m1",
            ),
        ],
    )

    compare("reminder_office", words)


@pytest.mark.usefixtures("each_language")
def test_it_asks_for_a_contribution_and_a_person_and_brings_back_what_was_put_off() -> None:
    words = letters.reminder(
        signature=SIGNATURE,
        name="Kim Beispiel",
        items=[
            ContributionItem(
                days=7,
                purpose=PURPOSES[Occasion.COMMITTEE],
                answer_by=dt.date(2017, 10, 16),
                owed=2,
                url="https://plan.example.org/r/abc",
            ),
            NamingItem(
                days=0,
                title="Räume anfragen",
                organisation="Träger B",
                url="https://plan.example.org/r/def",
            ),
            AgainItem(
                days=0,
                title="Kurse planen",
                on=dt.date(2017, 10, 9),
                reason="Erst nach den Ferien.",
                goals=("7.4 Gemeinden unterstützen",),
                responsible="Sportkreis",
                url="https://plan.example.org/aufgaben/t3",
            ),
            GoalItem(
                days=0,
                key="7.1",
                title="Netzwerke bestehen",
                on=dt.date(2017, 10, 9),
                url="https://plan.example.org/plaene/p/ziele/7.1",
            ),
        ],
    )

    compare("reminder_owed", words)


@pytest.mark.usefixtures("each_language")
def test_it_sends_a_sign_in_link_that_says_until_when_it_works() -> None:
    words = letters.render(
        "sign_in",
        signature=SIGNATURE,
        name="Kim Beispiel",
        url="https://plan.example.org/anmelden/abc",
        valid_until=dt.time(9, 10),
    )

    compare("sign_in", words)


@pytest.mark.usefixtures("each_language")
def test_it_welcomes_a_member_to_a_group() -> None:
    words = letters.render(
        "invitation_to_group",
        signature=SIGNATURE,
        name="Kim Beispiel",
        body="Peergroup",
        since=dt.date(2017, 3, 1),
        on_behalf_of="Träger B",
        purpose="Wir begleiten den Plan.",
        url="https://plan.example.org/gruppen/peergroup",
        sign_in_url="https://plan.example.org/anmelden",
    )

    compare("invitation_to_group", words)


@pytest.mark.usefixtures("each_language")
def test_it_tells_of_a_new_task_and_keeps_the_day_in_a_long_subject() -> None:
    words = letters.task_assigned(
        signature=SIGNATURE,
        name="Kim Beispiel",
        title="Gespräche mit den muslimischen Gemeinden führen und auswerten",
        due_day=dt.date(2017, 9, 15),
        due_label=None,
        description="Bitte Ergebnisse schriftlich festhalten.",
        responsible="Träger B",
        goals=("7.4 Gemeinden unterstützen",),
        meeting="Peergroup, Mittwoch, 29. März 2017",
        url="https://plan.example.org/aufgaben/t2",
        answer_url="https://plan.example.org/r/abc",
    )

    compare("task_assigned", words)


@pytest.mark.usefixtures("each_language")
def test_it_asks_who_speaks_for_an_organisation_to_name_a_person() -> None:
    words = letters.task_naming(
        signature=SIGNATURE,
        name="Kim Beispiel",
        title="Gespräche mit den muslimischen Gemeinden führen",
        due_day=dt.date(2017, 9, 15),
        due_label="bis zum Herbst",
        description=None,
        responsible="Träger B",
        goals=("7.4 Gemeinden unterstützen",),
        meeting=None,
        url="https://plan.example.org/aufgaben/t2",
        answer_url="https://plan.example.org/r/abc",
    )

    compare("task_naming", words)


@pytest.mark.usefixtures("each_language")
def test_it_tells_the_office_that_a_task_came_back_and_why() -> None:
    words = letters.task_handed_back(
        signature=SIGNATURE,
        name="Kim Beispiel",
        title="Umfrage vorbereiten",
        reason="Ich wechsle die Stelle.",
        url="https://plan.example.org/aufgaben/t2",
    )

    compare("task_handed_back", words)


@pytest.mark.usefixtures("each_language")
def test_it_tells_what_became_of_a_topic() -> None:
    words = letters.topic_decided(
        signature=SIGNATURE,
        start="Ihr Thema wird nicht aufgenommen",
        name="Kim Beispiel",
        title="Fahrdienst für die Abendkurse",
        body="Peergroup",
        state="declined",
        meeting=None,
        day=None,
        number=None,
        answer="Das klärt das Sozialamt.",
        url="https://plan.example.org/themen/t1",
    )

    compare("topic_declined", words)


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_text_part_says_every_address_of_the_html_part(path: Path) -> None:
    html = path.with_suffix(".html").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")

    addresses = re.findall(r'href="([^"]+)"', html)

    # Who cannot open the pages gets no address of theirs, but is told whom to ask.
    assert bool(addresses) is (path.stem not in WITHOUT_ADDRESS)
    if not addresses:
        assert "geschaeftsstelle@example.org" in text
    assert [address for address in addresses if address not in text] == []


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_letter_is_small_and_nothing_in_it_loads_from_elsewhere(path: Path) -> None:
    text, html = path.read_bytes(), path.with_suffix(".html").read_bytes()

    assert len(text) + len(html) < 40_000
    assert re.findall(rb"<(?:img|script|link|iframe|style)\b|\bsrc=|url\(", html) == []


def test_markup_in_a_title_stays_text() -> None:
    words = letters.reminder(
        signature=SIGNATURE, name="Kim", items=[make_task_item(title="<b>Wichtig</b> & neu")]
    )

    assert "&lt;b&gt;Wichtig&lt;/b&gt; &amp; neu" in words.html
    assert "<b>Wichtig</b> & neu" in words.text


def test_a_missing_value_is_an_error_and_no_empty_spot() -> None:
    with pytest.raises(UndefinedError):
        letters.render("sign_in", signature=SIGNATURE, name="Kim")


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("Kurz", 10, "Kurz"),
        ("Genau zehn", 10, "Genau zehn"),
        ("Gespräche mit den Gemeinden", 20, "Gespräche mit den…"),
        ("Zweiter Termin – Ort", 17, "Zweiter Termin…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
    ],
)
def test_it_shortens_at_a_word(text: str, room: int, short: str) -> None:
    assert shorten(text, room) == short
    assert len(short) <= room
