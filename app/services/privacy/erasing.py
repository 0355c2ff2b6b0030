"""Forgetting somebody (Art. 17 GDPR): no name and no address stays outside approved minutes.

What was done stays, by a row that has no name any more. Approved minutes keep the name as it was
written down with them (Art. 17 (3)); from there no way leads to anything else the person did,
because the minutes get a nameless row of their own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import Table, delete, exists, select, update

from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.outbox import FINAL
from app.domain.privacy.forgetting import GONE_ADDRESS, check_erasable, without
from app.domain.privacy.register import FORGOTTEN, FORGOTTEN_ACCOUNT, HELD, Erase
from app.extensions import db
from app.language import gettext as _
from app.models.accounts import PlanAccess
from app.models.calendar_marks import mark_changed
from app.models.feeds import FeedComponent
from app.models.folding import fold
from app.models.groups import Membership
from app.models.meetings import (
    AgendaItem,
    Attendance,
    Attendee,
    Meeting,
    Minutes,
    MinutesName,
    MinutesState,
    PartStat,
)
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.privacy import Erasure
from app.orm import Base
from app.queries import privacy as queries
from app.queries.privacy import Subject
from app.queries.privacy.holdings import naming
from app.services import accounts, audit
from app.services.outbox import fates

ON_THE_WAY = (LetterState.LEASED, LetterState.SENDING)


def erase(actor: Actor, *, by: int | None, now: dt.datetime) -> None:
    """Forget the person, and its account unless another plan needs it.

    Raises RuleBroken for the last coordinator of a plan, and while a letter is on its way.
    """
    check_erasable(actor)
    subject = queries.of_actor(actor)
    needles = queries.needles_of(subject)
    plan = db.session.get_one(Plan, actor.plan_id)
    today = local_day(now, plan)
    _take_letters(subject, now)
    _give_minutes_a_row_of_their_own(actor, now)
    _end_memberships(actor, today)
    _clear_answers(actor, today)
    _end_access(actor, by, now)
    _go_through_the_register(subject)
    _replace_in_texts(needles)
    db.session.execute(delete(FeedComponent))  # copies of what may have named the person
    _empty(actor, today)
    if subject.account:
        accounts.close_for_good(subject.account)
        subject.account.name = FORGOTTEN_ACCOUNT
    kept = subject.account.uid if subject.account else None
    db.session.add(Erasure(actor_uid=actor.uid, account_uid=kept, erased_at=now))
    mark_changed(db.session(), plan.id)
    db.session.flush()
    audit.note(
        "actor.erase", by=by, now=now, plan_id=plan.id, object_type="actor", object_uid=actor.uid
    )


def erased_uids() -> set[uuid.UUID]:
    """Whom this database has forgotten; to be known before a backup takes its place."""
    return set(db.session.scalars(select(Erasure.actor_uid)))


def erase_again(uids: Collection[uuid.UUID], *, now: dt.datetime) -> int:
    """Forget once more whom a restored backup brought back; how many that were."""
    persons = db.session.scalars(
        select(Actor).where(Actor.uid.in_(uids), Actor.erased_on.is_(None))
    ).all()
    for person in persons:
        erase(person, by=None, now=now)
    return len(persons)


def _take_letters(subject: Subject, now: dt.datetime) -> None:
    """Letters to the person do not go out, and what went keeps no address and no words."""
    held = next(one for one in HELD if one.table == "outbox_letter")
    letters = db.session.scalars(select(OutboxLetter).where(naming(held, subject))).all()
    if any(letter.state in ON_THE_WAY for letter in letters):
        raise RuleBroken(
            _(
                "Gerade wird ein Brief an diese Person versendet. "
                "Bitte versuchen Sie es in einer Minute noch einmal."
            )
        )
    for letter in letters:
        if letter.state not in FINAL and letter.state is not LetterState.UNCERTAIN:
            fates.move(letter, LetterState.CANCELLED, now=now, code="erased")
    table: Table = Base.metadata.tables["outbox_letter"]
    gone = update(table).where(naming(held, subject)).values(address=GONE_ADDRESS)
    db.session.execute(gone)


def _give_minutes_a_row_of_their_own(actor: Actor, now: dt.datetime) -> None:
    """Approved minutes point to a nameless row that nothing else points to."""
    approved = select(Minutes.meeting_id).where(Minutes.state == MinutesState.APPROVED)
    named = db.session.scalar(select(exists().where(MinutesName.person_id == actor.id)))
    if not named:
        return
    other = Actor(plan_id=actor.plan_id, kind=ActorKind.PERSON, name=FORGOTTEN, created_at=now)
    other.organisation = actor.organisation
    other.erased_on = other.left_on = now.date()
    db.session.add(other)
    db.session.flush()
    for model, column in (
        (Attendee, "person_id"),
        (Attendee, "represented_by_id"),
        (AgendaItem, "presenter_id"),
        (Meeting, "chair_id"),
        (Meeting, "minute_taker_id"),
    ):
        table: Table = Base.metadata.tables[model.__tablename__]
        meeting = table.c.id if model is Meeting else table.c.meeting_id
        db.session.execute(
            update(table)
            .where(table.c[column] == actor.id, meeting.in_(approved))
            .values({column: other.id})
        )
    db.session.execute(
        update(MinutesName).where(MinutesName.person_id == actor.id).values(person_id=other.id)
    )
    db.session.expire_all()


def _end_memberships(actor: Actor, today: dt.date) -> None:
    found = db.session.scalars(
        select(Membership).where(
            Membership.person_id == actor.id,
            Membership.until_on.is_(None) | (Membership.until_on > today),
        )
    )
    for membership in found:
        membership.until_on = max(today, membership.from_on)
    deputies = select(Membership).where(Membership.deputy_id == actor.id)
    for membership in db.session.scalars(deputies):
        membership.deputy = None


def _clear_answers(actor: Actor, today: dt.date) -> None:
    """Off the lists of what is still to come; of what was, only that somebody was there."""
    found = db.session.scalars(
        select(Attendee).join(Attendee.meeting).where(Attendee.person_id == actor.id)
    ).all()
    for attendee in found:
        held_on = attendee.meeting.held_on
        if attendee.attendance is Attendance.OPEN and (held_on is None or held_on >= today):
            db.session.delete(attendee)
        else:
            attendee.partstat = PartStat.NEEDS_ACTION
    db.session.flush()


def _end_access(actor: Actor, by: int | None, now: dt.datetime) -> None:
    access = db.session.scalar(select(PlanAccess).where(PlanAccess.actor_id == actor.id))
    if access is not None:
        accounts.revoke(access, now=now, by=by)
        db.session.flush()


def _go_through_the_register(subject: Subject) -> None:
    """Rows that say nothing without the person go; in those that stay, what is hers is emptied."""
    for held in HELD:
        table: Table = Base.metadata.tables[held.table]
        if held.erase is Erase.DELETE:
            db.session.execute(delete(table).where(naming(held, subject)))
        elif held.clears:
            own = [name for name in held.clears if table.c[name].nullable]
            condition = naming(held, subject)
            db.session.execute(update(table).where(condition).values(dict.fromkeys(own)))
    db.session.expire_all()


def _replace_in_texts(needles: Iterable[str]) -> None:
    words = list(needles)
    folded = [fold(word) for word in words]
    for trace in queries.traces_of(words):
        if trace.locked:
            continue
        table: Table = Base.metadata.tables[trace.table]
        value = without(trace.value, folded if trace.column == "folded" else words)
        db.session.execute(
            update(table).where(table.c.id == trace.id).values({trace.column: value})
        )
    db.session.expire_all()


def _empty(actor: Actor, today: dt.date) -> None:
    actor.name = FORGOTTEN
    actor.left_on = actor.left_on or today
    actor.erased_on = today
