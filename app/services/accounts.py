"""Accounts: making and locking them, signing in and out."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select, update

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, SignInLink, UserSession
from app.models.people import Actor
from app.models.plans import Plan
from app.queries.accounts import account_by_email, token_hash
from app.services import audit

LINK_LIFE = dt.timedelta(minutes=10)
SESSION_LIFE = dt.timedelta(days=30)
SHORTEST_PASSWORD = 10

_hasher = PasswordHasher()  # argon2id with the library's defaults, above ASVS 11.4.2
_DUMMY_HASH = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class NewSession:
    """A session just begun; the token is known only here and in the browser."""

    token: str
    session: UserSession


def normal_email(text: str) -> str:
    """The address in the form we store. Raises RuleBroken when it is none."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise RuleBroken(
            f"„{text.strip()[:80]}“ ist keine gültige E-Mail-Adresse. "
            "Bitte geben Sie eine Adresse wie name@beispiel.de ein.",
            field="email",
        ) from error
    return checked.normalized.lower()


def create_account(*, email: str, name: str, now: dt.datetime, by: int | None = None) -> Account:
    """A new account without password. Raises RuleBroken for a bad or taken address."""
    address = normal_email(email)
    if account_by_email(address):
        raise RuleBroken(f"Für {address} gibt es schon ein Konto.", field="email")
    account = Account(email=address, name=name.strip(), created_at=now)
    db.session.add(account)
    db.session.flush()
    audit.note(
        "account.create", by=by, now=now, object_type="account", object_uid=account.uid
    )
    return account


def grant(
    account: Account,
    plan: Plan,
    role: PlanRole,
    *,
    actor: Actor | None = None,
    now: dt.datetime,
    by: int | None = None,
) -> PlanAccess:
    """Give the account a role in the plan, or change the one it has."""
    access = db.session.scalar(
        select(PlanAccess).where(
            PlanAccess.account_id == account.id, PlanAccess.plan_id == plan.id
        )
    )
    if access is None:
        access = PlanAccess(account=account, plan=plan, role=role, actor=actor)
        db.session.add(access)
    access.role = role
    access.actor = actor or access.actor
    db.session.flush()
    audit.note(
        "account.grant",
        by=by,
        now=now,
        plan_id=plan.id,
        object_type="account",
        object_uid=account.uid,
        changes={"role": [None, role.value]},
    )
    return access


def set_password(account: Account, password: str) -> None:
    """Store the password's argon2id hash. Raises RuleBroken when it is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            f"Das Passwort braucht mindestens {SHORTEST_PASSWORD} Zeichen.", field="password"
        )
    account.password_hash = _hasher.hash(password)


def check_password(email: str, password: str) -> Account | None:
    """The active account to which both belong; unknown addresses cost the same time."""
    account = account_by_email(email)
    stored = account.password_hash if account else None
    try:
        _hasher.verify(stored or _DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return None
    if account is None or stored is None or not account.active:
        return None
    if _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(password)
    return account


def create_sign_in_link(account: Account, *, browser: str | None, now: dt.datetime) -> str:
    """The token of a new one-time link; older unused links of the account end.

    `browser` is the secret of the browser that asked; None makes a rescue link for any browser.
    """
    db.session.execute(
        delete(SignInLink).where(
            SignInLink.account_id == account.id, SignInLink.used_at.is_(None)
        )
    )
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
            SignInLink.browser_hash.is_(None)
            | (SignInLink.browser_hash == token_hash(browser or "")),
        )
        .values(used_at=now)
        .returning(SignInLink.account_id)
    )
    account = db.session.get(Account, used) if used is not None else None
    return account if account and account.active else None


def begin_session(account: Account, *, now: dt.datetime) -> NewSession:
    """Sign the account in on one browser."""
    token = secrets.token_urlsafe(32)
    session = UserSession(
        account=account,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + SESSION_LIFE,
        last_seen_on=now.date(),
    )
    db.session.add(session)
    db.session.flush()
    audit.note(
        "account.sign_in", by=account.id, now=now, object_type="account", object_uid=account.uid
    )
    return NewSession(token, session)


def end_session(session_uid: uuid.UUID) -> None:
    """Sign one browser out on the server."""
    db.session.execute(delete(UserSession).where(UserSession.uid == session_uid))


def end_all_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    db.session.execute(delete(UserSession).where(UserSession.account_id == account.id))


def disable(account: Account, *, now: dt.datetime, by: int | None = None) -> None:
    """Lock the account: sessions and links end at once, feeds with it."""
    account.active = False
    end_all_sessions(account)
    db.session.execute(delete(SignInLink).where(SignInLink.account_id == account.id))
    audit.note(
        "account.disable", by=by, now=now, object_type="account", object_uid=account.uid
    )
