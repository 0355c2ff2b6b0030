"""Topics on real databases: cut-off, one decision, the backlog and the next agenda."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from app.domain import proposals as law
from app.domain.errors import RuleBroken
from app.domain.proposals import TopicDraft
from app.extensions import db, transaction
from app.models.groups import Body
from app.models.meetings import AgendaItem, ItemOutcome, Meeting, Phase, TopicProposal, TopicState
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import meetings as queries
from app.services import meetings
from app.services import proposals as verbs
from app.services.meetings import ItemDraft
from app.services.outbox.kinds import NotWanted, Setting, draft
from tests.makers import (
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

IN_TIME = dt.datetime(2017, 3, 8, 22, tzinfo=dt.UTC)  # the last day: 29 March less three weeks
LATE = dt.datetime(2017, 3, 9, 8, tzinfo=dt.UTC)
KICKOFF = dt.datetime(2017, 3, 29, 15, tzinfo=dt.UTC)
SETTING = Setting(
    base_url="https://plan.example.org",
    mail_from="plan@example.org",
    timezone="Europe/Berlin",
    secret="test",
    now=IN_TIME,
)
JULY = dt.datetime(2017, 7, 19, 15, tzinfo=dt.UTC)


class World:
    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan)
        cycle = make_cycle(self.plan)
        self.kickoff = make_meeting(cycle, self.body)
        self.july = make_meeting(
            cycle, self.body, dt.date(2017, 7, 19), position=2, phase=Phase.WORKING
        )
        self.september = make_meeting(
            cycle, self.body, dt.date(2017, 9, 20), position=3, phase=Phase.WORKING
        )
        self.person = make_person(self.plan)
        save()

    def propose(self, now: dt.datetime = IN_TIME, **more: object) -> TopicProposal:
        draft = TopicDraft(title="Fahrdienst", reason="Viele kommen abends nicht her.", **more)  # type: ignore[arg-type]
        return verbs.propose(self.kickoff, draft, proposer=self.person, by=None, now=now)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_a_topic_before_the_cut_off_waits_for_a_decision(world: World) -> None:
    topic = world.propose()

    assert (topic.state, topic.raised_on) == (TopicState.PROPOSED, dt.date(2017, 3, 8))


def test_a_topic_after_the_cut_off_goes_into_the_backlog(world: World) -> None:
    assert world.propose(LATE).state is TopicState.WAITING


def test_without_a_day_there_is_no_cut_off(world: World) -> None:
    rules = queries.deadline_rules(world.plan.id)
    undated = make_meeting(world.kickoff.cycle, world.body, None, position=4)

    assert law.cut_off(world.kickoff, rules) == dt.date(2017, 3, 8)
    assert law.cut_off(undated, rules) is None


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title", TopicDraft(title=" ", reason="Weil.")),
        ("reason", TopicDraft(title="Fahrdienst", reason=" ")),
        ("minutes_wished", TopicDraft(title="F", reason="Weil.", minutes_wished=0)),
    ],
)
def test_a_topic_says_what_and_why(world: World, field: str, draft: TopicDraft) -> None:
    with pytest.raises(RuleBroken) as broken:
        verbs.propose(world.kickoff, draft, proposer=None, by=None, now=IN_TIME)
    assert broken.value.field == field


def test_a_meeting_that_has_begun_or_is_cancelled_takes_no_topic(world: World) -> None:
    with pytest.raises(RuleBroken, match="keine Themen mehr"):
        world.propose(KICKOFF)
    meetings.cancel(world.kickoff, "Saal gesperrt.", by=None, now=IN_TIME)
    with pytest.raises(RuleBroken, match="keine Themen mehr"):
        world.propose()


def test_taking_a_topic_makes_an_item_that_its_proposer_presents(world: World) -> None:
    goal = make_goal(make_field(world.plan))
    topic = world.propose(minutes_wished=25, goals=[goal])

    item = verbs.take(topic, world.kickoff, by=None, now=IN_TIME)

    assert (item.title, item.description) == ("Fahrdienst", "Viele kommen abends nicht her.")
    assert (item.minutes_planned, item.presenter, item.goals) == (25, world.person, [goal])
    assert (topic.state, topic.item) == (TopicState.TAKEN, item)


def test_a_decided_topic_is_not_decided_again(world: World) -> None:
    topic = world.propose()
    verbs.decline(topic, "Das regelt der Kreis schon.", by=None, now=IN_TIME)

    for again in (
        lambda: verbs.take(topic, world.kickoff, by=None, now=IN_TIME),
        lambda: verbs.keep(topic, by=None, now=IN_TIME),
        lambda: verbs.decline(topic, "Doch nicht.", by=None, now=IN_TIME),
        lambda: verbs.withdraw(topic, by=None, now=IN_TIME),
    ):
        with pytest.raises(RuleBroken, match="schon entschieden"):
            again()
    assert topic.answer == "Das regelt der Kreis schon."
    assert queries.agenda(world.kickoff) == []


def test_declining_needs_a_reason(world: World) -> None:
    topic = world.propose()

    with pytest.raises(RuleBroken, match="den Grund") as broken:
        verbs.decline(topic, "  ", by=None, now=IN_TIME)
    assert broken.value.field == "answer"
    assert topic.state is TopicState.PROPOSED


def test_a_topic_goes_on_agendas_of_its_own_group_only(world: World) -> None:
    other = make_meeting(world.kickoff.cycle, make_body(world.plan, "Andere"), position=5)
    topic = world.propose()

    with pytest.raises(RuleBroken, match="derselben Gruppe"):
        verbs.take(topic, other, by=None, now=IN_TIME)


def test_two_who_decide_at_once_give_one_result(app: Flask, world: World) -> None:
    topic_id, kickoff_id = world.propose().id, world.kickoff.id
    save()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def decide(word: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    topic = db.session.get_one(TopicProposal, topic_id)
                    if word == "take":
                        meeting = db.session.get_one(Meeting, kickoff_id)
                        verbs.take(topic, meeting, by=None, now=IN_TIME)
                    else:
                        verbs.decline(topic, "Passt nicht.", by=None, now=IN_TIME)
                outcomes.append(word)
            except (RuleBroken, StaleDataError):
                outcomes.append("refused")
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=decide, args=(word,)) for word in ("take", "decline")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    topic = db.session.get_one(TopicProposal, topic_id)
    winner = next(word for word in outcomes if word != "refused")
    assert outcomes.count("refused") == 1
    assert topic.state is (TopicState.TAKEN if winner == "take" else TopicState.DECLINED)
    items = db.session.scalars(select(AgendaItem.id)).all()
    assert len(items) == (1 if winner == "take" else 0)


def test_a_postponed_item_comes_back_with_its_age_again_and_again(world: World) -> None:
    task = make_task(world.plan, meeting=world.kickoff)
    draft = ItemDraft(title="Arbeitsformen", presenter=world.person, tasks=[task])
    item = meetings.add_item(world.kickoff, draft, by=None, now=IN_TIME)

    verbs.record_outcome(item, ItemOutcome.POSTPONED, by=None, now=KICKOFF)
    topic = db.session.scalars(select(TopicProposal)).one()
    once = law.age(topic)
    again = verbs.take(topic, world.july, by=None, now=KICKOFF)
    verbs.record_outcome(again, ItemOutcome.POSTPONED, by=None, now=JULY)

    assert once == "seit 29. März 2017, einmal vertagt"
    assert law.age(topic) == "seit 29. März 2017, zweimal vertagt"
    assert (topic.state, topic.item) == (TopicState.WAITING, again)
    assert again.presenter is world.person
    assert list(queries.tasks_at(again)) == [task]
    assert len(db.session.scalars(select(TopicProposal)).all()) == 1


def test_taking_postponed_back_takes_the_topic_out_of_the_backlog(world: World) -> None:
    item = meetings.add_item(world.kickoff, ItemDraft(title="Themen"), by=None, now=IN_TIME)
    verbs.record_outcome(item, ItemOutcome.POSTPONED, by=None, now=KICKOFF)

    verbs.record_outcome(item, ItemOutcome.AGREED, by=None, now=KICKOFF)

    topic = db.session.scalars(select(TopicProposal)).one()
    assert (topic.state, topic.times_postponed) == (TopicState.TAKEN, 0)
    assert item.outcome is ItemOutcome.AGREED


def test_what_stands_on_a_later_agenda_stays_postponed(world: World) -> None:
    item = meetings.add_item(world.kickoff, ItemDraft(title="Themen"), by=None, now=IN_TIME)
    verbs.record_outcome(item, ItemOutcome.POSTPONED, by=None, now=KICKOFF)
    verbs.take(db.session.scalars(select(TopicProposal)).one(), world.july, by=None, now=KICKOFF)

    with pytest.raises(RuleBroken, match="schon weitergegeben"):
        verbs.record_outcome(item, ItemOutcome.AGREED, by=None, now=KICKOFF)
    assert item.outcome is ItemOutcome.POSTPONED


def test_an_outcome_is_recorded_from_the_day_of_the_meeting_on(world: World) -> None:
    item = meetings.add_item(world.kickoff, ItemDraft(title="Themen"), by=None, now=IN_TIME)

    with pytest.raises(RuleBroken, match="erst ab dem Tag"):
        verbs.record_outcome(item, ItemOutcome.AGREED, by=None, now=IN_TIME)
    meetings.withdraw_item(item, by=None, now=IN_TIME)
    with pytest.raises(RuleBroken, match="abgesetzt"):
        verbs.record_outcome(item, ItemOutcome.AGREED, by=None, now=KICKOFF)


def test_a_topic_follows_its_item_off_the_agenda_and_back(world: World) -> None:
    topic = world.propose()
    item = verbs.take(topic, world.kickoff, by=None, now=IN_TIME)

    meetings.withdraw_item(item, by=None, now=IN_TIME)
    withdrawn = topic.state
    meetings.reinstate_item(item, by=None, now=IN_TIME)
    back = topic.state
    meetings.remove_item(item, by=None, now=IN_TIME)

    assert (withdrawn, back) == (TopicState.WAITING, TopicState.TAKEN)
    assert (topic.state, topic.item) == (TopicState.WAITING, None)


def test_whoever_proposed_it_hears_by_letter_what_became_of_it(world: World) -> None:
    author = make_account(world.plan, "Vertretung Caritas")
    chair = make_account(world.plan, "Vorsitz")
    world.person = person_of(author)
    first, second = world.propose(), world.propose()

    verbs.keep(first, by=chair.id, now=IN_TIME)
    verbs.take(first, world.kickoff, by=chair.id, now=IN_TIME)
    verbs.decline(second, "Das klärt das Sozialamt.", by=chair.id, now=IN_TIME)
    save()

    overtaken, taken, declined = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == "topic_decided").order_by(OutboxLetter.id)
    ).all()
    assert {one.address for one in (overtaken, taken, declined)} == {author.email}
    with pytest.raises(NotWanted, match="outdated"):
        draft(overtaken, SETTING)
    on_agenda, refused = draft(taken, SETTING).words(), draft(declined, SETTING).words()
    assert on_agenda.subject == "Ihr Thema kommt auf die Tagesordnung: Fahrdienst"
    assert "Sitzung: Auftakt, Mittwoch, 29. März 2017, als TOP 1\n" in on_agenda.text
    assert f"/themen/{first.uid}" in on_agenda.text
    assert refused.subject == "Ihr Thema wird nicht aufgenommen: Fahrdienst"
    assert "Begründung: Das klärt das Sozialamt." in refused.text


def test_nobody_is_told_what_they_decided_themselves(world: World) -> None:
    office = make_account(world.plan, "Geschaeftsstelle")
    topic = world.propose()
    topic.proposer, topic.author_id = person_of(office), office.id

    verbs.keep(topic, by=office.id, now=IN_TIME)
    save()

    assert db.session.scalars(select(OutboxLetter.kind)).all() == []
