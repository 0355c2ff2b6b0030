"""The kinds of letters: whether one should still go, and its words from the present rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.domain import invitations as law
from app.domain.days import local_day
from app.domain.reminders import (
    Recipient,
    Reminder,
    ReminderKind,
    reminders,
    without_earlier_stages,
)
from app.extensions import db
from app.language import GERMAN, speaking
from app.mail import letters
from app.mail.letters import Words
from app.models.accounts import Account
from app.models.groups import Membership
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import reminders as queries
from app.queries.onboarding import MAIL_TEST
from app.services.outbox import addresses, invitations, minutes, polls, rounds, tasks, topics
from app.services.outbox.drafts import (
    PLAIN,
    Draft,
    NotWanted,
    Setting,
    plan_of,
    signature,
    stop_page,
)
from app.services.outbox.items import item_of

__all__ = ["KINDS", "Draft", "NotWanted", "Setting", "draft", "reminder_words", "signature"]


def draft(letter: OutboxLetter, setting: Setting) -> Draft:
    """What `letter` and its papers say now, in its recipient's language.

    Raises NotWanted with the code of its fate.
    """
    kind = KINDS.get(letter.kind)
    if kind is None:
        raise NotWanted("unknown_kind")
    with speaking(GERMAN):
        found = kind(letter, setting)
    heard = speaking(found.recipient.language)
    return replace(
        found,
        words=heard(found.words),
        enclosures=heard(found.enclosures) if found.enclosures else None,
    )


def reminder_words(
    plan: Plan, recipient: Recipient, carried: list[Reminder], setting: Setting
) -> Words:
    """One letter for all that `recipient` is reminded of, worded from the day of writing."""
    with speaking(recipient.language):
        today = local_day(setting.now, plan)
        items = [item_of(reminder, today, setting) for reminder in without_earlier_stages(carried)]
        signed = signature(plan, setting, recipient, kind=carried[0].kind)
        return letters.reminder(signature=signed, name=recipient.name, items=items)


def _reminder(letter: OutboxLetter, setting: Setting) -> Draft:
    """A reminder and those folded into it, as far as they are still true."""
    plan = plan_of(letter)
    rows = [
        letter,
        *db.session.scalars(select(OutboxLetter).where(OutboxLetter.folded_into_id == letter.id)),
    ]
    today = local_day(setting.now, plan)
    actor_ids = [] if letter.actor_id is None else [letter.actor_id]
    world = queries.world_of(plan, {row.object_uid for row in rows}, actor_ids, today=today)
    wanted = {reminder.dedup_key: reminder for reminder in reminders(world)}
    true = [
        wanted[row.dedup_key]
        for row in rows
        if row.dedup_key in wanted and wanted[row.dedup_key].useful_until > setting.now
    ]
    carried = [reminder for reminder in true if reminder.left_out is None]
    if not carried:
        raise NotWanted((true[0].left_out if true else None) or "outdated")
    carried.sort(key=lambda reminder: (reminder.about_on, reminder.at))
    recipient = carried[0].recipient
    uids = {reminder.subject.uid for reminder in carried}
    return Draft(
        recipient=recipient,
        unsubscribe_url=stop_page(carried[0].kind, recipient, setting),
        words=lambda: reminder_words(plan, recipient, carried, setting),
        thread=f"wiedervorlage-{next(iter(uids))}" if len(uids) == 1 else None,
    )


def _sign_in(letter: OutboxLetter, setting: Setting) -> Draft:
    account = db.session.get(Account, letter.account_id)
    if account is None or not account.active:
        raise NotWanted("no_account")
    if letter.payload is None or letter.useful_until is None:
        raise NotWanted("no_link")
    url, until = letter.payload["url"], letter.useful_until
    plan = account.accesses[0].plan if account.accesses else None
    zone = ZoneInfo(plan.timezone if plan else setting.timezone)
    return Draft(
        recipient=Recipient(
            name=account.name,
            address=account.email,
            account_id=account.id,
            language=account.locale,
        ),
        automatic=False,
        words=lambda: letters.render(
            "sign_in",
            signature=signature(plan, setting),
            name=account.name,
            url=url,
            valid_until=until.astimezone(zone).time(),
        ),
    )


def _mail_test(letter: OutboxLetter, setting: Setting) -> Draft:
    """To oneself; whoever asked for it waits for it."""
    plan, account = plan_of(letter), db.session.get(Account, letter.account_id)
    if account is None or not account.active:
        raise NotWanted("no_account")
    return Draft(
        recipient=Recipient(
            name=account.name,
            address=account.email,
            account_id=account.id,
            language=account.locale,
        ),
        automatic=False,
        words=lambda: letters.render(
            MAIL_TEST,
            signature=signature(plan, setting),
            name=account.name,
            url=f"{setting.base_url}/einrichtung",
        ),
    )


def _welcome(letter: OutboxLetter, setting: Setting) -> Draft:
    plan = plan_of(letter)
    membership = db.session.get(Membership, (letter.payload or {}).get("membership_id", 0))
    if membership is None or not membership.active_on(local_day(setting.now, plan)):
        raise NotWanted("no_member")
    recipient = queries.directory(plan, setting.now, membership.person).reachable.get(
        membership.person_id
    )
    if recipient is None:
        raise NotWanted("not_reachable")
    body, organisation = membership.body, membership.on_behalf_of
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{body.uid}",
        words=lambda: letters.render(
            "invitation_to_group",
            signature=signature(plan, setting, recipient),
            name=recipient.name,
            body=body.name,
            since=membership.from_on,
            on_behalf_of=organisation.name if organisation else None,
            purpose=body.purpose,
            url=f"{setting.base_url}/gruppen/{body.slug}",
            sign_in_url=f"{setting.base_url}/anmelden" if recipient.account_id else None,
        ),
    )


def _barrier_report(letter: OutboxLetter, setting: Setting) -> Draft:
    """What somebody without an account reported; it goes to the address it was queued for."""
    said = letter.payload
    if said is None:
        raise NotWanted("no_text")
    plan = db.session.get(Plan, letter.plan_id) if letter.plan_id is not None else None
    return Draft(
        recipient=Recipient(name=plan.office_name if plan else PLAIN, address=letter.address),
        words=lambda: letters.render("barrier_report", signature=signature(plan, setting), **said),
    )


KINDS: dict[str, Callable[[OutboxLetter, Setting], Draft]] = {
    **dict.fromkeys((kind.value for kind in ReminderKind), _reminder),
    "sign_in": _sign_in,
    "invitation_to_group": _welcome,
    MAIL_TEST: _mail_test,
    "barrier_report": _barrier_report,
    law.INVITATION: invitations.invitation,
    law.CHANGED: invitations.changed,
    law.CANCELLED: invitations.cancelled,
    law.WITHDRAWN: invitations.withdrawn,
    minutes.KIND: minutes.published,
    polls.INVITATION: polls.asking,
    polls.CLOSED: polls.result,
    **dict.fromkeys(rounds.STARTS, rounds.asking),
    tasks.ASSIGNED: tasks.assigned,
    tasks.NAMING: tasks.assigned,
    tasks.HANDED_BACK: tasks.handed_back,
    topics.KIND: topics.decided,
    addresses.KIND: addresses.failed,
}
