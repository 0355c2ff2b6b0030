"""Letters of a status round: one a person for all that it is asked, and more on a click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.domain import rounds as law
from app.domain.local_time import end_of_day
from app.domain.reminders import Recipient
from app.domain.rounds import Standing
from app.extensions import db
from app.language import N_
from app.language import gettext as _
from app.mail import letters
from app.mail.items import PURPOSES, contribution_subject
from app.models.outbox import LetterState, OutboxLetter
from app.models.rounds import RoundItem, RoundRequest, StatusRound
from app.queries import round_reach
from app.queries import rounds as queries
from app.services.outbox.drafts import Draft, NotWanted, Setting, plan_of, signature
from app.services.outbox.posting import enqueue

OBJECT = "round"
REQUEST, REMINDER, EXTENSION = "round_request", "round_reminder", "round_extension"
STARTS = {
    REQUEST: N_("Bitte um Zuarbeit"),
    REMINDER: N_("Noch offen: Zuarbeit"),
    EXTENSION: N_("Mehr Zeit: Zuarbeit"),
}


def queue_round_requests(round_: StatusRound, *, now: dt.datetime) -> int:
    """Write to everybody who is asked and can be reached, once a person; how many new letters."""
    return _queue(REQUEST, round_, _asked(round_, round_.requests, now), "", now)


def queue_round_reminders(round_: StatusRound, *, now: dt.datetime) -> int:
    """Write once more to those who have not delivered; how many new letters."""
    return _queue(REMINDER, round_, _once_more(round_, now), f"|{now:%Y%m%dT%H%M%SZ}", now)


def queue_round_extension(round_: StatusRound, *, now: dt.datetime) -> int:
    """Tell those who have not delivered of the later day; how many new letters."""
    return _queue(EXTENSION, round_, _once_more(round_, now), f"|{round_.answer_by:%Y%m%d}", now)


def _once_more(round_: StatusRound, now: dt.datetime) -> list[Recipient]:
    """Who is missing and has had a letter: one that still waits here will say all there is to say.

    Such a letter is written when it leaves, so it names the day of then; until then it is useful.
    """
    unsent = _unsent(round_)
    for letter in unsent:
        letter.useful_until = _useful_until(round_)
    still = {(letter.actor_id, letter.account_id) for letter in unsent}
    missing = [one for one in round_.requests if law.standing(one) is not Standing.DELIVERED]
    known = _asked(round_, missing, now)
    return [one for one in known if (one.actor_id, one.account_id) not in still]


def _unsent(round_: StatusRound) -> Sequence[OutboxLetter]:
    """Letters of the round that nobody has begun to send; none begins before the deed is done."""
    return db.session.scalars(
        select(OutboxLetter)
        .where(
            OutboxLetter.object_type == OBJECT,
            OutboxLetter.object_uid == round_.uid,
            OutboxLetter.kind.in_(STARTS),
            OutboxLetter.state.in_((LetterState.DUE, LetterState.HELD)),
        )
        .with_for_update()
    ).all()


def _useful_until(round_: StatusRound) -> dt.datetime:
    return end_of_day(round_.answer_by, ZoneInfo(round_.plan.timezone))


def _asked(
    round_: StatusRound, requests: Sequence[RoundRequest], now: dt.datetime
) -> list[Recipient]:
    """Each person once who gets the letters of these requests and can be reached."""
    persons = {one.recipient.id: one.recipient for one in requests if one.recipient is not None}
    known = round_reach.reachable(round_.plan, list(persons.values()), now)
    return [known[person_id] for person_id in persons if person_id in known]


def _queue(
    kind: str, round_: StatusRound, recipients: Sequence[Recipient], once: str, now: dt.datetime
) -> int:
    ids = [
        enqueue(
            dedup_key=f"{kind}|{round_.uid}{once}|{recipient.key}",
            kind=kind,
            object_type=OBJECT,
            object_uid=round_.uid,
            recipient=recipient,
            now=now,
            plan_id=round_.plan_id,
            useful_until=_useful_until(round_),
        )
        for recipient in recipients
    ]
    return sum(letter_id is not None for letter_id in ids)


def asking(letter: OutboxLetter, setting: Setting) -> Draft:
    """Any letter of a round; not to whoever has delivered meanwhile."""
    round_ = queries.by_uid(letter.object_uid)
    if round_ is None or not law.is_open(round_):
        raise NotWanted("outdated")
    requests = law.requests_to(round_, letter.actor_id or 0)
    waiting = [one for one in requests if law.standing(one) is not Standing.DELIVERED]
    if not waiting:
        raise NotWanted("answered" if requests else "outdated")
    recipients = _asked(round_, waiting, setting.now)
    if not recipients:
        raise NotWanted("not_reachable")
    return _draft(letter, round_, waiting, recipients[0], setting)


def _draft(
    letter: OutboxLetter,
    round_: StatusRound,
    waiting: Sequence[RoundRequest],
    recipient: Recipient,
    setting: Setting,
) -> Draft:
    owed = [item for request in waiting for item in law.owed(request)]
    purpose = PURPOSES[round_.occasion]
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{round_.uid}",
        words=lambda: letters.render(
            letter.kind,
            signature=signature(plan_of(letter), setting, recipient),
            headline=contribution_subject(_(STARTS[letter.kind]), round_.answer_by, purpose),
            name=recipient.name,
            purpose=_(purpose[0]),
            reporting_on=round_.reporting_on,
            answer_by=round_.answer_by,
            asked=_counted(owed),
            items=[item.title for item in owed],
            questions=sum(item.answer is not None for item in owed),
            standing_in=[
                request.actor.name for request in waiting if request.actor_id != recipient.actor_id
            ],
            note=round_.note,
            url=setting.signed_page(law.PURPOSE, round=round_.id, person=recipient.actor_id or 0),
        ),
    )


def _counted(owed: Sequence[RoundItem]) -> str:
    """ "2 Ziele und eine Aufgabe"."""
    goals = sum(item.goal is not None for item in owed)
    tasks = len(owed) - goals
    parts = [
        _("ein Ziel") if goals == 1 else _("%(goals)s Ziele", goals=goals) if goals else "",
        _("eine Aufgabe") if tasks == 1 else _("%(tasks)s Aufgaben", tasks=tasks) if tasks else "",
    ]
    return _(" und ").join(part for part in parts if part)
