"""The dispatcher with a real relay: what is sent, what waits, what ends, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.extensions import db
from app.mail.outcome import Phase, Refused
from app.models.outbox import AddressState, LetterState, SystemState
from app.queries.health import pulse
from app.services import outbox
from app.services.outbox import office, owners, sending
from jobs import dispatcher
from jobs.locks import locks_of
from tests.conftest import StepClock
from tests.jobs.letters import NOW, dispatch, letters, make_letters, make_reports, path_of
from tests.mail.relays import Script
from tests.makers import save

S = LetterState


@pytest.fixture(autouse=True)
def _noon(clock: StepClock) -> None:
    clock.set(NOW)


def test_it_sends_each_letter_to_its_one_recipient_and_forgets_the_words(
    app: Flask, script: Script
) -> None:
    make_letters(2)

    assert dispatch(app) == 2

    assert [envelope.rcpt_tos for envelope in script.accepted] == [
        ["vertretung.0@example.org"],
        ["vertretung.1@example.org"],
    ]
    assert script.letters[0]["Subject"] == "Neue Aufgabe: Aufgabe 0 – bis 15. September"
    first = letters()[0]
    assert first.message_id == script.letters[0]["Message-ID"]
    assert path_of(first) == ["due", "leased", "sending", "sent"]
    assert (first.state, first.owner, first.mime, first.payload) == (S.SENT, None, None, None)


def test_a_second_run_finds_nothing_left_to_do(app: Flask, script: Script) -> None:
    make_letters(2)
    dispatch(app)

    assert dispatch(app) == 0
    assert len(script.accepted) == 2


def test_without_a_relay_letters_wait(app: Flask) -> None:
    make_letters(1)

    assert dispatch(app) == 0
    assert letters()[0].state is S.DUE


def test_urgent_letters_go_first(app: Flask, script: Script) -> None:
    """F-39; how many leave in a second says `./dev bench letters`."""
    account = make_letters(1)[0]
    outbox.queue_sign_in(
        account, url="http://x/l", valid_until=NOW + dt.timedelta(minutes=10), now=NOW
    )
    save()

    dispatch(app)

    assert [letter["Subject"].split()[0] for letter in script.letters] == ["Ihr", "Neue"]


def test_a_silent_relay_makes_everybody_wait_longer_each_time_and_charges_no_letter(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_letters(2)
    script.answers["mail"] = ["421 4.3.2 gleich wieder"]

    pauses = []
    for _ in range(6):
        dispatch(app)
        paused_until = db.session.get_one(SystemState, 1).relay_paused_until_at
        assert paused_until is not None
        pauses.append((paused_until - clock.now).seconds // 60)
        clock.set(paused_until - dt.timedelta(seconds=1))
        tries = script.commands.count("mail")
        assert dispatch(app) == 0
        assert script.commands.count("mail") == tries
        clock.set(paused_until)
    script.answers.clear()

    assert pauses == [1, 2, 5, 15, 30, 30]
    assert dispatch(app) == 2
    assert {letter.unc for letter in letters()} == {0}
    assert db.session.get_one(SystemState, 1).relay_failures == 0


def test_after_a_failure_one_letter_tries_the_relay_while_the_others_wait(
    app: Flask, script: Script, clock: StepClock
) -> None:
    """F-13: however many dispatchers there are, a closed relay is asked once a pause."""
    make_reports(3)
    script.answers["mail"] = ["535 5.7.8 nein"]
    dispatch(app)
    clock.advance(minutes=1)
    desk = dispatcher.desk_of(app)

    tries = []
    for owner in ("a", "b"):
        tries.append(sending.claim(owner, desk, now=clock.now) is not None)
        save()

    assert tries == [True, False]


def test_two_dispatchers_that_meet_the_same_failure_note_it_once(
    app: Flask, script: Script
) -> None:
    make_reports(2)
    desk = dispatcher.desk_of(app)
    leases = [sending.claim(owner, desk, now=NOW) for owner in ("a", "b")]
    for lease in leases:
        assert lease is not None
        sending.settle(lease, Refused(Phase.CONNECT), desk, now=NOW)
    save()

    assert db.session.get_one(SystemState, 1).relay_failures == 1
    assert {letter.state for letter in letters()} == {S.DUE}


def test_a_relay_elsewhere_is_given_so_many_letters_a_minute(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_reports(100)
    app.config["LETTERS_PER_MINUTE"] = 60

    sent = []
    for _ in range(13):
        sent.append(dispatch(app))
        clock.advance(seconds=5)
    clock.advance(days=-1, minutes=-1)  # the clock goes back: nobody waits for a day
    later = sum(dispatch(app) for _ in range(2))

    assert sent == [6] + [5] * 12
    assert later == 0  # nothing is due yesterday
    clock.set(NOW)
    assert dispatch(app) == 6
    assert pulse(clock.now, has_relay=True).waiting is None


def test_a_relay_that_is_too_busy_gets_a_pause_and_no_letter_is_charged(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_reports(1)
    script.answers["rcpt"] = ["432 4.3.2 zu viele", "250 OK"]

    assert dispatch(app) == 0
    assert letters()[0].next_at == NOW
    clock.advance(minutes=1)
    assert dispatch(app) == 1


def test_greylisting_only_delays_and_every_pause_grows(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_letters(1)
    script.answers["rcpt"] = ["451 4.7.1 später"] * 3 + ["250 OK"]

    waits = []
    for _ in range(3):
        assert dispatch(app) == 0
        next_at = letters()[0].next_at
        waits.append((next_at - clock.now).total_seconds() / 60)
        clock.set(next_at)

    assert dispatch(app) == 1
    assert [0.8 * m <= wait <= 1.2 * m for wait, m in zip(waits, (1, 5, 15), strict=True)] == [
        True
    ] * 3


def test_a_letter_refused_after_data_is_sent_again_with_the_same_octets(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_letters(1)
    script.answers["data"] = ["451 4.3.0 später", "drop after acceptance", "250 OK"]
    dispatch(app)
    clock.set(letters()[0].next_at)
    dispatch(app)
    clock.advance(hours=1)

    assert dispatch(app) == 1

    assert len(script.accepted) == 2
    assert script.accepted[0].content == script.accepted[1].content
    assert letters()[0].unc == 1


def test_an_unknown_address_ends_the_letter_and_is_not_written_to_again(
    app: Flask, script: Script
) -> None:
    account = make_letters(2)[0]
    script.answers["rcpt"] = ["550 5.1.1 unbekannt", "250 OK"]

    assert dispatch(app) == 2
    outbox.queue_sign_in(
        account, url="http://x/l", valid_until=NOW + dt.timedelta(minutes=10), now=NOW
    )
    save()
    assert dispatch(app) == 0

    first, second, told, late = letters()
    assert (first.state, first.last_code) == (S.DEAD, "rcpt 550 5.1.1")
    assert second.state is S.SENT
    assert (told.address, told.state) == ("geschaeftsstelle@example.org", S.SENT)
    assert told.subject == "E-Mail-Adresse nicht erreichbar: Vertretung 0"
    assert (late.state, late.reason) == (S.CANCELLED, "address_blocked")


def test_a_policy_refusal_ends_the_letter_but_not_the_address(app: Flask, script: Script) -> None:
    """F-14."""
    make_letters(1)
    script.answers["data"] = ["554 5.7.1 Regel"]

    dispatch(app)

    assert letters()[0].state is S.DEAD
    assert db.session.query(AddressState).count() == 0


def test_three_lost_answers_leave_the_decision_to_a_person(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_letters(1)
    script.answers["data"] = ["drop after acceptance"]

    for _ in range(5):
        dispatch(app)
        clock.advance(hours=1)

    assert len(script.accepted) == 3
    assert len({bytes(envelope.content or b"") for envelope in script.accepted}) == 1
    assert (letters()[0].state, letters()[0].unc) == (S.UNCERTAIN, 3)


def test_a_letter_that_cannot_be_written_does_not_stop_the_queue(
    app: Flask, script: Script
) -> None:
    account = make_letters(2)[0]
    account.name = "zwei\nZeilen"
    save()

    assert dispatch(app) == 1

    assert [letter.state for letter in letters()] == [S.DEAD, S.SENT]


def test_a_locked_account_gets_nothing_more(app: Flask, script: Script) -> None:
    account = make_letters(2)[0]
    account.active = False
    save()

    assert dispatch(app) == 1
    assert letters()[0].state is S.CANCELLED
    assert [envelope.rcpt_tos for envelope in script.accepted] == [["vertretung.1@example.org"]]


def test_a_sign_in_link_is_never_sent_late(app: Flask, script: Script, clock: StepClock) -> None:
    account = make_letters(1)[0]
    dispatch(app)
    outbox.queue_sign_in(
        account, url="http://x/l", valid_until=NOW + dt.timedelta(minutes=10), now=NOW
    )
    save()
    clock.advance(minutes=10)

    assert dispatch(app) == 0
    assert letters()[1].state is S.EXPIRED
    assert len(script.accepted) == 1


def test_a_changed_address_gets_the_letter_and_the_old_one_does_not(
    app: Flask, script: Script
) -> None:
    account = make_letters(1)[0]
    account.email = "neu@example.org"
    save()

    assert dispatch(app) == 1
    assert script.accepted[0].rcpt_tos == ["neu@example.org"]
    assert letters()[0].address == "neu@example.org"


def test_frozen_octets_never_go_to_an_address_given_up_meanwhile(
    app: Flask, script: Script, clock: StepClock
) -> None:
    account = make_letters(1)[0]
    script.answers["data"] = ["drop after acceptance", "250 OK"]
    dispatch(app)
    account.email = "neu@example.org"
    save()
    clock.advance(hours=1)

    assert dispatch(app) == 0
    assert len(script.accepted) == 1
    assert (letters()[0].state, letters()[0].reason) == (S.CANCELLED, "address_changed")


@pytest.mark.parametrize("how", ["disabled", "a copy elsewhere"])
def test_no_letter_leaves_a_restored_or_copied_database(
    app: Flask, script: Script, how: str
) -> None:
    """F-37."""
    make_letters(1)
    state = office.system_state("127.0.0.1")
    if how == "disabled":
        state.mail_enabled = False
    else:
        state.instance_id = office.instance_of("plan.example.org")
    save()

    assert dispatch(app) == 0
    assert script.accepted == []

    office.open_again("127.0.0.1")
    save()
    assert dispatch(app) == 1


def _claimed(app: Flask, owner: str) -> None:
    lease = sending.claim(owner, dispatcher.desk_of(app), now=NOW)
    assert lease is not None
    save()


def test_a_living_dispatcher_keeps_its_letter_however_long_it_takes(
    app: Flask, script: Script, clock: StepClock
) -> None:
    make_letters(1)
    life = locks_of(app).take("dispatcher-slow")
    assert life is not None
    _claimed(app, "slow")
    clock.advance(days=2)

    assert dispatch(app) == 0
    assert letters()[0].owner == "slow"

    life.release()
    assert dispatch(app) == 1


def test_what_a_dead_dispatcher_held_is_sent_by_the_next(app: Flask, script: Script) -> None:
    make_letters(1)
    owners.enter("dead", host="here", pid=1, now=NOW)
    _claimed(app, "dead")

    assert dispatch(app) == 1
    assert path_of(letters()[0]) == ["due", "leased", "due", "leased", "sending", "sent"]
    assert letters()[0].unc == 0
