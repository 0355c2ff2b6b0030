"""Laws of forgetting somebody: when it has to wait, and what a text says afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.domain.errors import RuleBroken
from app.domain.privacy.register import FORGOTTEN
from app.language import gettext as _
from app.models.people import Actor

GONE_ADDRESS = "geloescht@invalid"


def check_erasable(actor: Actor) -> None:
    """Raise RuleBroken for what is no person, or was forgotten already."""
    if not actor.is_person:
        raise RuleBroken(
            _(
                "Gelöscht werden können nur Personen. "
                "Eine Stelle können Sie als ausgeschieden eintragen."
            )
        )
    if actor.erased_on is not None:
        raise RuleBroken(_("Diese Person ist schon gelöscht."))


def without(value: Any, needles: Sequence[str]) -> Any:
    """The text, or what JSON holds, with every one of the needles replaced."""
    if isinstance(value, str):
        for needle in needles:
            said = "…" if "@" in needle or not any(sign.isalpha() for sign in needle) else FORGOTTEN
            value = re.sub(re.escape(needle), said, value, flags=re.IGNORECASE)
        return value
    if isinstance(value, list):
        return [without(one, needles) for one in value]
    if isinstance(value, dict):
        return {key: without(one, needles) for key, one in value.items()}
    return value
