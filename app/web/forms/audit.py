"""The form above the list of changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from app.domain.spoken import day_of_year
from app.language import lazy_gettext as _l
from app.models.accounts import Account
from app.queries.audit import Filter
from app.web.deed_words import AREAS
from app.web.forms.fields import DayField
from app.web.forms.filters import Choice, FilterForm


class DeedFilterForm(FilterForm):
    """Narrows the list to somebody's deeds, to an area, to days."""

    suche = None
    wer = Choice(_l("Wer"))
    bereich = Choice(_l("Bereich"))
    von = DayField(_l("Von"), description=_l("zum Beispiel 01.03.2017"))
    bis = DayField(_l("Bis"), description=_l("zum Beispiel 31.03.2017"))

    def __init__(self, accounts: Iterable[Account], **more: Any) -> None:
        super().__init__(**more)
        self["wer"].offer_rows(accounts)
        self["bereich"].offer((word, label) for word, (label, _kinds) in AREAS.items())

    @property
    def told(self) -> list[tuple[str, str]]:
        chosen = [(str(f.label.text), f.told) for f in self if isinstance(f, Choice) and f.told]
        days = (self["von"], self["bis"])
        return [*chosen, *((str(f.label.text), day_of_year(f.data)) for f in days if f.data)]

    def wanted(self, thing: uuid.UUID | None) -> Filter:
        area = self["bereich"].word
        return Filter(
            account_id=self["wer"].key,
            thing=thing,
            kinds=AREAS[area][1] if area else (),
            from_on=self["von"].data,
            until_on=self["bis"].data,
        )
