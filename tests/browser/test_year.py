"""The whole cycle of 2017 in a real browser, month by month, with a stepped clock and real mail."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.extensions import db, transaction
from app.imports.plan_json import read_plan_json
from app.models.groups import BodyForm, MembershipRole
from app.models.meetings import Agreement, Meeting, Minutes, MinutesState
from app.models.tasks import Task
from app.services import plans
from app.services.demo.world import PLAN_FILE
from app.services.plan_import import import_plan
from jobs import dispatcher, planner
from tests.browser.conftest import Site
from tests.browser.judging import OFFICE, sign_in
from tests.documents.readers import squeezed, words
from tests.makers import join, make_account, make_body, make_office, make_person, person_of, save

pytestmark = pytest.mark.browser

CHAIR = "vorsitz.peergroup@example.org"
CARITAS, VEREIN = "caritas@example.org", "frauenverein@example.org"


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What a meeting agrees at an item, on what it rests, and the task that follows from it."""

    item: str
    kind: str
    text: str
    rests_on: str | None = None
    task: str | None = None
    goal: str | None = None


KICKOFF = (
    Agreed(item="1", kind="Vereinbarung", text="Vereine und Gemeinden arbeiten fest mit."),
    Agreed(item="2", kind="Themenfeld", text="Zuerst wird Religion behandelt."),
    Agreed(item="3", kind="Methode", text="Gearbeitet wird in zwei Arbeitstreffen."),
    Agreed(
        item="4",
        kind="Arbeitsauftrag",
        text="Der Austausch mit den Gemeinden wird vorbereitet.",
        task="Zweiten Austausch vorbereiten",
        goal="7.1",
    ),
)
JULY = (
    Agreed(
        item="1",
        kind="Zielsetzung",
        text="Bis Jahresende gibt es vier Austauschtreffen.",
        rests_on="V 2017-02",
        task="Vier Austauschtreffen ansetzen",
        goal="7.1",
    ),
)
SEPTEMBER = (
    Agreed(
        item="1",
        kind="Arbeitsauftrag",
        text="Der Pool der Dolmetschenden wird erweitert.",
        rests_on="V 2017-05",
        task="Dolmetschende schulen",
        goal="3.3",
    ),
)


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@dataclass
class Year:
    """The walk's hands: a page, the site behind it, and the addresses met on the way."""

    site: Site
    page: Page
    meetings: dict[str, str] = field(default_factory=dict)

    def on(self, now: dt.datetime) -> None:
        """Set the clock, let the scheduler's jobs run, and sign in anew: weeks have passed."""
        self.site.clock.set(now)
        self.post()
        sign_in(self.page, self.site, OFFICE)

    def post(self) -> None:
        planner.run(self.site.app)
        dispatcher.run(self.site.app)

    def open(self, address: str) -> Locator:
        self.page.goto(self.site.url + address)
        return self.page.get_by_role("main")

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def link_in_last_letter(self, address: str) -> str:
        found = re.search(r"\S+/r/\S+", _text(self.site.sink.to(address)[-1]))
        assert found is not None
        return found[0]


