"""What people say of themselves: whether members of a group see an address, and corrections."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.people import LONGEST_NAME, tidy
from app.extensions import db
from app.language import gettext as _
from app.models.accounts import Account
from app.models.groups import Body
from app.models.people import Actor
from app.models.privacy import ContactConsent
from app.services import audit

LONGEST_PHONE = 50


def allow_contact(
    person: Actor, body: Body, *, email: bool, phone: bool, by: int, now: dt.datetime
) -> bool:
    """Let the members of the group see address or number from now on, or no more; if it changed."""
    last = db.session.scalar(
        select(ContactConsent).where(
            ContactConsent.person_id == person.id,
            ContactConsent.body_id == body.id,
            ContactConsent.withdrawn_at.is_(None),
        )
    )
    before = (last.email, last.phone) if last else (False, False)
    if before == (email, phone):
        return False
    if last is not None:
        last.withdrawn_at = now
        db.session.flush()
    if email or phone:
        db.session.add(
            ContactConsent(person=person, body=body, email=email, phone=phone, given_at=now)
        )
    db.session.flush()
    audit.note(
        "consent.contact",
        by=by,
        now=now,
        plan_id=person.plan_id,
        object_type="body",
        object_uid=body.uid,
        on_behalf_of=person.id,
        changes={"shows_email": [before[0], email], "shows_phone": [before[1], phone]},
    )
    return True


def correct(
    account: Account, person: Actor | None, *, name: str, phone: str, now: dt.datetime
) -> bool:
    """Correct one's own name and number; if anything changed. Raises RuleBroken."""
    said, number = tidy(name), tidy(phone) or None
    if not said:
        raise RuleBroken(_("Bitte geben Sie einen Namen ein."), field="name")
    if len(said) > LONGEST_NAME:
        raise RuleBroken(_("Bitte kürzen Sie den Namen auf 200 Zeichen."), field="name")
    if number and len(number) > LONGEST_PHONE:
        raise RuleBroken(_("Bitte kürzen Sie die Nummer auf 50 Zeichen."), field="phone")
    changes = {}
    if account.name != said:
        account.name = said
        changes["name"] = ["…", "…"]
    if person is not None and (person.name, person.phone) != (said, number):
        changes |= {"name": ["…", "…"]} if person.name != said else {}
        changes |= {"phone": ["…", "…"]} if person.phone != number else {}
        person.name, person.phone = said, number
    if changes:
        audit.note(
            "account.correct",
            by=account.id,
            now=now,
            plan_id=person.plan_id if person else None,
            object_type="account",
            object_uid=account.uid,
            changes=changes,
        )
    return bool(changes)
