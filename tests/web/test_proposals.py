"""Topics as people propose them, decide about them and find them again."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.proposals import TopicDraft
from app.extensions import db
from app.models.meetings import (
    AgreementKind,
    ItemOutcome,
    Meeting,
    MeetingState,
    Phase,
    TopicProposal,
    TopicState,
)
from app.queries import meetings as queries
from app.services import meetings, minutes
from app.services import proposals as verbs
from app.services.meetings import ItemDraft
from tests.conftest import StepClock
from tests.makers import join, make_body, make_meeting, make_task, person_of, save, sign_in
from tests.web.cost import queries_of
from tests.web.test_agendas import World, text_of

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
KICKOFF = dt.datetime(2017, 3, 29, 15, tzinfo=dt.UTC)
FORM = {"title": "Fahrdienst", "reason": "Viele kommen abends nicht her.", "kind": "agreement"}


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def propose(world: World) -> TopicProposal:
    draft = TopicDraft(title="Fahrdienst", reason="Viele kommen abends nicht her.")
    topic = verbs.propose(
        world.meeting,
        draft,
        proposer=person_of(world.member),
        by=world.member.id,
        now=NOW,
    )
    save()
    return topic


def test_a_member_proposes_sees_it_and_takes_it_back(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    form = text_of(client, f"{world.url}/themen/neu")
    answer = client.post(f"{world.url}/themen/neu", data=FORM, follow_redirects=True).text
    topic = db.session.scalars(select(TopicProposal)).one()
    mine = text_of(client, "/gruppen/peergroup")
    client.post(f"/themen/{topic.uid}/zurueckziehen")
    after = text_of(client, world.url)

    assert "bis Mittwoch, 8. März 2017 an" in form
    assert "Vielen Dank! Ihr Thema ist eingereicht." in answer
    assert topic.proposer is person_of(world.member)
    assert "Meine Themen" in mine
    assert "Fahrdienst" in mine
    assert "Eingereicht" in mine
    assert "Fahrdienst" not in after
    db.session.expire_all()
    assert topic.state is TopicState.WITHDRAWN


def test_after_the_cut_off_a_sentence_says_where_the_topic_goes(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    clock.set(dt.datetime(2017, 3, 9, 9, tzinfo=dt.UTC))
    sign_in(client, world.member, clock.now)

    form = text_of(client, f"{world.url}/themen/neu")
    answer = client.post(f"{world.url}/themen/neu", data=FORM, follow_redirects=True).text

    assert "Der Annahmeschluss für diese Sitzung war am 8. März 2017." in form
    assert "kommt in den Themenspeicher" in form
    assert "wird für die nächste Sitzung vorgelegt" in answer


def test_a_topic_needs_a_reason(client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    answer = client.post(f"{world.url}/themen/neu", data=FORM | {"reason": " "})

    assert answer.status_code == 422
    assert "Bitte schreiben Sie in einem Satz, warum." in answer.text
    assert db.session.scalars(select(TopicProposal)).all() == []


def test_members_of_another_group_find_nothing(client: FlaskClient, world: World) -> None:
    topic = propose(world)
    sign_in(client, world.stranger)

    for url in (f"/themen/{topic.uid}", f"{world.url}/themen/neu", "/gruppen/peergroup/themen"):
        assert client.get(url).status_code == 404
    for deed in ("entscheiden", "zurueckziehen"):
        assert client.post(f"/themen/{topic.uid}/{deed}").status_code == 404
    sign_in(client, world.chair)
    assert "Fahrdienst" in text_of(client, f"/themen/{topic.uid}")


def decision(topic: TopicProposal, word: str, **more: str) -> dict[str, str]:
    return {"decision": word, "version": str(topic.version), "answer": ""} | more


def test_the_chair_takes_a_topic_with_one_click(client: FlaskClient, world: World) -> None:
    topic = propose(world)
    sign_in(client, world.chair)

    offered = text_of(client, world.url)
    page = client.post(
        f"/themen/{topic.uid}/entscheiden",
        data=decision(topic, "take", meeting=str(world.meeting.id)),
        follow_redirects=True,
    ).text

    assert "Auf die Tagesordnung" in offered
    assert "seit 21. Februar 2017" in offered
    assert "Das Thema steht auf der Tagesordnung." in page
    assert [item.title for item in queries.agenda(world.meeting)] == ["Fahrdienst"]


def test_a_declined_topic_tells_its_author_why_and_nobody_else(
    client: FlaskClient, world: World
) -> None:
    topic = propose(world)
    sign_in(client, world.chair)
    meeting = str(world.meeting.id)

    without = client.post(
        f"/themen/{topic.uid}/entscheiden", data=decision(topic, "decline", meeting=meeting)
    )
    client.post(
        f"/themen/{topic.uid}/entscheiden",
        data=decision(topic, "decline", meeting=meeting, answer="Das regelt der Kreis."),
    )
    sign_in(client, world.member)
    mine = text_of(client, "/gruppen/peergroup")
    page = text_of(client, f"/themen/{topic.uid}")

    assert without.status_code == 422
    assert "Bitte nennen Sie den Grund" in without.text
    assert "Nicht aufgenommen" in mine
    assert "Das regelt der Kreis." in mine
    assert "Das regelt der Kreis." in page


def test_another_member_does_not_see_what_was_declined(client: FlaskClient, world: World) -> None:
    topic = propose(world)
    join(world.body, person_of(world.stranger))
    save()
    sign_in(client, world.stranger)
    before = client.get(f"/themen/{topic.uid}").status_code
    verbs.decline(topic, "Das regelt der Kreis.", by=None, now=NOW)
    save()

    assert before == 200
    assert client.get(f"/themen/{topic.uid}").status_code == 404
    assert "Fahrdienst" not in text_of(client, "/gruppen/peergroup/themen")


def test_who_decides_on_an_older_version_is_told_and_changes_nothing(
    client: FlaskClient, world: World
) -> None:
    topic = propose(world)
    stale = decision(topic, "take", meeting=str(world.meeting.id))
    verbs.keep(topic, by=None, now=NOW)
    save()
    sign_in(client, world.chair)

    answer = client.post(f"/themen/{topic.uid}/entscheiden", data=stale)

    assert answer.status_code == 409
    db.session.expire_all()
    assert topic.state is TopicState.WAITING
    assert queries.agenda(world.meeting) == []


def held(world: World) -> Meeting:
    """The kickoff of the past: one item postponed, one task and one agreement open."""
    past = make_meeting(
        world.cycle, world.body, dt.date(2017, 2, 8), position=9, title="Vorgespräch"
    )
    save()
    at = dt.datetime(2017, 2, 8, 18, tzinfo=dt.UTC)
    item = meetings.add_item(past, ItemDraft(title="Arbeitsformen"), by=None, now=at)
    minutes.save_text(item, "Keine Zeit mehr.", parent_id=None, by=None, now=at)
    verbs.record_outcome(item, ItemOutcome.POSTPONED, by=None, now=at)
    for kind in (AgreementKind.TASK, AgreementKind.TOPIC_AREA, AgreementKind.METHOD):
        minutes.record_agreement(item, kind=kind, text="Räume klären", by=None, now=at)
    make_task(world.plan, "Räume klären", due_on=dt.date(2017, 3, 1), meeting=past)
    past.state = MeetingState.HELD
    save()
    return past


def test_the_next_agenda_puts_forward_what_was_left(client: FlaskClient, world: World) -> None:
    past = held(world)
    world.meeting.phase = Phase.WORKING
    save()
    sign_in(client, world.chair)

    page = text_of(client, world.url)
    client.post(f"{world.url}/tagesordnung/vorlage", data={"top": "minutes"})
    after = text_of(client, world.url)

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Protokoll vom 8. Februar 2017 (Entwurf)" in words
    assert f'href="/sitzungen/{past.uid}/protokoll/lesen"' in page
    assert "1 offener Arbeitsauftrag (älteste Frist: 1. März 2017)" in words
    assert "2 Vereinbarungen sind noch nicht umgesetzt (älteste vom 8. Februar 2017)" in words
    assert "seit 8. Februar 2017, einmal vertagt" in words
    assert "TOP „Protokoll der letzten Sitzung“ aufnehmen" in words
    assert "TOP „Protokoll der letzten Sitzung“ aufnehmen" not in after
    assert [item.template_key for item in queries.agenda(world.meeting)] == ["minutes"]


def test_a_draft_of_minutes_is_no_link_for_members(client: FlaskClient, world: World) -> None:
    past = held(world)
    sign_in(client, world.member)

    page = text_of(client, world.url)

    assert "Protokoll vom 8. Februar 2017" in page
    assert f"/sitzungen/{past.uid}/protokoll/lesen" not in page


def test_another_groups_backlog_is_not_put_forward(client: FlaskClient, world: World) -> None:
    other = make_body(world.plan, "Dritte")
    elsewhere = make_meeting(world.cycle, other, position=3)
    save()
    verbs.propose(
        elsewhere, TopicDraft(title="Fremdes", reason="Weil."), proposer=None, by=None, now=NOW
    )
    make_task(world.plan, "Fremde Aufgabe", meeting=elsewhere)
    propose(world)
    sign_in(client, world.office)

    page = text_of(client, world.url)

    assert "Fahrdienst" in page
    assert "Fremdes" not in page
    assert "Arbeitsauftrag" not in page


def test_an_outcome_is_recorded_at_the_meeting_and_stands_in_the_minutes(
    client: FlaskClient, world: World, clock: StepClock
) -> None:
    item = world.add("Verabschiedung der Methoden")
    clock.set(KICKOFF)
    sign_in(client, world.chair, KICKOFF)
    url = f"{world.url}/tagesordnung/1/ergebnis"

    desk = text_of(client, f"{world.url}/protokoll")
    form = text_of(client, url)
    answer = client.post(url, data={"outcome": "agreed", "version": str(item.version)})
    page = text_of(client, f"{world.url}/protokoll/lesen")

    assert "Ergebnis von TOP 1 wählen" in desk
    assert "Ein vertagter TOP kommt in den Themenspeicher" in form
    assert answer.status_code == 302
    assert "<span>vereinbart</span>" in page


def test_members_record_no_outcome(client: FlaskClient, world: World, clock: StepClock) -> None:
    world.add("Methoden")
    clock.set(KICKOFF)
    sign_in(client, world.member, KICKOFF)

    assert client.get(f"{world.url}/tagesordnung/1/ergebnis").status_code == 404


def test_the_page_costs_the_same_for_one_topic_and_for_many(
    client: FlaskClient, world: World
) -> None:
    held(world)
    propose(world)
    world.add("Eins", tasks=[make_task(world.plan, meeting=world.meeting)])
    sign_in(client, world.office)
    urls = (world.url, "/gruppen/peergroup/themen", "/gruppen/peergroup")
    few = [queries_of(lambda url=url: text_of(client, url)) for url in urls]
    for number in range(8):
        world.add(f"Thema {number}", tasks=[make_task(world.plan, meeting=world.meeting)])
        propose(world)

    assert [queries_of(lambda url=url: text_of(client, url)) for url in urls] == few
