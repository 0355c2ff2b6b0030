"""What goes when its time is over (`domain/privacy/limits.py`); doing it twice does nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, update

from app.domain.attendance import answer_numbers
from app.domain.privacy.limits import LIMITS
from app.extensions import db
from app.models.accounts import Account, PlanAccess, SignInLink, SignInRecord, Throttle, UserSession
from app.models.feeds import Feed
from app.models.meetings import (
    AgendaFile,
    AgendaItem,
    Attendee,
    DatePoll,
    Meeting,
    PartStat,
    PollAnswer,
    PollOption,
    Uninvited,
)
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plan_files import PlanUpload
from app.models.privacy import Erasure
from app.models.reports import Report, ReportAnnex
from app.services import accounts, audit, files, meetings, reports, writing

Clear = Callable[[dt.datetime, str], int]
DAY = dt.timedelta(days=1)


def clear_away(*, secret: str, now: dt.datetime) -> dict[str, int]:
    """Clear away what is past its limit, and sign where the audit trail stands; counts by limit."""
    # Bytes first: what rows this run deletes is certain only once it commits.
    done = {"bytes": files.sweep(age=dt.timedelta(days=LIMITS["bytes"].days), now=now)}
    for key, clear in CLEARED.items():
        done[key] = clear(now - dt.timedelta(days=LIMITS[key].days), secret)
    done["audit"] = audit.cut(
        before=now - dt.timedelta(days=LIMITS["audit"].days), secret=secret, now=now
    )
    audit.checkpoint(secret=secret, now=now)
    return done


def _rows(model: Any, instant: Any) -> Clear:
    """Rows older than the limit go."""

    def clear(before: dt.datetime, _secret: str) -> int:
        return writing.remove(model, instant < before)

    return clear


def _answers(before: dt.datetime, _secret: str) -> int:
    """Of the answers to an invitation the numbers stay; who was there stays with the minutes."""
    held = db.session.scalars(
        select(Meeting).where(Meeting.held_on < before.date(), Meeting.answer_numbers.is_(None))
    ).all()
    for meeting in held:
        attendees = db.session.scalars(
            select(Attendee).where(Attendee.meeting_id == meeting.id)
        ).all()
        kept = update(Meeting.__table__).where(Meeting.__table__.c.id == meeting.id)  # type: ignore[arg-type]
        db.session.execute(kept.values(answer_numbers=answer_numbers(attendees)))
        db.session.execute(
            update(Attendee.__table__)  # type: ignore[arg-type]
            .where(Attendee.meeting_id == meeting.id)
            .values(partstat=PartStat.NEEDS_ACTION, comment=None, answered_at=None)
        )
        writing.remove(Uninvited, Uninvited.meeting_id == meeting.id)
    db.session.expire_all()
    return len(held)


def _poll_answers(before: dt.datetime, _secret: str) -> int:
    """Of a poll's answers the numbers stay."""
    options = db.session.scalars(
        select(PollOption)
        .join(PollOption.poll)
        .where(DatePoll.closed_at < before, PollOption.answer_numbers.is_(None))
    ).all()
    for option in options:
        numbers = Counter(answer.choice.value for answer in option.answers)
        option.answer_numbers = dict(sorted(numbers.items()))
        writing.remove(PollAnswer, PollAnswer.option_id == option.id)
    db.session.flush()
    return len(options)


def _left(before: dt.datetime, _secret: str) -> int:
    """Whoever left a year ago keeps a name in what was done, and no account and no address."""
    gone = db.session.scalars(
        select(Actor).where(
            Actor.left_on < before.date(),
            Actor.kind == ActorKind.PERSON,
            Actor.email.is_not(None) | Actor.phone.is_not(None) | Actor.note.is_not(None),
        )
    ).all()
    for actor in gone:
        actor.email = actor.phone = actor.note = None
    return len(gone) + _accounts_of_the_left(before)


def _accounts_of_the_left(before: dt.datetime) -> int:
    """Accounts of whoever belongs to no other plan; what they did keeps their name."""
    accesses = db.session.scalars(
        select(PlanAccess)
        .join(PlanAccess.actor)
        .join(PlanAccess.account)
        .where(Actor.left_on < before.date(), Account.active.is_(True))
    ).all()
    closed = 0
    for access in accesses:
        account = access.account
        if len(account.accesses) == 1:
            accounts.close_for_good(account)
            closed += 1
    return closed


def _bodies(before: dt.datetime, _secret: str) -> int:
    """Of a letter that still waits for a decision only the fate is left."""
    held = (LetterState.HELD, LetterState.UNCERTAIN)
    result = db.session.execute(
        update(OutboxLetter)
        .where(
            OutboxLetter.created_at < before,
            OutboxLetter.state.in_(held),
            OutboxLetter.mime.is_not(None),
        )
        .values(mime=None)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def _letters(before: dt.datetime, _secret: str) -> int:
    old = select(OutboxLetter.id).where(OutboxLetter.finished_at < before)
    db.session.execute(
        update(OutboxLetter).where(OutboxLetter.folded_into_id.in_(old)).values(folded_into_id=None)
    )
    writing.remove(OutboxEvent, OutboxEvent.letter_id.in_(old))
    return writing.remove(OutboxLetter, OutboxLetter.finished_at < before)


def _removed(before: dt.datetime, _secret: str) -> int:
    """What was taken away and nobody brought back."""
    return (
        meetings.forget_papers(AgendaFile.removed_at < before)
        + meetings.forget_items(AgendaItem.removed_at < before)
        + reports.forget_annexes(ReportAnnex.removed_at < before)
        + reports.forget_drafts(Report.removed_at < before)
    )


CLEARED: Mapping[str, Clear] = {
    "sign_ins": _rows(SignInRecord, SignInRecord.at),
    "sessions": _rows(UserSession, UserSession.created_at),
    "links": _rows(SignInLink, SignInLink.created_at),
    "tries": _rows(Throttle, Throttle.since_at),
    "answers": _answers,
    "poll_answers": _poll_answers,
    "feeds": _rows(Feed, Feed.revoked_at),
    "left": _left,
    "bodies": _bodies,
    "letters": _letters,
    "uploads": _rows(PlanUpload, PlanUpload.uploaded_at),
    "removed": _removed,
    "erasures": _rows(Erasure, Erasure.erased_at),
}
