"""The office reads a file into the plan over the pages: look first, then take over, then undo."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.accounts import PlanRole
from app.models.plan_files import PlanUpload
from app.models.plans import Category, Plan
from tests.imports.office_files import HEAD, docx, field, paragraph, table
from tests.imports.plans import small_plan
from tests.makers import make_account, make_office, sign_in
from tests.services.test_import_undo import take
from tests.services.test_plan_import import goal

ADDRESS = "/plaene/integrationsplan/einlesen"
STAND = paragraph("Stand 21. Februar 2017")
BETTER = ("Wohnungen bauen", "Es wird gebaut.", "Umsetzung 80%")
LIST = "Feld;Sache;Fortgang\nWohnen;Wohnungen bauen;Umsetzung 80%\n"


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    """The office of the small plan, signed in."""
    take(small_plan())
    account = make_office(db.session.scalars(select(Plan)).one())
    db.session.commit()
    sign_in(client, account)
    return client


def word(*rows: tuple[str, ...], stand: str = STAND) -> bytes:
    return docx(stand, field(1, "Wohnen"), table(HEAD, *rows))


def hand_in(
    client: FlaskClient, content: bytes, name: str = "plan.docx", **more: str
) -> TestResponse:
    return client.post(ADDRESS, data={"file": (BytesIO(content), name), **more})


def text_of(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def seen_on(answer: TestResponse) -> str:
    found = BeautifulSoup(answer.text, "html.parser").select_one("input[name=gesehen]")
    assert found is not None
    return str(found["value"])


def test_a_word_file_is_compared_taken_over_and_taken_back(office: FlaskClient) -> None:
    handed_in = hand_in(office, word(BETTER, ("Werben", "Plakate.", "Läuft gut")))
    where = handed_in.headers["Location"]
    page = office.get(where)

    assert handed_in.status_code == 302
    assert "Stand 21. Februar 2017. Noch ist nichts gespeichert." in text_of(page)
    assert "Stand von Ziel 1.1 Umsetzung 80%" in text_of(page)
    assert "Tabelle 1, Zeile 3 1.4 Der Umsetzungsstand „Läuft gut“ ist keine" in text_of(page)
    assert "Ziel 1.4 Werben – Umsetzung: Läuft gut" in text_of(page)
    assert goal("1.1").latest is not None
    assert goal("1.1").latest.status_raw == "Umsetzung 50%"

    taken = office.post(
        f"{where}/uebernehmen", data={"gesehen": seen_on(page)}, follow_redirects=True
    )
    assert "Die Datei ist eingelesen, Stand 21. Februar 2017." in text_of(taken)
    assert goal("1.1").latest.status_raw == "Umsetzung 80%"
    assert office.get(where).status_code == 404

    listed = text_of(office.get(ADDRESS))
    assert re.search(
        r"plan\.docx 21\. Februar 2017 21\. Februar 2017, 10:00 Uhr Geschaeftsstelle", listed
    )
    assert "Alles, was mit dieser Datei" in text_of(office.get(f"{ADDRESS}/zuruecknehmen"))
    undone = office.post(f"{ADDRESS}/zuruecknehmen", follow_redirects=True)
    assert "Der Plan ist wieder wie vorher." in text_of(undone)
    assert goal("1.1").latest.status_raw == "Umsetzung 50%"
    assert "zurückgenommen" in text_of(office.get(ADDRESS))
    assert office.get(f"{ADDRESS}/zuruecknehmen").status_code == 404


def test_who_reads_english_reads_what_is_wrong_and_doubtful_in_english(
    office: FlaskClient,
) -> None:
    office.post("/sprache", data={"language": "en"})

    refused = hand_in(office, b"%PDF-1.7", "plan.pdf")
    page = office.get(hand_in(office, word(BETTER, ("Werben", "", "Läuft gut"))).location)
    lost = office.get(hand_in(office, docx(STAND, table(HEAD, BETTER))).location)
    dayless = office.get(hand_in(office, word(BETTER, stand="")).location)

    assert "A plan cannot be read reliably from a PDF file." in text_of(refused)
    assert "Table 1, row 3 1.4 The implementation status “Läuft gut” is no known" in text_of(page)
    assert "Table 1: The table belongs to no field of action" in text_of(lost)
    assert "The file does not give its date. Please enter it." in text_of(dayless)
    assert BeautifulSoup(dayless.text, "html.parser").select_one("details[open] #as_of")


def test_the_template_explains_its_columns_and_keeps_their_names(office: FlaskClient) -> None:
    office.post("/sprache", data={"language": "en"})

    book = openpyxl.load_workbook(BytesIO(office.get(f"{ADDRESS}/vorlage").data))

    assert book.sheetnames == ["Plan", "Columns"]
    assert [cell.value for cell in book["Plan"][1]][:4] == [
        "Art",
        "Nummer",
        "Handlungsfeld",
        "Ziel",
    ]
    assert [cell.value for cell in book["Columns"][4]] == [
        "Ziel",
        "The wording of the goal; in the row “Plan” the title of the plan.",
    ]


def test_a_wording_that_nobody_knows_is_put_into_a_category(office: FlaskClient) -> None:
    odd = [("Wohnungen bauen", "", "Läuft gut"), ("Werben", "Plakate.", "Läuft gut")]
    where = hand_in(office, word(*odd)).headers["Location"]
    page = BeautifulSoup(office.get(where).text, "html.parser")
    category, percent = (str(one["name"]) for one in page.select("#einordnen td [name]"))
    row = page.select_one("#einordnen tbody tr")
    assert row is not None
    assert "„Läuft gut“ Wohnungen bauen Werben" in " ".join(row.get_text(" ").split())

    wrong = office.post(f"{where}/einordnen", data={category: "done", percent: "40"})
    assert (wrong.status_code, "„Umgesetzt“ heißt 100 %" in text_of(wrong)) == (422, True)
    assert "zu prüfen" in text_of(wrong) and "ist keine bekannte Formulierung" in text_of(wrong)
    office.post(f"{where}/einordnen", data={category: "in_progress", percent: "40"})
    again = office.get(where)
    assert "ist keine bekannte Formulierung" not in text_of(again)
    assert "Läuft gut" in text_of(again)
    office.post(f"{where}/uebernehmen", data={"gesehen": seen_on(again)})

    for key in ("1.1", "1.4"):
        latest = goal(key).latest
        assert latest is not None
        assert (latest.status_raw, latest.category, latest.percent) == (
            "Läuft gut",
            Category.IN_PROGRESS,
            40,
        )


def test_a_list_asks_first_what_its_columns_are(office: FlaskClient) -> None:
    handed_in = hand_in(office, LIST.encode(), "liste.csv", as_of="21.02.2017")
    where = handed_in.headers["Location"]
    asked = office.get(f"{where}?kopf=1")
    wrong = office.post(f"{where}?kopf=1", data={"spalte_0": "field", "spalte_1": "field"})
    unfinished = office.post(f"{where}?kopf=1", data={"spalte_0": "field"})
    done = office.post(
        f"{where}?kopf=1",
        data={"spalte_0": "field", "spalte_1": "goal", "spalte_2": "status"},
        follow_redirects=True,
    )

    assert where.endswith("/spalten")
    assert "„Sache“ Wohnungen bauen" in text_of(asked)
    assert (wrong.status_code, unfinished.status_code) == (422, 422)
    assert "Das ist schon Spalte A." in text_of(wrong)
    assert "Bitte ordnen Sie „Ziel“ zu, und „Handlungsfeld“ oder „Nummer“." in text_of(unfinished)
    assert "Stand von Ziel 1.1 Umsetzung 80%" in text_of(done)


def test_what_we_write_ourselves_needs_no_columns_and_shows_no_difference(
    office: FlaskClient,
) -> None:
    for kind in ("docx", "xlsx", "csv", "json"):
        file = office.get(f"/plaene/integrationsplan/datei?datei={kind}")
        answer = hand_in(office, file.data, f"plan.{kind}")

        assert (
            f"filename=plan-integrationsplan-2017-02-21.{kind}"
            in file.headers["Content-Disposition"]
        )
        page = text_of(office.get(answer.headers["Location"]))
        assert "Kein Unterschied" in page
        assert "So übernehmen" not in page


def test_the_template_reads_as_a_list_of_ours(office: FlaskClient) -> None:
    file = office.get(f"{ADDRESS}/vorlage")

    where = hand_in(office, file.data, "vorlage.xlsx").headers["Location"]

    assert "Keine Zeile mit einem Ziel gefunden" in text_of(office.get(where))


def test_a_file_without_a_day_asks_for_it(office: FlaskClient) -> None:
    where = hand_in(office, word(BETTER, stand="")).headers["Location"]
    asked = text_of(office.get(where))
    wrong = office.post(f"{where}/stand", data={"as_of": "gestern"}, follow_redirects=True)
    done = office.post(f"{where}/stand", data={"as_of": "21.02.2017"}, follow_redirects=True)

    assert "Die Datei nennt keinen Stand. Bitte geben Sie ihn an." in asked
    assert "Bitte geben Sie ein Datum ein" in text_of(wrong)
    assert "Stand von Ziel 1.1 Umsetzung 80%" in text_of(done)


def test_a_plan_that_moved_on_is_compared_anew_and_nothing_is_taken_over(
    office: FlaskClient,
) -> None:
    where = hand_in(office, word(BETTER)).headers["Location"]
    seen = seen_on(office.get(where))
    goal("1.1").official_title = "Häuser bauen"
    db.session.commit()

    late = office.post(f"{where}/uebernehmen", data={"gesehen": seen}, follow_redirects=True)

    assert "Der Plan wurde inzwischen geändert; es wurde nichts übernommen." in text_of(late)
    assert "Ziel 1.1, Wortlaut des Ziels Häuser bauen Wohnungen bauen" in text_of(late)
    db.session.expire_all()
    assert goal("1.1").official_title == "Häuser bauen"
    again = office.post(f"{where}/uebernehmen", data={"gesehen": seen_on(late)})
    assert again.headers["Location"].endswith("/plaene/integrationsplan")


def test_a_file_that_cannot_be_read_is_refused_in_words(office: FlaskClient) -> None:
    refused = hand_in(office, b"%PDF-1.7", "plan.pdf")
    missing = office.post(ADDRESS, data={})

    assert refused.status_code == 422
    assert "Aus einer PDF-Datei lässt sich ein Plan nicht zuverlässig lesen." in text_of(refused)
    assert "Bitte wählen Sie eine Datei aus." in text_of(missing)
    assert db.session.scalars(select(PlanUpload)).all() == []


def test_discarding_leaves_nothing(office: FlaskClient) -> None:
    where = hand_in(office, word(BETTER)).headers["Location"]

    answer = office.post(f"{where}/verwerfen", follow_redirects=True)

    assert "Am Plan hat sich nichts geändert." in text_of(answer)
    assert db.session.scalars(select(PlanUpload)).all() == []


def test_a_file_is_its_uploaders_alone(app: Flask, office: FlaskClient) -> None:
    plan = db.session.scalars(select(Plan)).one()
    colleague = make_account(plan, "Zweite Stelle", PlanRole.COORDINATOR)
    member = make_account(plan)
    db.session.commit()
    where = hand_in(office, word(BETTER)).headers["Location"]
    assert office.get(where).status_code == 200

    for account in (colleague, member):
        other = app.test_client()
        sign_in(other, account)
        assert other.get(where).status_code == 404
        assert other.post(f"{where}/uebernehmen").status_code == 404
    assert other.get(ADDRESS).status_code == 404
