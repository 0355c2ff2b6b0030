"""What a dispatcher needs to know of the installation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.outbox import address_hash
from app.services.outbox.drafts import Setting


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who writes from where, and how many letters a minute the relay is given (0: any number)."""

    host: str
    base_url: str
    mail_from: str
    timezone: str
    secret: str
    a_minute: int = 0

    def setting(self, now: dt.datetime) -> Setting:
        return Setting(
            base_url=self.base_url,
            mail_from=self.mail_from,
            timezone=self.timezone,
            secret=self.secret,
            now=now,
        )

    def address_hash(self, address: str) -> str:
        return address_hash(self.secret, address)
