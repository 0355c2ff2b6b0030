"""Sign-in links: ten minutes, once, only the newest, and only in the browser that asked."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable

from sqlalchemy import delete, update

from app.extensions import db
from app.models.accounts import Account, SignInLink
from app.queries.accounts import account_by_email, for_this_browser, token_hash
from app.services.outbox.posting import queue_sign_in

LINK_LIFE = dt.timedelta(minutes=10)


def create_sign_in_link(account: Account, *, browser: str | None, now: dt.datetime) -> str:
    """The token of a new one-time link; all older links of the account end.

    `browser` is the secret of the browser that asked; None makes a rescue link for any browser.
    """
    end_links(account)
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInLink(
            account=account,
            token_hash=token_hash(token),
            browser_hash=token_hash(browser) if browser else None,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    db.session.flush()
    return token


def end_links(account: Account) -> None:
    """No link given out so far signs the account in any more."""
    db.session.execute(delete(SignInLink).where(SignInLink.account_id == account.id))


def use_sign_in_link(token: str, *, browser: str | None, now: dt.datetime) -> Account | None:
    """The account of a valid link, which is thereby used up; None for any other.

    One UPDATE decides, so that of two simultaneous uses exactly one counts.
    """
    used = db.session.scalar(
        update(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            for_this_browser(browser),
        )
        .values(used_at=now)
        .returning(SignInLink.account_id)
    )
    account = db.session.get(Account, used) if used is not None else None
    return account if account and account.active else None


def request_sign_in(
    email: str, *, browser: str, link_address: Callable[[str], str], now: dt.datetime
) -> None:
    """Queue a letter with a sign-in link if `email` belongs to an active account.

    `link_address` makes the address that stands in the letter out of the link's token.
    """
    account = account_by_email(email)
    if account is None or not account.active:
        return
    token = create_sign_in_link(account, browser=browser, now=now)
    queue_sign_in(account, url=link_address(token), valid_until=now + LINK_LIFE, now=now)
