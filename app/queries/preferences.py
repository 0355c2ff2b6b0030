"""Reads what people want of reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.domain.preferences import Holder
from app.domain.reminders import Recipient
from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.people import Actor
from app.models.preferences import ReminderPreference

FEW = 500  # up to here recipients are named in the query; for more the table is read whole


def by_recipient(recipients: Collection[Recipient]) -> dict[str, ReminderPreference]:
    """The wishes of those who have any, by the recipient's key; an account's before a person's."""
    wanted = select(ReminderPreference)
    if len(recipients) <= FEW:
        actor_ids = [one.actor_id for one in recipients if one.actor_id is not None]
        account_ids = [one.account_id for one in recipients if one.account_id is not None]
        wanted = wanted.where(
            ReminderPreference.actor_id.in_(actor_ids)
            | ReminderPreference.account_id.in_(account_ids)
        )
    kept = db.session.scalars(wanted).all()
    of_account: dict[int | None, ReminderPreference] = {
        one.account_id: one for one in kept if one.account_id is not None
    }
    of_actor: dict[int | None, ReminderPreference] = {
        one.actor_id: one for one in kept if one.actor_id is not None
    }
    return {
        recipient.key: found
        for recipient in recipients
        if (found := of_account.get(recipient.account_id) or of_actor.get(recipient.actor_id))
    }


def own_lead_days() -> set[int]:
    """Every lead time that somebody has chosen for meetings or tasks."""
    rows = db.session.execute(
        select(ReminderPreference.meeting_days, ReminderPreference.task_days).where(
            ReminderPreference.meeting_days.is_not(None) | ReminderPreference.task_days.is_not(None)
        )
    )
    return {days for row in rows for listed in row for days in listed or ()}


def anybody_gathers() -> bool:
    """Whether somebody wants reminders on one weekday."""
    wanted = select(ReminderPreference.id).where(ReminderPreference.digest_weekday.is_not(None))
    return db.session.scalar(wanted.limit(1)) is not None


def changed_since(instant: dt.datetime) -> bool:
    """Whether anybody has changed wishes after the instant."""
    wanted = select(ReminderPreference.id).where(ReminderPreference.changed_at > instant)
    return db.session.scalar(wanted.limit(1)) is not None


def of(holder: Holder) -> ReminderPreference | None:
    """The wishes of one holder."""
    if holder.account_id is not None:
        kept = ReminderPreference.account_id == holder.account_id
    else:
        kept = ReminderPreference.actor_id == holder.actor_id
    return db.session.scalar(select(ReminderPreference).where(kept))


def holder(ids: Mapping[str, int]) -> tuple[Holder, str] | None:
    """Whose wishes a signed link speaks of, and the name; a person with account is its account."""
    if "account" in ids:
        account = db.session.get(Account, ids["account"])
        return (Holder(account_id=account.id), account.name) if account else None
    actor = db.session.get(Actor, ids.get("actor", 0))
    if actor is None:
        return None
    access = db.session.scalar(select(PlanAccess).where(PlanAccess.actor_id == actor.id))
    if access is not None:
        return Holder(account_id=access.account_id), access.account.name
    return Holder(actor_id=actor.id), actor.name
