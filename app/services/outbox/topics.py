"""Letters about topics: whoever proposed one hears once what became of it, in words of today."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain.spoken import long_day
from app.extensions import db
from app.language import N_
from app.language import gettext as _
from app.mail import letters
from app.models.meetings import TopicProposal, TopicState
from app.models.outbox import OutboxLetter
from app.queries import reminders as queries
from app.services.outbox.drafts import Draft, NotWanted, Setting, signature
from app.services.outbox.posting import enqueue

KIND = "topic_decided"
WORTH_TELLING = dt.timedelta(days=30)
STARTS = {
    TopicState.TAKEN: N_("Ihr Thema kommt auf die Tagesordnung"),
    TopicState.WAITING: N_("Ihr Thema ist vorgemerkt"),
    TopicState.DECLINED: N_("Ihr Thema wird nicht aufgenommen"),
}


def queue_topic_decided(topic: TopicProposal, *, by: int | None, now: dt.datetime) -> int | None:
    """Tell whoever proposed the topic; nobody for a topic of one's own or an unreachable person."""
    person = topic.proposer
    if person is None or (by is not None and by == topic.author_id):
        return None
    plan = topic.body.plan
    recipient = queries.directory(plan, now, person).reachable.get(person.id)
    if recipient is None:
        return None
    return enqueue(
        dedup_key=f"{KIND}|{topic.uid}|v{topic.version}|{recipient.key}",
        kind=KIND,
        object_type="topic_proposal",
        object_uid=topic.uid,
        recipient=recipient,
        now=now,
        plan_id=plan.id,
        useful_until=now + WORTH_TELLING,
        payload={"state": topic.state.value},
    )


def decided(letter: OutboxLetter, setting: Setting) -> Draft:
    """What became of it, unless something else has become of it since."""
    topic = db.session.scalar(select(TopicProposal).where(TopicProposal.uid == letter.object_uid))
    if topic is None or topic.state.value != (letter.payload or {}).get("state"):
        raise NotWanted("outdated")
    plan, person = topic.body.plan, topic.proposer
    reachable = queries.directory(plan, setting.now, *([person] if person else [])).reachable
    recipient = reachable.get(person.id) if person else None
    if recipient is None:
        raise NotWanted("not_reachable")
    meeting = topic.item.meeting if topic.item and topic.state is TopicState.TAKEN else None
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{topic.uid}",
        words=lambda: letters.topic_decided(
            signature=signature(plan, setting, recipient),
            start=_(STARTS[topic.state]),
            name=recipient.name,
            title=topic.title,
            body=topic.body.name,
            state=topic.state.value,
            number=topic.item.number if topic.item and meeting else None,
            meeting=meeting.title if meeting else None,
            day=long_day(meeting.held_on) if meeting and meeting.held_on else None,
            answer=topic.answer,
            url=f"{setting.base_url}/themen/{topic.uid}" if recipient.account_id else None,
        ),
    )
