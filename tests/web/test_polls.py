"""Pages of date polls: the office's, the members', and the signed one from the letter."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain import signed_links
from app.domain.polls import Offer
from app.extensions import db
from app.models.accounts import Account
from app.models.audit import AuditEntry
from app.models.meetings import DatePoll, Meeting, PollAnswer, PollChoice
from app.models.people import Actor
from app.queries import polls as queries
from app.services import polls
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

SECRET = "a key for tests only"
JULY_12, JULY_19 = dt.date(2017, 7, 12), dt.date(2017, 7, 19)
TWO = dt.time(14, 0)
GONE = "Dieser Link gilt nicht oder nicht mehr"


@pytest.fixture
def office(app: Flask) -> Account:
    """A plan with a peer group of two; a kickoff with a day, July without one."""
    plan = make_plan()
    account = make_office(plan)
    body, cycle = make_body(plan), make_cycle(plan)
    join(body, person_of(make_account(plan, "Vertretung A")))
    join(body, make_person(plan, "Vertretung B", email="b@example.org"))
    make_meeting(cycle, body)
    make_meeting(cycle, body, held_on=None, month_on=dt.date(2017, 7, 1), title="Arbeitstreffen")
    save()
    return account


@pytest.fixture
def meeting(office: Account) -> Meeting:
    return db.session.scalars(select(Meeting).where(Meeting.title == "Arbeitstreffen")).one()


@pytest.fixture
def poll(meeting: Meeting, clock: StepClock) -> DatePoll:
    offers = [
        Offer(held_on=JULY_12, begins=TWO, ends=dt.time(16, 30)),
        Offer(held_on=JULY_19, begins=TWO),
    ]
    opened = polls.open_poll(meeting, offers, answer_by=dt.date(2017, 5, 12), by=None, now=clock())
    db.session.commit()
    return opened


def member(name: str = "Vertretung A") -> Account:
    return db.session.scalars(select(Account).where(Account.name == name)).one()


def person(name: str) -> Actor:
    return db.session.scalars(select(Actor).where(Actor.name == name)).one()


def link(poll: DatePoll, name: str = "Vertretung B", secret: str = SECRET) -> str:
    return f"/r/{signed_links.make(secret, 'poll', poll=poll.id, person=person(name).id)}"


def saying(poll: DatePoll, *words: str) -> dict[str, str]:
    return {f"option_{o.id}": word for o, word in zip(poll.options, words, strict=True)}


def offering(*days: str, **more: str) -> dict[str, str]:
    form = {"answer_by": "2017-05-12", "note": "", "confirmed": ""}
    for row, day in enumerate(days, start=1):
        form |= {f"held_on_{row}": day, f"begins_{row}": "14:00", f"ends_{row}": "16:30"}
    return form | more


def test_the_office_finds_the_way_to_a_poll_where_the_day_is_missing(
    client: FlaskClient, office: Account, meeting: Meeting
) -> None:
    sign_in(client, office)
    dated = db.session.scalars(select(Meeting).where(Meeting.title == "Auftakt")).one()

    assert "Termin abstimmen" in client.get(f"/sitzungen/{meeting.uid}").text
    assert "Termin abstimmen" not in client.get(f"/sitzungen/{dated.uid}").text
    form = client.get(f"/sitzungen/{meeting.uid}/termin-abstimmen").text
    assert "2 Personen" in form
    assert 'value="2017-07-05"' in form and 'value="2017-07-26"' in form


def test_the_office_opens_a_poll(client: FlaskClient, office: Account, meeting: Meeting) -> None:
    sign_in(client, office)

    answer = client.post(
        f"/sitzungen/{meeting.uid}/termin-abstimmen",
        data=offering("2017-07-19", "2017-07-12"),
    )

    poll = db.session.scalars(select(DatePoll)).one()
    assert answer.location == f"/sitzungen/abstimmungen/{poll.uid}"
    assert [option.held_on for option in poll.options] == [JULY_12, JULY_19]
    assert "Eine Terminabstimmung läuft" in client.get(f"/sitzungen/{meeting.uid}").text


def test_a_day_with_hints_is_asked_about_once(
    client: FlaskClient, office: Account, meeting: Meeting
) -> None:
    sign_in(client, office)
    address = f"/sitzungen/{meeting.uid}/termin-abstimmen"
    days = ("2017-07-12", "2017-07-30")

    first = client.post(address, data=offering(*days))
    second = client.post(address, data=offering(*days, confirmed="2017-07-30"))

    assert first.status_code == 422
    assert "Sonntag · Schulferien: Sommerferien" in first.text
    assert "Trotzdem abstimmen lassen" in first.text
    assert second.status_code == 302


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (offering(), "mindestens einen Tag"),
        (offering("2017-01-12"), "schon vorbei"),
        (offering("2017-07-12", "2017-07-12"), "steht zweimal da"),
        (offering("2017-07-12", begins_1="", ends_1=""), "auch den Beginn"),
        (offering("", begins_1="14:00"), "braucht einen Tag"),
        (offering("12. Juli"), "zum Beispiel 19.07.2017"),
        (offering("2017-07-12", ends_1="13:00"), "Das Ende muss nach dem Beginn liegen"),
        (offering("2017-07-12", answer_by=""), "bis wann"),
        (offering("2017-07-12", answer_by="2017-07-12"), "vor dem ersten Tag"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(
    client: FlaskClient, office: Account, meeting: Meeting, form: dict[str, str], sentence: str
) -> None:
    sign_in(client, office)

    answer = client.post(f"/sitzungen/{meeting.uid}/termin-abstimmen", data=form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(select(func.count(DatePoll.id))) == 0


def test_a_meeting_with_a_day_is_not_polled(client: FlaskClient, office: Account) -> None:
    sign_in(client, office)
    dated = db.session.scalars(select(Meeting).where(Meeting.title == "Auftakt")).one()

    answer = client.post(f"/sitzungen/{dated.uid}/termin-abstimmen", data=offering("2017-07-12"))

    assert (answer.status_code, "hat schon einen Termin" in answer.text) == (422, True)


def test_a_member_is_asked_on_the_meetings_page_and_answers(
    client: FlaskClient, poll: DatePoll
) -> None:
    sign_in(client, member())
    address = f"/sitzungen/abstimmungen/{poll.uid}"

    assert "Wann können Sie?" in client.get(f"/sitzungen/{poll.meeting.uid}").text
    client.post(f"{address}/antwort", data=saying(poll, "yes", "no"))
    page = client.get(address).text

    given = queries.answers_by(poll, person("Vertretung A").id)
    assert list(given.values()) == [PollChoice.YES, PollChoice.NO]
    assert "Antwort ändern" in page
    assert (
        "Ihre Antwort zur Terminabstimmung ist da"
        in client.get(f"/sitzungen/{poll.meeting.uid}").text
    )
    assert "Wer hat was geantwortet" not in page


def test_my_tasks_ask_for_the_answer_until_it_is_given(client: FlaskClient, poll: DatePoll) -> None:
    sign_in(client, member())
    before = client.get("/meine-aufgaben").text

    client.post(f"/sitzungen/abstimmungen/{poll.uid}/antwort", data=saying(poll, "yes", "no"))

    assert "Auf die Terminabstimmung antworten" in before
    assert "Auf die Terminabstimmung antworten" not in client.get("/meine-aufgaben").text


def test_the_office_answers_for_a_member_and_the_log_says_so(
    client: FlaskClient, office: Account, poll: DatePoll
) -> None:
    sign_in(client, office)
    who = person("Vertretung B")
    address = f"/sitzungen/abstimmungen/{poll.uid}/mitglieder/{who.uid}"

    shown = client.get(address).text
    client.post(address, data=saying(poll, "no", "yes"))

    assert "Sie antworten für Vertretung B" in shown
    assert list(queries.answers_by(poll, who.id).values()) == [PollChoice.NO, PollChoice.YES]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "poll.answer")).one()
    assert (entry.account_id, entry.on_behalf_of_id) == (office.id, who.id)


def test_nobody_answers_for_somebody_who_is_not_asked(
    client: FlaskClient, office: Account, poll: DatePoll
) -> None:
    outsider = make_person(poll.meeting.plan, "Kein Mitglied")
    save()
    address = f"/sitzungen/abstimmungen/{poll.uid}/mitglieder"
    sign_in(client, office)
    for_outsider = client.get(f"{address}/{outsider.uid}").status_code
    sign_in(client, member())
    by_member = client.get(f"{address}/{person('Vertretung B').uid}").status_code

    assert (for_outsider, by_member) == (404, 404)


def test_members_can_neither_open_nor_close_nor_withdraw(
    client: FlaskClient, poll: DatePoll
) -> None:
    sign_in(client, member())
    address = f"/sitzungen/abstimmungen/{poll.uid}"

    answers = [
        client.get(f"/sitzungen/{poll.meeting.uid}/termin-abstimmen"),
        client.post(f"{address}/termin-festlegen", data={"option": poll.options[0].id}),
        client.post(f"{address}/zurueckziehen"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert poll.closed_at is None


def test_a_stranger_sees_no_poll(client: FlaskClient, poll: DatePoll) -> None:
    stranger = make_account(poll.meeting.plan, "Fremde Person")
    save()
    address = f"/sitzungen/abstimmungen/{poll.uid}"
    signed_out = client.get(address).status_code
    sign_in(client, stranger)

    assert (signed_out, client.get(address).status_code) == (302, 404)
    assert client.post(f"{address}/antwort", data=saying(poll, "yes", "yes")).status_code == 404


def test_the_office_reads_the_answers_and_fixes_the_date(
    client: FlaskClient, office: Account, poll: DatePoll, clock: StepClock
) -> None:
    given = dict(zip([o.id for o in poll.options], [PollChoice.NO, PollChoice.YES], strict=True))
    polls.answer(poll, person("Vertretung B"), given, by=None, now=clock())
    db.session.commit()
    sign_in(client, office)
    address = f"/sitzungen/abstimmungen/{poll.uid}"
    page = client.get(address).text
    option = poll.options[1].id

    first = client.post(f"{address}/termin-festlegen", data={"option": option})
    second = client.post(f"{address}/termin-festlegen", data={"option": poll.options[0].id})

    assert "1 von 2 Personen hat geantwortet" in page
    assert "Passt am besten" in page
    assert first.location == f"/sitzungen/{poll.meeting.uid}"
    assert (second.status_code, "Der Termin steht fest" in second.text) == (422, True)
    db.session.refresh(poll.meeting)
    assert poll.meeting.held_on == JULY_19


def test_the_letters_link_shows_who_answers_and_takes_the_answer(
    client: FlaskClient, poll: DatePoll
) -> None:
    address = link(poll)

    page = client.get(address)
    posted = client.post(address, data=saying(poll, "if_need_be", "yes"))
    again = client.get(address)

    assert (page.status_code, "Vertretung B" in page.text) == (200, True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert posted.location == address
    given = queries.answers_by(poll, person("Vertretung B").id)
    assert list(given.values()) == [PollChoice.IF_NEED_BE, PollChoice.YES]
    assert "Antwort ändern" in again.text


def test_looking_at_the_link_writes_nothing_and_signs_nobody_in(
    client: FlaskClient, poll: DatePoll
) -> None:
    client.get(link(poll, "Vertretung A"))

    assert queries.answers(poll) == []
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie
    assert client.get("/meine-aufgaben").status_code == 302


def test_an_answer_over_the_link_needs_every_day(client: FlaskClient, poll: DatePoll) -> None:
    answer = client.post(link(poll), data={f"option_{poll.options[0].id}": "yes"})
    nonsense = client.post(link(poll), data=saying(poll, "yes", "vielleicht"))

    assert (answer.status_code, nonsense.status_code) == (422, 422)
    assert "Bitte wählen Sie eine Antwort" in answer.text
    assert queries.answers(poll) == []


def test_every_bad_link_gets_the_same_sentence(client: FlaskClient, poll: DatePoll) -> None:
    guest = make_person(poll.meeting.plan, "Kein Mitglied")
    save()
    good = link(poll)
    other = signed_links.make(SECRET, "invitation", poll=poll.id, person=person("Vertretung B").id)
    bad = [
        link(poll, secret="another key"),
        good[:-6] + "AAAAAA",
        f"/r/{other}",
        f"/r/{signed_links.make(SECRET, 'poll', poll=poll.id, person=guest.id)}",
        f"/r/{signed_links.make(SECRET, 'poll', poll=999, person=guest.id)}",
        f"/r/{signed_links.make(SECRET, 'poll')}",
        "/r/x",
    ]

    seen = [client.get(address) for address in bad]
    posted = [client.post(address, data=saying(poll, "yes", "yes")) for address in bad]

    assert {answer.status_code for answer in seen + posted} == {404}
    assert all(GONE in answer.text for answer in seen + posted)
    assert all(answer.headers["Referrer-Policy"] == "no-referrer" for answer in seen + posted)
    assert queries.answers(poll) == []


def test_the_link_ends_with_the_poll_and_with_the_membership(
    client: FlaskClient, poll: DatePoll, clock: StepClock
) -> None:
    left = next(one for one in poll.meeting.body.memberships if one.person.name == "Vertretung B")
    left.until_on = dt.date(2017, 2, 1)
    save()
    after_leaving = client.get(link(poll, "Vertretung B"))
    polls.withdraw(poll, by=None, now=clock())
    db.session.commit()
    after_closing = client.post(link(poll, "Vertretung A"), data=saying(poll, "yes", "yes"))

    assert (after_leaving.status_code, after_closing.status_code) == (404, 404)
    assert GONE in after_leaving.text and GONE in after_closing.text
    assert queries.answers(poll) == []


@pytest.mark.both_databases
def test_fifty_answers_over_links_at_the_same_moment_all_count(app: Flask, poll: DatePoll) -> None:
    for number in range(50):
        join(poll.meeting.body, make_person(poll.meeting.plan, f"Mitglied {number:02}"))
    save()
    addresses = [link(poll, f"Mitglied {number:02}") for number in range(50)]
    form = saying(poll, "yes", "no")
    db.session.rollback()
    start = threading.Barrier(50)
    codes: list[int] = []

    def answer(address: str) -> None:
        client = app.test_client()
        start.wait()
        code = 503  # "busy, please try again": a slow machine may say so, and people do
        for _ in range(10):
            if code == 503:
                code = client.post(address, data=form).status_code
        codes.append(code)

    threads = [threading.Thread(target=answer, args=(address,)) for address in addresses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [302] * 50
    assert db.session.scalar(select(func.count(PollAnswer.id))) == 100


def test_the_polls_page_costs_the_same_for_few_and_for_many(
    client: FlaskClient, office: Account, poll: DatePoll, clock: StepClock
) -> None:
    sign_in(client, office)
    address = f"/sitzungen/abstimmungen/{poll.uid}"
    given = {option.id: PollChoice.YES for option in poll.options}
    polls.answer(poll, person("Vertretung B"), given, by=None, now=clock())
    save()
    few = queries_of(lambda: client.get(address))
    for number in range(30):
        newcomer = make_person(poll.meeting.plan, f"Mitglied {number:02}")
        join(poll.meeting.body, newcomer)
        db.session.flush()
        polls.answer(poll, newcomer, given, by=None, now=clock())
    save()

    assert queries_of(lambda: client.get(address)) == few
    assert few <= 20
