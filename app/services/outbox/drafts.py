"""What every kind of letter needs: where it is written, who signs it, to whom it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.domain import preferences, signed_links
from app.domain.reminders import Recipient
from app.extensions import db
from app.language import gettext as _
from app.mail.letters import Signature, Words
from app.mail.message import CalendarPart
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import letter_texts
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
    unsubscribe_url: str | None = None  # for the header of letters people can do without


def signature(
    plan: Plan | None,
    setting: Setting,
    recipient: Recipient | None = None,
    *,
    kind: str | None = None,
) -> Signature:
    """Who signs: the plan's office, or the installation where a letter belongs to no plan.

    A `recipient` gets the link to the settings, and for a `kind` one can do without the one that
    leaves it out.
    """
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
        contact.append(_("Telefon %(number)s", number=plan.office_phone))
    return Signature(
        office=plan.office_name,
        county=plan.county,
        plan=plan.title,
        contact=", ".join(contact),
        home_url=setting.base_url,
        settings_url=_wishes_page(preferences.SETTINGS, recipient, setting),
        stop_url=stop_page(kind, recipient, setting) if kind else None,
        texts=letter_texts.of_plan(plan.id),
    )


def stop_page(kind: str, recipient: Recipient | None, setting: Setting) -> str | None:
    """Where one click leaves out the topic of a kind of letter (RFC 8058), if that may be."""
    topic = preferences.TOPIC_OF.get(kind)
    holder = _holder(recipient)
    if topic is None or not holder:
        return None
    purpose = f"{preferences.STOP}{topic.value}"
    return f"{setting.base_url}/abbestellen/{signed_links.make(setting.secret, purpose, **holder)}"


def _wishes_page(purpose: str, recipient: Recipient | None, setting: Setting) -> str | None:
    holder = _holder(recipient)
    return setting.signed_page(purpose, **holder) if holder else None


def _holder(recipient: Recipient | None) -> dict[str, int]:
    """Whose wishes count for a recipient; nobody's for the office's mailbox."""
    if recipient is None:
        return {}
    if recipient.account_id is not None:
        return {"account": recipient.account_id}
    return {} if recipient.actor_id is None else {"actor": recipient.actor_id}


def plan_of(letter: OutboxLetter) -> Plan:
    """The letter's plan. Raises NotWanted if it has gone."""
    plan = db.session.get(Plan, letter.plan_id) if letter.plan_id is not None else None
    if plan is None:
        raise NotWanted("no_plan")
    return plan
