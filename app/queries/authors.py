"""Who wrote something, for showing it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account


def names_of(account_ids: Sequence[int]) -> dict[int, str]:
    """The names of accounts, for showing who wrote something."""
    if not account_ids:
        return {}
    found = db.session.execute(
        select(Account.id, Account.name).where(Account.id.in_(set(account_ids)))
    )
    return {row.id: row.name for row in found}
