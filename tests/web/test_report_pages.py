"""Reports on their pages: a Bilanz from its draft to a supplement, and who may see what."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.groups import BodyForm
from app.models.meetings import Meeting, Phase
from app.models.plans import Assessment, AssessmentSource, Category, Plan
from app.models.reports import Report, ReportState
from tests.conftest import StepClock
from tests.makers import (
    CREATED,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_plan,
    save,
    sign_in,
)

BASELINE = dt.date(2017, 2, 20)


@dataclass
class World:
    plan: Plan
    office: Account
    reader: Account
    member: Account

    @property
    def report(self) -> Report:
        return db.session.scalars(db.select(Report)).one()

    def url(self, rest: str = "") -> str:
        return f"/berichte/{self.report.uid}{rest}"


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    goal.official_description = "Ein Austausch ist geplant."
    save(
        Assessment(
            goal=goal,
            reporting_on=BASELINE,
            status_raw="Umsetzung 15%",
            category=Category.IN_PROGRESS,
            percent=15,
            source=AssessmentSource.IMPORTED,
            created_at=CREATED,
        )
    )
    world = World(
        plan,
        make_office(plan),
        make_account(plan, "Dezernat Soziales", PlanRole.READER),
        make_account(plan, "Vertretung Verein"),
    )
    save()
    return world


def words(answer: object) -> str:
    page = BeautifulSoup(answer.text, "html.parser").main  # type: ignore[attr-defined]
    return " ".join(page.get_text(" ").split())


def test_the_office_brings_a_bilanz_from_its_draft_to_a_supplement(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    begun = client.get("/berichte/bilanz")
    assert 'value="2017-02-20"' in begun.text  # the last reporting date is proposed
    days = {"reporting_on": "20.02.2017", "compared_on": ""}
    made = client.post("/berichte/bilanz", data=days, follow_redirects=True)
    assert "Umsetzung 15% " in words(made) + " "

    text = client.get(world.url("/texte/7.1"))
    assert "Wortlaut des Plans" in words(text)
    fields = {"body": "Der Austausch fand statt.", "version": "0"}
    client.post(world.url("/texte/7.1"), data=fields)
    overtaken = client.post(world.url("/texte/7.1"), data=fields | {"body": "Anders"})
    assert overtaken.status_code == 409
    assert "Der Austausch fand statt." in words(overtaken)
    assert "1 von 2 Texten bearbeitet" in words(client.get(world.url("/texte")))

    released = client.post(world.url("/schritt?schritt=released"), follow_redirects=True)
    assert "ändert sich nicht mehr" in words(released)
    assert client.get(world.url("/texte/7.1")).location == world.url()
    late = client.post(world.url("/texte/7.1"), data=fields | {"version": "1"})
    assert (late.status_code, "als Ergänzung" in words(late)) == (422, True)
    client.post(world.url("/ergaenzung"), data={"text": "Es waren zwei Treffen."})

    page = words(client.get(world.url()))
    assert page.index("Ergänzung vom 21. Februar 2017") < page.index("Handlungsfeld 7: Religion")
    assert "Der Austausch fand statt." in page
    file = client.get(world.url("/datei.docx"))
    assert file.headers["Content-Disposition"] == "attachment; filename=Bilanz-2017-02-20.docx"
    written = [one.text for one in docx.Document(BytesIO(file.data)).paragraphs]
    assert written.index("Es waren zwei Treffen.") < written.index("Handlungsfeld 7: Religion")


def test_members_see_a_report_once_it_is_released_and_never_change_one(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    client.post("/berichte/bilanz", data={"reporting_on": "2017-02-20"})
    seen = {}
    for state in (ReportState.DRAFT, ReportState.RELEASED):
        if state is ReportState.RELEASED:
            sign_in(client, world.office)
            client.post(world.url("/schritt?schritt=released"))
        for person in (world.reader, world.member):
            sign_in(client, person)
            addresses = (world.url(), world.url("/datei.xlsx"), world.url("/texte"))
            statuses = [client.get(address).status_code for address in addresses]
            listed = "Bilanz zum 20. Februar 2017" in words(client.get("/berichte"))
            posted = client.post(world.url("/nummer"), data={"paper_number": "1"}).status_code
            seen[person.name, state.value] = (statuses, listed, posted)

    assert seen == {
        ("Dezernat Soziales", "draft"): ([200, 200, 404], True, 404),
        ("Vertretung Verein", "draft"): ([404, 404, 404], False, 404),
        ("Dezernat Soziales", "released"): ([200, 200, 404], True, 404),
        ("Vertretung Verein", "released"): ([200, 200, 404], True, 404),
    }
    assert world.report.paper_number is None


def test_what_makes_no_sense_gets_a_sentence_and_changes_nothing(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    backwards = client.post(
        "/berichte/bilanz", data={"reporting_on": "20.02.2017", "compared_on": "21.02.2017"}
    )
    assert (backwards.status_code, db.session.scalar(db.select(Report.id))) == (422, None)
    assert "Verglichen wird mit einem früheren Tag" in words(backwards)

    client.post("/berichte/bilanz", data={"reporting_on": "20.02.2017"})
    again = client.post(
        "/berichte/bilanz", data={"reporting_on": "20.02.2017"}, follow_redirects=True
    )
    assert "Diese Bilanz gibt es schon." in words(again)
    for address, data in (
        ("/schritt?schritt=sent", {"sent-who": "Kreistag"}),
        ("/schritt?schritt=unsinn", {}),
        ("/ergaenzung", {"text": "Zu früh"}),
        (
            "/angaben",
            {"title": "Bilanz", "compared_on": "2018-01-01", "version": world.report.version},
        ),
        ("/angaben", {"title": " "}),
        ("/texte/7.1", {"body": "x" * 8001, "version": "0"}),
    ):
        assert client.post(world.url(address), data=data).status_code == 422, address
    assert client.get(world.url("/texte/9.9")).status_code == 404
    assert client.get(world.url("/datei.exe")).status_code == 404
    assert world.report.state is ReportState.DRAFT


@pytest.fixture
def committee(world: World) -> Meeting:
    body = make_body(world.plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
    cycle = make_cycle(world.plan)
    make_meeting(cycle, make_body(world.plan))
    meeting = make_meeting(
        cycle, body, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, title="Vorstellung", begins=None, ends=None,
    )  # fmt: skip
    save()
    return meeting


def test_the_gap_leads_to_the_committees_report_and_the_report_to_what_became_of_it(
    world: World, committee: Meeting, client: FlaskClient, clock: StepClock
) -> None:
    clock.set(dt.datetime(2017, 10, 24, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    gap = "Vorstellung am 27. November 2017: Der Bericht fehlt"
    page = BeautifulSoup(client.get("/verwaltung").text, "html.parser")
    link = next(one["href"] for one in page.select("a[href]") if gap in one.text)
    form = client.get(link, follow_redirects=True)
    assert 'value="2017-10-16"' in form.text  # the day on which contributions are due

    days = {"meeting": str(committee.id), "reporting_on": "16.10.2017", "compared_on": "20.02.2017"}
    begun = words(client.post("/berichte/ausschuss", data=days, follow_redirects=True))
    parts = [
        "Antrag der Verwaltung",
        "1. Arbeitsprozess",
        "2. Zusammenstellung der Gruppen",
        "3. Vereinbarte Zielsetzungen und Ergebnisse",
    ]
    assert sorted(parts, key=begun.index) == parts
    text = client.get(world.url("/texte/ergebnisse"))
    assert "Überprüfbare Zielsetzungen werden noch vereinbart." in words(text)
    fields = {"body": "Wir sind am Anfang.", "version": "0"}
    client.post(world.url("/texte/ergebnisse"), data=fields)
    fields = BeautifulSoup(client.get(world.url()).text, "html.parser").select("[id]")
    shown = [one["id"] for one in fields if one.get("type") != "hidden"]
    assert sorted(shown) == sorted(set(shown))  # two forms with a title, each label with its own
    head = {"title": "Bericht 2017", "compared_on": "", "version": world.report.version}
    client.post(world.url("/angaben"), data=head)
    overtaken = client.post(world.url("/angaben"), data=head | {"title": "Anders"})
    assert (overtaken.status_code, "Anders" in words(overtaken)) == (409, True)
    assert (world.report.title, world.report.compared_on) == ("Bericht 2017", None)
    client.post(world.url("/anlagen"), data={"bilanz": "", "title": "Plan"})
    refused = client.post(world.url("/anlagen"), data={"bilanz": "", "title": " "})
    assert (refused.status_code, "Bitte nennen Sie die Anlage" in words(refused)) == (422, True)

    client.post(world.url("/schritt?schritt=given"), data={"given-who": "Dezernat Soziales"})
    assert client.post(world.url("/mitzeichnen")).status_code == 404  # the office notes who signed
    sign_in(client, world.reader, clock())
    assert "Ich zeichne mit" in words(client.get(world.url()))
    client.post(world.url("/mitzeichnen"))
    sign_in(client, world.office, clock())
    client.post(world.url("/schritt?schritt=released"))
    client.post(world.url("/schritt?schritt=sent"), data={"sent-who": "Kreistag"})
    client.post(world.url("/nummer"), data={"paper_number": "84/2017"})
    page = words(client.get(world.url()))
    for told in (
        "Versandt: Kreistag 24. Oktober 2017, 11:00 Uhr, Geschaeftsstelle",
        "Mitgezeichnet: Dezernat Soziales",
        "Vorlage 84/2017",
        "Anlage 1: Plan",
        "Wir sind am Anfang.",
    ):
        assert told in page
    assert gap not in words(client.get("/verwaltung"))
    file = docx.Document(BytesIO(client.get(world.url("/datei.docx")).data))
    assert [one.text for one in file.paragraphs if one.style.name == "Heading 1"] == [
        *parts,
        "Anlagen",
    ]
    assert client.get(world.url("/datei.xlsx")).status_code == 404

    clock.set(dt.datetime(2017, 11, 28, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    entered = {"outcome": "taken_note", "text": "Im Mai bitte wieder.", "paper_number": "84/2017"}
    client.post(f"/sitzungen/{committee.uid}/ergebnis", data=entered)
    page = client.get(world.url())
    assert "Zur Kenntnis genommen" in words(page)
    links = [str(one["href"]) for one in BeautifulSoup(page.text, "html.parser").select("a[href]")]
    assert f"/aufgaben/neu?sitzung={committee.uid}" in links
    agreed = client.post(
        f"/sitzungen/{committee.uid}/vereinbarungen/neu",
        data={"kind": "task", "text": "Im Mai berichten.", "agenda_item": "", "based_on": ""},
        follow_redirects=True,
    )
    assert "V 2017-01" in words(agreed) and "Im Mai berichten." in words(agreed)


def test_a_file_becomes_an_annex_and_is_read_by_whoever_reads_the_report(
    world: World, committee: Meeting, client: FlaskClient, clock: StepClock
) -> None:
    clock.set(dt.datetime(2017, 10, 24, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    days = {"meeting": str(committee.id), "reporting_on": "16.10.2017", "compared_on": ""}
    client.post("/berichte/ausschuss", data=days)

    paper = b"%PDF-1.7\nZahlen"
    answer = hand_in(client, world.url("/anlagen"), "Zahlen 2017.pdf", paper)
    assert answer.status_code == 302
    page = BeautifulSoup(client.get(world.url()).text, "html.parser")
    link = page.select_one("#anlagen li a")
    assert link is not None and link.text.strip() == "Anlage 1: Zahlen 2017"
    assert "Zahlen 2017.pdf, 1 kB" in words(client.get(world.url()))
    address = str(link["href"])
    given = client.get(address)
    assert (given.data, given.headers["Content-Type"]) == (paper, "application/pdf")
    sign_in(client, world.member, clock())
    assert client.get(address).status_code == 404  # a draft is not for everybody

    sign_in(client, world.office, clock())
    client.post(world.url("/schritt?schritt=given"), data={"given-who": "Dezernat"})
    client.post(world.url("/schritt?schritt=co_signed"), data={"co_signed-who": "Dezernat"})
    client.post(world.url("/schritt?schritt=released"))
    digest = hashlib.sha256(paper).hexdigest()
    assert digest in str(db.session.scalar(db.select(Report.frozen)))
    file = docx.Document(BytesIO(client.get(world.url("/datei.docx")).data))
    assert "Anlage 1: Zahlen 2017 (Datei Zahlen 2017.pdf)" in [one.text for one in file.paragraphs]
    sign_in(client, world.member, clock())
    assert client.get(address).data == paper


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Zahlen.exe", b"MZ\x90\0", "ist keine Datei, die hier angenommen wird"),
        ("Zahlen.pdf", b"MZ\x90\0", "ist keine Datei, die hier angenommen wird"),
        ("Zahlen.pdf", b"", "ist leer"),
    ],
)
def test_what_is_no_paper_becomes_no_annex(
    world: World,
    committee: Meeting,
    client: FlaskClient,
    clock: StepClock,
    name: str,
    content: bytes,
    said: str,
) -> None:
    clock.set(dt.datetime(2017, 10, 24, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    days = {"meeting": str(committee.id), "reporting_on": "16.10.2017", "compared_on": ""}
    client.post("/berichte/ausschuss", data=days)

    answer = hand_in(client, world.url("/anlagen"), name, content)

    assert answer.status_code == 422
    assert said in words(answer)
    assert world.report.annexes == []


def test_an_annex_that_was_taken_out_is_nowhere_until_it_is_brought_back(
    world: World, committee: Meeting, client: FlaskClient, clock: StepClock
) -> None:
    clock.set(dt.datetime(2017, 10, 24, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    days = {"meeting": str(committee.id), "reporting_on": "16.10.2017", "compared_on": ""}
    client.post("/berichte/ausschuss", data=days)
    for name in ("Erste.pdf", "Zweite.pdf"):
        hand_in(client, world.url("/anlagen"), name, b"%PDF-1.7\nZahlen")
    links = annexes_on(client.get(world.url()))

    client.post(world.url("/anlagen/entfernen"), data={"nummer": "1"})
    page = client.get(world.url())
    left, gone = annexes_on(page), client.get(links["Anlage 1: Erste"])
    (undo,) = BeautifulSoup(page.text, "html.parser").select("form[action$=wiederherstellen]")
    sign_in(client, world.reader, clock())
    seen = words(client.get(world.url())), client.post(str(undo["action"])).status_code
    sign_in(client, world.office, clock())
    back = client.post(str(undo["action"]), follow_redirects=True)

    assert left == {"Anlage 1: Zweite": links["Anlage 2: Zweite"]}
    assert gone.status_code == 404
    assert "Entfernt: Anlage 1: Erste Dienstag, 24. Oktober 2017, Geschaeftsstelle" in words(page)
    assert ("Erste" in seen[0], seen[1]) == (False, 404)
    assert annexes_on(back) == links
    assert "Anlage 1 „Erste“ ist wieder da." in words(back)
    assert client.get(links["Anlage 1: Erste"]).status_code == 200

    client.post(world.url("/anlagen/entfernen"), data={"nummer": "1"})
    client.post(world.url("/schritt?schritt=given"), data={"given-who": "Dezernat"})
    closed = client.post(str(undo["action"]))
    assert (closed.status_code, "zur Mitzeichnung" in words(closed)) == (422, True)
    assert "Erste" not in words(client.get(world.url()))


def test_a_discarded_draft_is_nowhere_until_it_is_brought_back(
    world: World, client: FlaskClient, clock: StepClock
) -> None:
    clock.set(dt.datetime(2017, 10, 24, 9, tzinfo=dt.UTC))
    sign_in(client, world.office, clock())
    days = {"reporting_on": "31.01.2017", "compared_on": ""}
    client.post("/berichte/bilanz", data=days, follow_redirects=True)
    address, undo = world.url(), world.url("/wiederherstellen")
    before = words(client.get(address))

    listed = client.post(world.url("/verwerfen"), follow_redirects=True)
    gone = client.get(address).status_code
    sign_in(client, world.reader, clock())
    seen, refused = words(client.get("/berichte")), client.post(undo).status_code
    sign_in(client, world.office, clock())
    back = client.post(undo, follow_redirects=True)

    assert "Entfernt: Bilanz zum 31. Januar 2017 Dienstag, 24. Oktober 2017" in words(listed)
    assert f'action="{undo}"' in listed.text
    assert ("31. Januar" in seen, refused, gone) == (False, 404, 404)
    assert "Der Entwurf ist wieder da." in words(back)
    assert words(client.get(address)) == before

    client.post(world.url("/verwerfen"))
    client.post("/berichte/bilanz", data=days)
    second = client.post(undo)
    assert second.status_code == 422
    assert "gibt es schon eine Bilanz" in words(second)


def annexes_on(page: TestResponse) -> dict[str, str]:
    """The annexes that the page lists, with their addresses."""
    found = BeautifulSoup(page.text, "html.parser").select("#anlagen li a")
    return {link.text.strip(): str(link["href"]) for link in found}


def hand_in(client: FlaskClient, address: str, name: str, content: bytes) -> TestResponse:
    data = {"bilanz": "", "title": "", "files": (BytesIO(content), name)}
    return client.post(address, data=data, content_type="multipart/form-data")
