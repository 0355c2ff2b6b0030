"""Whom a question about personal data is about: a person's rows in plans, and its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.people import Actor


@dataclass(frozen=True)
class Subject:
    """One human being: the account, if there is one, and its persons in plans."""

    actors: Sequence[Actor]
    account: Account | None

    @property
    def name(self) -> str:
        return self.actors[0].name if self.actors else self.account.name if self.account else ""

    @property
    def ids(self) -> Mapping[str, Sequence[int]]:
        """The ids by the table that they belong to."""
        accounts = [self.account.id] if self.account else []
        return {"actor": [actor.id for actor in self.actors], "account": accounts}


def of_account(account: Account) -> Subject:
    """Whoever is signed in: the account and every person it is."""
    persons = db.session.scalars(
        select(Actor)
        .join(PlanAccess, PlanAccess.actor_id == Actor.id)
        .where(PlanAccess.account_id == account.id)
        .order_by(Actor.id)
    ).all()
    return Subject(persons, account)


def of_actor(actor: Actor) -> Subject:
    """A person of one plan; the account only if it belongs to no other plan as well."""
    account = db.session.scalar(
        select(Account)
        .join(PlanAccess, PlanAccess.account_id == Account.id)
        .where(PlanAccess.actor_id == actor.id)
    )
    alone = account is not None and all(
        access.plan_id == actor.plan_id for access in account.accesses
    )
    return Subject([actor], account if alone else None)
