"""What becomes of topics: proposed, kept, taken onto an agenda, declined, postponed."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from app.domain import proposals as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.proposals import TopicDraft
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaItem, ItemOutcome, Meeting, TopicProposal, TopicState
from app.models.people import Actor
from app.queries import meetings as queries
from app.services import audit, meetings, outbox
from app.services.audit import Deed
from app.services.meetings import ItemDraft, log
from app.services.minutes.desk import opened


def propose(
    meeting: Meeting, draft: TopicDraft, *, proposer: Actor | None, by: int | None, now: dt.datetime
) -> TopicProposal:
    """A topic for the meeting; after its cut-off, for the backlog. Raises RuleBroken."""
    law.check_propose(meeting, draft, now)
    today = local_day(now, meeting.plan)
    last_day = law.cut_off(meeting, queries.deadline_rules(meeting.plan.id))
    late = law.too_late(last_day, today)
    topic = TopicProposal(
        body=meeting.body,
        meeting=meeting,
        title=draft.title.strip(),
        reason=draft.reason.strip(),
        kind=draft.kind,
        minutes_wished=draft.minutes_wished,
        goals=list(draft.goals),
        proposer=proposer,
        author_id=by,
        state=TopicState.WAITING if late else TopicState.PROPOSED,
        raised_on=today,
        created_at=now,
    )
    db.session.add(topic)
    _note("topic.propose", topic, by=by, now=now)
    return topic


def withdraw(topic: TopicProposal, *, by: int | None, now: dt.datetime) -> None:
    """Its author takes the topic back. Raises RuleBroken once it was decided upon."""
    law.check_undecided(topic)
    _decide(topic, TopicState.WITHDRAWN, "topic.withdraw", by=by, now=now)


def keep(topic: TopicProposal, *, by: int | None, now: dt.datetime) -> None:
    """Not now, but not forgotten: into the backlog. Raises RuleBroken."""
    law.check_undecided(topic)
    _decide(topic, TopicState.WAITING, "topic.keep", by=by, now=now)
    outbox.queue_topic_decided(topic, by=by, now=now)


def decline(topic: TopicProposal, answer: str, *, by: int | None, now: dt.datetime) -> None:
    """Not at all, and why. Raises RuleBroken."""
    law.check_decline(topic, answer)
    topic.answer = answer.strip()
    _decide(topic, TopicState.DECLINED, "topic.decline", by=by, now=now)
    outbox.queue_topic_decided(topic, by=by, now=now)


def take(topic: TopicProposal, meeting: Meeting, *, by: int | None, now: dt.datetime) -> AgendaItem:
    """Put the topic onto the meeting's agenda, with the tasks it had there before.

    Whoever proposed it presents it unless somebody else is named. Raises RuleBroken.
    """
    law.check_take(topic, meeting)
    draft = ItemDraft(
        title=topic.title,
        kind=topic.kind,
        description=topic.reason,
        minutes_planned=topic.minutes_wished,
        presenter=topic.proposer,
        goals=topic.goals,
        tasks=queries.tasks_at(topic.item) if topic.item else (),
    )
    topic.item = meetings.add_item(meeting, draft, by=by, now=now)
    _decide(topic, TopicState.TAKEN, "topic.take", by=by, now=now)
    outbox.queue_topic_decided(topic, by=by, now=now)
    return topic.item


def record_outcome(
    item: AgendaItem, outcome: ItemOutcome | None, *, by: int | None, now: dt.datetime
) -> None:
    """What the meeting did with the item; a postponed one goes to the backlog with its age.

    Taking "postponed" back takes it out again, unless it stands on a later agenda by now.
    Raises RuleBroken.
    """
    opened(item.meeting, now)
    before = item.outcome
    if outcome is before:
        return
    if item.withdrawn:
        raise RuleBroken(_("Der TOP ist abgesetzt und wurde nicht behandelt."))
    topic = queries.topic_on(item)
    law.check_outcome(before, outcome, topic)
    item.outcome = outcome
    if outcome is ItemOutcome.POSTPONED:
        _postpone(item, topic, by=by, now=now)
    elif before is ItemOutcome.POSTPONED and topic is not None:
        topic.state, topic.times_postponed = TopicState.TAKEN, topic.times_postponed - 1
    db.session.flush()
    changes = {"item": [item.number, item.number], "outcome": [before, outcome]}
    log.note("agenda.outcome", item.meeting, by=by, now=now, changes=changes)


def _postpone(
    item: AgendaItem, topic: TopicProposal | None, *, by: int | None, now: dt.datetime
) -> None:
    if topic is None:
        topic = TopicProposal(
            body=item.meeting.body,
            item=item,
            title=item.title,
            reason=item.description,
            kind=item.kind,
            minutes_wished=item.minutes_planned,
            goals=list(item.goals),
            proposer=item.presenter,
            state=TopicState.WAITING,
            raised_on=item.meeting.held_on or local_day(now, item.meeting.plan),
            created_at=now,
        )
        db.session.add(topic)
    topic.times_postponed += 1
    _decide(topic, TopicState.WAITING, "topic.postpone", by=by, now=now)


def _decide(
    topic: TopicProposal, state: TopicState, action: str, *, by: int | None, now: dt.datetime
) -> None:
    before = topic.state
    topic.state, topic.decided_at = state, now
    changes = {"state": [before.value, state.value]}
    _note(action, topic, by=by, now=now, changes=changes)


def _note(action: str, topic: TopicProposal, **deed: Unpack[Deed]) -> None:
    db.session.flush()
    audit.note(
        action,
        plan_id=topic.body.plan_id,
        object_type="topic_proposal",
        object_uid=topic.uid,
        **deed,
    )
