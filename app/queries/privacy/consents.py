"""Which members let their group see an address or a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models.groups import Body, Membership
from app.models.people import Actor
from app.models.privacy import ContactConsent


@dataclass(frozen=True)
class Shown:
    """What one member shows."""

    email: str | None
    phone: str | None


def given_by(person_ids: Collection[int]) -> dict[tuple[int, int], ContactConsent]:
    """The consents in force of these persons, by person and group."""
    rows = db.session.scalars(
        select(ContactConsent).where(
            ContactConsent.person_id.in_(person_ids), ContactConsent.withdrawn_at.is_(None)
        )
    )
    return {(row.person_id, row.body_id): row for row in rows}


def shown_in(body: Body) -> dict[int, Shown]:
    """What the members of the group show each other, by person; nothing without consent."""
    rows = db.session.execute(
        select(ContactConsent, Actor)
        .join(Actor, Actor.id == ContactConsent.person_id)
        .where(ContactConsent.body_id == body.id, ContactConsent.withdrawn_at.is_(None))
    ).all()
    return {
        person.id: Shown(
            email=person.email if consent.email else None,
            phone=person.phone if consent.phone else None,
        )
        for consent, person in rows
    }


def groups_of(person_ids: Sequence[int]) -> list[Membership]:
    """The memberships that go on, of which somebody may say what the group sees."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(Membership.body)
            .where(
                Membership.person_id.in_(person_ids),
                Membership.until_on.is_(None),
                Body.external.is_(False),
            )
            .order_by(Body.name, Membership.id)
        )
    )
