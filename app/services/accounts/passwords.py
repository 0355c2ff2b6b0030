"""Passwords: stored as argon2id hashes, checked at the same cost for known and unknown."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain import passwords as law
from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.models.accounts import Account
from app.queries.accounts import account_by_email
from app.services import audit
from app.services.accounts.sessions import end_other_sessions

# OWASP's first choice of argon2id: 19 MiB. The library's 64 MiB times all threads would not fit
# into the memory that one small server has.
_turns = threading.BoundedSemaphore(2)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def set_password(account: Account, password: str) -> None:
    """Store the password's argon2id hash. Raises RuleBroken when it is weak."""
    law.check(password, names=(account.name, account.email, account.email.split("@")[0]))
    account.password_hash = _hasher.hash(password)


def change_password(
    account: Account, *, old: str, new: str, session_id: int, now: dt.datetime
) -> None:
    """Set a new password and sign the account out everywhere but in this session.

    The old one must be given if there is one. Raises RuleBroken when it is wrong or the new weak.
    """
    if account.password_hash is not None and not _fits(account.password_hash, old):
        raise RuleBroken(_("Das bisherige Passwort stimmt nicht."), field="old")
    set_password(account, new)
    end_other_sessions(account, session_id)
    audit.note(
        "account.password", by=account.id, now=now, object_type="account", object_uid=account.uid
    )


def check_password(email: str, password: str) -> Account | None:
    """The active account to which both belong; unknown addresses cost the same time."""
    account = account_by_email(email)
    dummy = _dummy_hash()  # made in any case, or the first unknown address would take longer
    stored = account.password_hash if account else None
    if not _fits(stored or dummy, password):
        return None
    if account is None or stored is None or not account.active:
        return None
    if _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(password)
    return account


def _fits(stored: str, password: str) -> bool:
    try:
        with _turns:
            return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