@pytest.fixture
def year(site: Site, page: Page) -> Year:
    """The plan with its 34 goals, a group of four, the committee; no meeting yet."""
    now = site.clock()
    with site.app.app_context(), transaction():
        plan = plans.create_plan(
            slug="integrationsplan", title="Integrationsplan", county="Landkreis", now=now
        )
        plan.office_email = OFFICE
        import_plan(read_plan_json(PLAN_FILE, PLAN_FILE.name), plan, by=None, now=now)
        make_office(plan)
        body = make_body(plan)
        make_body(plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
        join(body, person_of(make_account(plan, "Vorsitz Peergroup")), MembershipRole.CHAIR)
        join(body, make_person(plan, "Vertretung Caritas", email=CARITAS))
        join(body, make_person(plan, "Vertretung Frauenverein", email=VEREIN))
        save()
    page.emulate_media(reduced_motion="reduce")
    return Year(site, page)


def test_a_year_goes_from_the_kickoff_to_the_committee_and_every_thread_can_be_followed(
    year: Year,
) -> None:
    year.on(utc(2017, 2, 21, 9))
    _plan_the_year(year)
    _hold(year, "Auftakt", KICKOFF, invited=utc(2017, 3, 1, 9), held=utc(2017, 3, 29, 13))
    _find_a_day_for_july(year)
    _hold(year, "Juli", JULY, invited=utc(2017, 6, 20, 9), held=utc(2017, 7, 12, 13))
    _fix_the_day_of_september(year)
    _hold(year, "September", SEPTEMBER, invited=utc(2017, 9, 5, 9), held=utc(2017, 9, 27, 13))
    _bring_it_before_the_committee(year)
    _follow_every_thread(year)
    _compare_paper_and_register(year)


def _plan_the_year(year: Year) -> None:
    """Kickoff with a day, July and September by their month, the committee's day by hand."""
    page = year.page
    year.open("/sitzungen/jahr/neu")
    for name in ("Auftakt", "Juli", "September"):
        page.get_by_label(f"{name}: Gruppe oder Gremium").select_option(label="Peergroup")
    page.get_by_label("Ausschuss: Gruppe oder Gremium").select_option(label="Sozialausschuss")
    page.get_by_label("Auftakt: anderer Tag").fill("2017-03-29")
    page.get_by_label("Ausschuss: Tag").fill("2017-11-27")
    for name, month in (("Juli", "2017-07-01"), ("September", "2017-09-01")):
        page.get_by_label(f"{name}: oder nur der Monat").select_option(month)
    page.get_by_label("Ausschuss: oder nur der Monat").select_option("")
    year.press("Sitzungsjahr 2017 anlegen")
    with year.site.app.app_context():
        rows = db.session.scalars(select(Meeting).order_by(Meeting.position)).all()
        names = ("Auftakt", "Juli", "September", "Ausschuss")
        year.meetings = dict(zip(names, [f"/sitzungen/{row.uid}" for row in rows], strict=True))


def _hold(
    year: Year,
    name: str,
    agreed: tuple[Agreed, ...],
    *,
    invited: dt.datetime,
    held: dt.datetime,
) -> None:
    """Agenda, invitation, answers, attendance, results, agreements, tasks, approved minutes."""
    at = year.meetings[name]
    year.on(invited)
    for one in agreed:
        year.open(f"{at}/tagesordnung/neu")
        year.page.get_by_label("Worum es geht (erforderlich)").fill(f"{one.kind}: {one.text}")
        year.press("TOP aufnehmen")
    year.open(f"{at}/einladung")
    year.press("Einladung versenden")
    year.post()
    for address in (CARITAS, VEREIN):
        year.page.goto(year.link_in_last_letter(address))
        year.press("Ich nehme teil")
    year.on(held)
    _take_minutes(year, at, agreed)
    _approve(year, at, held)


def _take_minutes(year: Year, at: str, agreed: tuple[Agreed, ...]) -> None:
    page = year.page
    main = year.open(f"{at}/protokoll")
    page.get_by_label("Alle, bei denen nichts eingetragen ist, waren anwesend").check()
    year.press("Anwesenheit speichern")
    for one in agreed:
        form = page.locator(f"form[action$='/top/{one.item}']")
        form.locator("textarea").fill(f"Beraten und angenommen: {one.text}")
        form.get_by_role("button", name="Vereinbarung festhalten").click()
        page.get_by_label(re.compile("^Art")).select_option(label=one.kind)
        page.get_by_label("Was vereinbart wurde").fill(one.text)
        if one.rests_on:
            basis = page.get_by_label("Beruht auf")
            label = basis.locator("option", has_text=one.rests_on).inner_text()
            basis.select_option(label=label)
        page.locator("[id$='-neu']").get_by_role("button", name="Vereinbarung festhalten").click()
        if one.task:
            _hand_out(year, one)
    expect(main).to_contain_text(agreed[-1].text)


def _hand_out(year: Year, one: Agreed) -> None:
    """A task on the spot: who, until the next meeting or a day, for which goal."""
    page = year.page
    page.locator(f"form[action$='/top/{one.item}']").get_by_role(
        "button", name="Aufgabe anlegen"
    ).click()
    assert one.task is not None
    page.get_by_label("Was ist zu tun?").fill(one.task)
    page.get_by_label("Wer?").select_option(label="Vertretung Frauenverein")
    page.get_by_label("Oder bis zum Tag").fill("2017-11-10")
    basis = page.get_by_label("Beruht auf der Vereinbarung")
    basis.select_option(label=basis.locator("option").last.inner_text())
    page.get_by_label(re.compile(rf"^{one.goal} ")).check()
    page.locator("[id$='-neu']").get_by_role("button", name="Aufgabe anlegen").click()


def _approve(year: Year, at: str, held: dt.datetime) -> None:
    """A week later the draft goes round, three weeks later it is approved."""
    year.on(held + dt.timedelta(days=7))
    year.open(f"{at}/protokoll")
    year.press("Zur Rückmeldung vorlegen")
    year.post()
    subject = str(year.site.sink.to(VEREIN)[-1]["Subject"])
    assert subject.startswith("Protokoll vom"), subject
    year.on(held + dt.timedelta(days=21))
    year.open(f"{at}/protokoll")
    year.page.locator("summary", has_text="Protokoll freigeben").click()
    year.press("Freigeben")
    year.post()


def _find_a_day_for_july(year: Year) -> None:
    """Three days to choose from; two members answer without an account; the 12th wins."""
    year.on(utc(2017, 5, 2, 9))
    at = year.meetings["Juli"]
    expect(year.open(at)).to_contain_text("Juli 2017 – Termin noch offen")
    year.follow("Termin abstimmen")
    for row, day in enumerate(("2017-07-05", "2017-07-12", "2017-07-19"), start=1):
        year.page.get_by_label(f"Tag {row}", exact=True).fill(day)
    year.press("Abstimmung beginnen")
    year.post()
    for address in (CARITAS, VEREIN):
        year.page.goto(year.link_in_last_letter(address))
        for question in year.page.locator("fieldset").all():
            fits = "12. Juli" in question.inner_text()
            question.get_by_label("Ja" if fits else "Nein", exact=True).check()
        year.press("Antwort senden")
    year.open(at)
    year.follow("Zum Stand der Abstimmung")
    best = year.page.locator("tr", has_text="Passt am besten")
    expect(best).to_contain_text("12. Juli 2017")
    best.locator("summary").click()
    best.get_by_role("button", name="Diesen Termin festlegen").click()
    year.post()
    expect(year.open(at)).to_contain_text("Mittwoch, 12. Juli 2017")


def _fix_the_day_of_september(year: Year) -> None:
    year.on(utc(2017, 8, 1, 9))
    at = year.meetings["September"]
    expect(year.open(at)).to_contain_text("September 2017 – Termin noch offen")
    year.open(f"{at}/verschieben")
    year.page.get_by_label("Tag (freiwillig)").fill("2017-09-27")
    year.page.get_by_label("Beginn").fill("14:00")
    year.page.get_by_label("Ende").fill("16:30")
    year.page.get_by_label("Oder nur der Monat").select_option("")
    year.press("Termin speichern")


def _bring_it_before_the_committee(year: Year) -> None:
    """We neither invite nor ask the committee; its result comes afterwards, by hand."""
    at = year.meetings["Ausschuss"]
    before = len(year.site.sink.letters)
    year.on(utc(2017, 11, 24, 9))
    late = year.site.sink.letters[before:]
    about_it = [letter for letter in late if at in _text(letter)]
    assert {parseaddr(str(letter["To"]))[1] for letter in about_it} == {OFFICE}
    year.on(utc(2017, 11, 28, 9))
    year.open(f"{at}/ergebnis")
    year.page.get_by_label("Ergebnis").first.select_option(label="Zur Kenntnis genommen")
    year.page.get_by_label("Nummer der Vorlage").fill("84/2017")
    year.press("Ergebnis speichern")


def _follow_every_thread(year: Year) -> None:
    """Each agreement leads back to its basis and on to its task; each task has its goal."""
    everything = (*KICKOFF, *JULY, *SEPTEMBER)
    with year.site.app.app_context():
        agreements = list(db.session.scalars(select(Agreement).order_by(Agreement.number)))
        labels = {one.text: one.label for one in agreements}
        uids = {one.text: one.uid for one in agreements}
        followed = [t for t in db.session.scalars(select(Task)) if t.fixes_meeting_id is None]
        assert all(task.goals and task.agreement and task.meeting for task in followed)
        states = {one.state for one in db.session.scalars(select(Minutes))}
        assert states == {MinutesState.APPROVED}
    assert list(labels) == [one.text for one in everything]
    register = year.open("/vereinbarungen").inner_text()
    assert "84/2017" in register
    for one in everything:
        assert one.text in register and labels[one.text] in register
        page = year.open(f"/vereinbarungen/{uids[one.text]}").inner_text()
        if one.rests_on:
            assert one.rests_on in page
        if one.task:
            assert one.task in page and f"{one.goal} " in page
    for one in (e for e in everything if e.rests_on):
        basis = next(text for text, label in labels.items() if label == one.rests_on)
        assert labels[one.text] in year.open(f"/vereinbarungen/{uids[basis]}").inner_text()


def _compare_paper_and_register(year: Year) -> None:
    """The minutes' PDF of each meeting names exactly the agreements the register has of it."""
    register = year.open("/vereinbarungen")
    listed = set(re.findall(r"V 2017-\d\d", register.inner_text()))
    printed: set[str] = set()
    for name, agreed in (("Auftakt", KICKOFF), ("Juli", JULY), ("September", SEPTEMBER)):
        answer = year.page.request.get(f"{year.site.url}{year.meetings[name]}/protokoll.pdf")
        assert answer.ok and answer.headers["content-type"] == "application/pdf"
        text = squeezed(words(answer.body()))
        assert "Entwurf" not in text
        for one in agreed:
            assert squeezed(one.text) in text, f"{name}: {one.text}"
        own = text.split("Anlage")[0]
        printed |= set(re.findall(r"V2017\d\d", own))
    assert printed == {squeezed(label) for label in listed}
