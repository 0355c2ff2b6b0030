"""Pages of status rounds: the office's, the signed one, and the one on "Meine Aufgaben"."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.domain import signed_links
from app.domain.rounds import RoundDraft
from app.extensions import db
from app.models.accounts import Account
from app.models.audit import AuditEntry
from app.models.meetings import Phase
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plans import Assessment, AssessmentSource, Category, Plan
from app.models.rounds import Occasion, RoundAnswer, RoundDecision, RoundRequest, StatusRound
from app.queries import rounds as queries
from app.services import rounds
from tests.conftest import StepClock
from tests.makers import (
    CREATED,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

SECRET = "a key for tests only"
OCTOBER_16 = dt.date(2017, 10, 16)
SEPTEMBER = dt.datetime(2017, 9, 25, 7, tzinfo=dt.UTC)
AFTERWARDS = dt.datetime(2017, 10, 17, 7, tzinfo=dt.UTC)


@pytest.fixture
def office(app: Flask, clock: StepClock) -> Account:
    """Goals 1 and 2 of a member with account, goal 3 and a task of one without, one unreachable."""
    clock.set(SEPTEMBER)
    plan = make_plan()
    account = make_office(plan)
    first = person_of(make_account(plan, "Vertretung A"))
    second = make_person(plan, "Vertretung B", email="b@example.org")
    silent = make_actor(plan, "Verein ohne Adresse", ActorKind.ASSOCIATION)
    field = make_field(plan)
    for position, actor in enumerate((first, first, second, silent), start=1):
        goal = make_goal(field, position, f"Ziel {position}")
        goal.responsible = actor
        db.session.add(
            Assessment(
                goal=goal,
                reporting_on=dt.date(2017, 2, 20),
                status_raw=f"Stand {position}",
                category=Category.IN_PROGRESS,
                percent=position * 10,
                source=AssessmentSource.IMPORTED,
                created_at=CREATED,
            )
        )
    make_task(plan, "Bedarf erheben", second)
    save()
    return account


@pytest.fixture
def opened(office: Account, clock: StepClock) -> StatusRound:
    plan = db.session.scalars(select(Plan)).one()
    draft = RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=OCTOBER_16, answer_by=OCTOBER_16)
    found = rounds.open_round(plan, draft, by=office.id, now=clock())
    db.session.commit()
    return found


def person(name: str) -> Actor:
    return db.session.scalars(select(Actor).where(Actor.name == name)).one()


def link(round_: StatusRound, name: str) -> str:
    token = signed_links.make(SECRET, "round", round=round_.id, person=person(name).id)
    return f"/r/{token}"


def item_id(round_: StatusRound, title: str) -> int:
    whole = queries.by_uid(round_.uid)
    assert whole is not None
    return next(i.id for one in whole.requests for i in one.items if title in i.title)


def answer(client: FlaskClient, page: str, number: int, standing: str, percent: str, said: str):  # type: ignore[no-untyped-def]
    data = {
        f"p{number}-standing": standing,
        f"p{number}-percent": percent,
        f"p{number}-said": said,
    }
    return client.post(f"{page}?punkt={number}", data=data)


def text(client: FlaskClient, page: str) -> str:
    found = client.get(page)
    assert found.status_code == 200
    return found.get_data(as_text=True)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_before_the_click_the_office_sees_who_will_be_asked(
    client: FlaskClient, office: Account, clock: StepClock
) -> None:
    sign_in(client, office, clock())

    page = text(client, "/abfragen/neu")

    assert "2 Personen, 1 Aufgabe, 4 Ziele." in page
    assert "1 Stelle ist nicht per E-Mail erreichbar." in page
    assert "Verein ohne Adresse (1 Ziel)" in page
    assert "Jetzt 2 Personen fragen" in page
    assert count(OutboxLetter) == 0


def test_one_click_opens_the_round_and_writes_the_letters(
    client: FlaskClient, office: Account, clock: StepClock
) -> None:
    sign_in(client, office, clock())

    sent = client.post(
        "/abfragen/neu", data={"reporting_on": "16.10.2017", "answer_by": "16.10.2017"}
    )

    assert sent.status_code == 302
    assert count(OutboxLetter) == 2
    assert "Abfrage zum 16. Oktober 2017" in text(client, sent.location)
    assert client.get("/abfragen/neu").status_code == 302


def test_a_past_day_is_refused_at_its_field(
    client: FlaskClient, office: Account, clock: StepClock
) -> None:
    sign_in(client, office, clock())

    refused = client.post(
        "/abfragen/neu", data={"reporting_on": "20.02.2017", "answer_by": "20.02.2017"}
    )

    assert refused.status_code == 422
    assert "liegt in der Vergangenheit" in refused.get_data(as_text=True)
    assert count(StatusRound) == 0


def test_the_signed_page_shows_just_ones_own_with_the_last_words(
    client: FlaskClient, opened: StatusRound
) -> None:
    page = text(client, link(opened, "Vertretung B"))

    assert "7.3 Ziel 3" in page and "Bedarf erheben" in page
    assert "Ziel 1" not in page and "Vertretung A" not in page
    assert re.search(r"<textarea[^>]*>\s*Stand 3", page)
    assert "0 von 2 beantwortet" in page


def test_each_item_is_saved_by_itself_and_the_page_leads_on(
    client: FlaskClient, opened: StatusRound
) -> None:
    page, goal = link(opened, "Vertretung B"), item_id(opened, "Ziel 3")
    task = item_id(opened, "Bedarf erheben")

    first = answer(client, page, goal, "in_progress", "55", "Der Kurs läuft")
    second = client.post(f"{page}?punkt={task}", data={"deed": "same"})
    done = client.post(page, data={"deed": "done"}, follow_redirects=True)

    assert first.location.endswith(f"#punkt-{task}")
    assert second.location.endswith("#fertig")
    shown = done.get_data(as_text=True)
    assert "Vielen Dank! Ihre Antworten sind angekommen." in shown
    assert "2 von 2 beantwortet" in shown and "Der Kurs läuft" in shown
    request = db.session.scalars(
        select(RoundRequest).where(RoundRequest.actor == person("Vertretung B"))
    ).one()
    assert request.channel == "signed"


@pytest.mark.parametrize(
    ("standing", "percent", "said", "sentence"),
    [
        ("in_progress", "140", "viel", "Zahl von 0 bis 100"),
        ("in_progress", "viel", "viel", "ganze Zahl"),
        ("started", "40", "etwas", "Eine Zahl passt nur zu"),
        ("in_progress", "40", "", "Bitte schreiben Sie einen Satz."),
        ("not_feasible", "", "geht nicht", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("", "", "so", "Bitte wählen Sie, wie es steht."),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(
    client: FlaskClient,
    opened: StatusRound,
    standing: str,
    percent: str,
    said: str,
    sentence: str,
) -> None:
    page = link(opened, "Vertretung B")

    refused = answer(client, page, item_id(opened, "Ziel 3"), standing, percent, said)

    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)
    assert count(RoundAnswer) == 0


def test_a_link_answers_for_nobody_else(client: FlaskClient, opened: StatusRound) -> None:
    others = item_id(opened, "Ziel 1")

    tried = answer(client, link(opened, "Vertretung B"), others, "started", "", "fremd")
    unasked = client.get(link(opened, "Geschaeftsstelle"))

    assert tried.status_code == 404
    assert unasked.status_code == 404
    assert count(RoundAnswer) == 0


def test_a_link_ends_with_the_persons_leaving(client: FlaskClient, opened: StatusRound) -> None:
    page = link(opened, "Vertretung B")
    person("Vertretung B").left_on = dt.date(2017, 9, 24)
    db.session.commit()

    assert client.get(page).status_code == 404


def test_after_the_end_the_page_says_one_sentence(
    client: FlaskClient, opened: StatusRound, clock: StepClock
) -> None:
    page, goal = link(opened, "Vertretung B"), item_id(opened, "Ziel 3")
    rounds.close(opened, by=None, now=AFTERWARDS)
    db.session.commit()

    late = answer(client, page, goal, "started", "", "zu spät")

    assert "Diese Abfrage ist beendet" in text(client, page)
    assert "Diese Abfrage ist beendet" in late.get_data(as_text=True)
    assert count(RoundAnswer) == 0


def test_signed_in_one_answers_on_the_same_page(
    client: FlaskClient, opened: StatusRound, clock: StepClock
) -> None:
    member = db.session.scalars(select(Account).where(Account.name == "Vertretung A")).one()
    sign_in(client, member, clock())
    page = f"/abfragen/{opened.uid}/meine-antworten"

    sent = client.post(f"{page}?punkt={item_id(opened, 'Ziel 1')}", data={"deed": "same"})

    assert "7.2 Ziel 2" in text(client, page) and "Ziel 3" not in text(client, page)
    assert sent.location.endswith(f"#punkt-{item_id(opened, 'Ziel 2')}")
    assert db.session.scalars(select(RoundAnswer)).one().channel == "page"


def test_only_the_office_sees_who_is_late(
    client: FlaskClient, opened: StatusRound, clock: StepClock
) -> None:
    member = db.session.scalars(select(Account).where(Account.name == "Vertretung A")).one()
    asked = db.session.scalars(select(RoundRequest)).first()
    assert asked is not None
    sign_in(client, member, clock())

    for page in (
        "/abfragen",
        "/abfragen/neu",
        f"/abfragen/{opened.uid}",
        f"/abfragen/{opened.uid}/pruefen",
        f"/abfragen/stellen/{asked.uid}",
    ):
        assert client.get(page).status_code == 404
    for deed in ("erinnern", "schliessen", "zurueckziehen", "worte-uebernehmen"):
        assert client.post(f"/abfragen/{opened.uid}/{deed}").status_code == 404


def test_the_office_sees_the_missing_and_reminds_them_once(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    client.post(link(opened, "Vertretung B"), data={"deed": "done"})
    sign_in(client, office, clock())
    page = f"/abfragen/{opened.uid}"
    early = client.post(f"{page}/erinnern", data={"seen": ""}, follow_redirects=True)
    assert "schon unterwegs" in early.get_data(as_text=True)  # the first letters still wait
    db.session.execute(update(OutboxLetter).values(state=LetterState.SENT))
    db.session.execute(update(StatusRound).values(reminded_at=None))
    db.session.commit()

    missing = text(client, f"{page}?zeige=fehlt")
    first = client.post(f"{page}/erinnern", data={"seen": ""}, follow_redirects=True)
    second = client.post(f"{page}/erinnern", data={"seen": ""}, follow_redirects=True)

    assert "Vertretung A" in missing and "nicht erreichbar, bitte anrufen" in missing
    assert ">Vertretung B<" not in missing
    assert "1 Erinnerung geht hinaus." in first.get_data(as_text=True)
    assert "schon unterwegs" in second.get_data(as_text=True)
    reminders = db.session.scalars(
        select(OutboxLetter.address).where(OutboxLetter.kind == "round_reminder")
    ).all()
    assert reminders == ["vertretung.a@example.org"]


def test_the_list_of_who_is_asked_leaves_as_a_file(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    client.post(link(opened, "Vertretung B"), data={"deed": "done"})
    sign_in(client, office, clock())
    page = f"/abfragen/{opened.uid}"

    shown = text(client, f"{page}?zeige=fehlt")
    rows = client.get(f"{page}/liste?datei=csv").get_data(as_text=True).splitlines()
    missing = client.get(f"{page}/liste?datei=csv&zeige=fehlt").get_data(as_text=True)

    assert f"{page}/liste?zeige=fehlt&amp;datei=xlsx" in shown
    assert rows[0].removeprefix("\ufeff") == (
        "Stelle;E-Mail an;Telefon;Fragen;Beantwortet;Stand;Fertig am;Antwort kam"
    )
    assert [row for row in rows if "Vertretung B" in row] == [
        "Vertretung B;Vertretung B;;2;0;beantwortet;25.09.2017;über den Link im Brief"
    ]
    assert "Vertretung A" in missing and "Vertretung B" not in missing
    assert client.get(f"{page}/liste?datei=xlsx").status_code == 200
    assert client.get(f"{page}/liste?datei=exe").status_code == 404


def test_more_time_is_given_from_the_page_of_the_round(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    sign_in(client, office, clock())
    page = f"/abfragen/{opened.uid}"

    refused = client.post(f"{page}/verlaengern", data={"answer_by": "1.1.1917"})
    later = client.post(
        f"{page}/verlaengern", data={"answer_by": "30.10.2017"}, follow_redirects=True
    )

    assert refused.status_code == 422
    assert "Verkürzen lässt sich die Frist nicht." in refused.get_data(as_text=True)
    assert "Antworten sind bis Montag, 30. Oktober 2017 erbeten." in later.get_data(as_text=True)


def test_an_answer_by_telephone_is_entered_for_somebody(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    silent = person("Verein ohne Adresse")
    asked = db.session.scalars(select(RoundRequest).where(RoundRequest.actor == silent)).one()
    sign_in(client, office, clock())

    page = f"/abfragen/stellen/{asked.uid}"
    answer(client, page, item_id(opened, "Ziel 4"), "in_progress", "40", "Am Telefon: läuft")

    given = db.session.scalars(select(RoundAnswer)).one()
    assert (given.channel, given.answered_by_id, given.said) == (
        "phone",
        office.id,
        "Am Telefon: läuft",
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "round.answer")).one()
    assert (entry.account_id, entry.on_behalf_of_id) == (office.id, silent.id)


def test_old_and_new_stand_beside_each_other_until_the_office_has_decided(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    answer(
        client,
        link(opened, "Vertretung B"),
        item_id(opened, "Ziel 3"),
        "in_progress",
        "80",
        "Fast fertig",
    )
    given = db.session.scalars(select(RoundAnswer)).one()
    sign_in(client, office, clock())
    page, deciding = f"/abfragen/{opened.uid}/pruefen", f"/abfragen/antworten/{given.id}"

    shown = text(client, page)
    reasonless = client.post(deciding, data={"verdict": "changed"})
    client.post(
        deciding,
        data={
            "verdict": "changed",
            f"a{given.id}-standing": "in_progress",
            f"a{given.id}-percent": "70",
            f"a{given.id}-reason": "Ein Teil fehlt.",
        },
    )

    assert "30 %" in shown and "80 %" in shown
    assert "Stand 3" in shown and "Fast fertig" in shown
    assert reasonless.status_code == 422
    assert "Bitte nennen Sie den Grund der Änderung." in reasonless.get_data(as_text=True)
    decision = db.session.scalars(select(RoundDecision)).one()
    assert (decision.percent, decision.reason) == (70, "Ein Teil fehlt.")
    assert "geändert: Ein Teil fehlt." in text(client, page)


def test_a_question_back_stands_on_the_personal_page(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    page = link(opened, "Vertretung B")
    answer(client, page, item_id(opened, "Ziel 3"), "in_progress", "80", "Fast fertig")
    given = db.session.scalars(select(RoundAnswer)).one()
    sign_in(client, office, clock())

    client.post(
        f"/abfragen/antworten/{given.id}",
        data={"verdict": "returned", f"q{given.id}-reason": "Was fehlt noch?"},
    )

    assert "Was fehlt noch?" in text(client, page)


def test_closing_asks_for_the_checks_first_and_then_shows_what_holds(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    page = f"/abfragen/{opened.uid}"
    answer(
        client,
        link(opened, "Vertretung B"),
        item_id(opened, "Ziel 3"),
        "in_progress",
        "80",
        "Fast fertig",
    )
    client.post(
        f"{link(opened, 'Vertretung A')}?punkt={item_id(opened, 'Ziel 1')}", data={"deed": "same"}
    )
    clock.set(AFTERWARDS)
    sign_in(client, office, clock())

    refused = client.post(f"{page}/schliessen")
    closed = client.post(
        f"{page}/schliessen", data={"trotzdem": "ja"}, follow_redirects=True
    ).get_data(as_text=True)
    again = client.post(f"{page}/schliessen", follow_redirects=True)

    assert refused.status_code == 422
    assert "noch nicht geprüft" in refused.get_data(as_text=True)
    assert again.status_code == 200
    assert "Keine Rückmeldung (3)" in closed and "Nicht geprüft (1)" in closed
    frozen = db.session.scalars(
        select(Assessment).where(Assessment.source == AssessmentSource.REPORTED)
    ).all()
    assert [(one.status_raw, one.percent) for one in frozen] == [("Stand 1", 10)]
    slug = opened.plan.slug
    silence = "Zum Stichtag 16. Oktober 2017: keine Rückmeldung"
    assert silence in text(client, f"/plaene/{slug}/ziele/7.4")
    assert silence not in text(client, f"/plaene/{slug}/ziele/7.1")
    assert client.get(f"{page}/pruefen").status_code == 302


def test_the_pages_cost_the_same_for_one_actor_and_for_many(
    client: FlaskClient, office: Account, opened: StatusRound, clock: StepClock
) -> None:
    sign_in(client, office, clock())
    few = queries_of(lambda: client.get(f"/abfragen/{opened.uid}"))
    rounds.withdraw(opened, by=None, now=clock())
    plan = opened.plan
    for number in range(12):
        someone = make_person(plan, f"Person {number}", email=f"p{number}@example.org")
        goal = make_goal(plan.fields[0], 10 + number, f"Weiteres Ziel {number}")
        goal.responsible = someone
        make_task(plan, f"Aufgabe {number}", someone)
    save()
    draft = RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=OCTOBER_16, answer_by=OCTOBER_16)
    larger = rounds.open_round(plan, draft, by=None, now=clock())
    db.session.commit()

    many = queries_of(lambda: client.get(f"/abfragen/{larger.uid}"))
    page = link(larger, "Person 1")
    own = queries_of(lambda: client.get(page))

    assert many == few
    assert many <= 20 and own <= 20


def test_my_tasks_leads_to_what_i_am_asked(
    client: FlaskClient, opened: StatusRound, clock: StepClock
) -> None:
    member = db.session.scalars(select(Account).where(Account.name == "Vertretung A")).one()
    sign_in(client, member, clock())

    before = text(client, "/meine-aufgaben")
    page = f"/abfragen/{opened.uid}/meine-antworten"
    client.post(page, data={"deed": "done"})

    assert "2 Punkte sind noch offen." in before and page in before
    assert page not in text(client, "/meine-aufgaben")


def test_the_office_is_told_when_it_is_time(
    client: FlaskClient, office: Account, clock: StepClock
) -> None:
    plan = db.session.scalars(select(Plan)).one()
    committee = make_body(plan, "Ausschuss", external=True)
    make_meeting(
        make_cycle(plan), committee, dt.date(2017, 11, 27), phase=Phase.COMMITTEE, external=True
    )
    save()
    sign_in(client, office, clock())
    words = "Es ist Zeit für die Abfrage zum Stichtag 16. Oktober 2017."

    now = text(client, "/verwaltung")
    clock.set(dt.datetime(2017, 9, 11, 7, tzinfo=dt.UTC))
    too_early = text(client, "/verwaltung")
    clock.set(SEPTEMBER)
    client.post("/abfragen/neu", data={"reporting_on": "16.10.2017", "answer_by": "16.10.2017"})

    assert words in now
    assert words not in too_early
    assert words not in text(client, "/verwaltung")
