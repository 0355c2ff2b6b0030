"""What every kind of letter needs: where it is written, who signs it, to whom it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.domain import signed_links
from app.domain.reminders import Recipient
from app.extensions import db
from app.mail.letters import Signature, Words
from app.mail.message import CalendarPart
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.services.outbox.enclosing import Enclosures

PLAIN = "Wiedervorlage"


class NotWanted(Exception):
    """The letter should not go any more; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where and when a letter is written."""

    base_url: str
    mail_from: str
    timezone: str
    secret: str
    now: dt.datetime

    @classmethod
    def of(cls, config: Mapping[str, Any], now: dt.datetime) -> Self:
        """As the installation's settings say."""
        return cls(
            base_url=config["BASE_URL"],
            mail_from=config["MAIL_FROM"],
            timezone=config["TIMEZONE"],
            secret=config["SECRET_KEY"],
            now=now,
        )

    def signed_page(self, purpose: str, **ids: int) -> str:
        """The address of a one-purpose page for whoever gets the letter (see signed_links)."""
        return f"{self.base_url}/r/{signed_links.make(self.secret, purpose, **ids)}"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter that should still go: to whom, and how to put it into words."""

    recipient: Recipient
    words: Callable[[], Words]
    thread: str | None = None
    automatic: bool = True
    calendar: Callable[[], CalendarPart] | None = None
    enclosures: Enclosures | None = None


def signature(plan: Plan | None, setting: Setting) -> Signature:
    """Who signs: the plan's office, or the installation where a letter belongs to no plan."""
    if plan is None:
        return Signature(
            office=PLAIN,
            county="",
            plan=PLAIN,
            contact=setting.mail_from,
            home_url=setting.base_url,
        )
    contact = [plan.office_email or setting.mail_from]
    if plan.office_phone:
        contact.append(f"Telefon {plan.office_phone}")
    return Signature(
        office=plan.office_name,
        county=plan.county,
        plan=plan.title,
        contact=", ".join(contact),
        home_url=setting.base_url,
    )


def plan_of(letter: OutboxLetter) -> Plan:
    """The letter's plan. Raises NotWanted if it has gone."""
    plan = db.session.get(Plan, letter.plan_id) if letter.plan_id is not None else None
    if plan is None:
        raise NotWanted("no_plan")
    return plan
