"""What a public paper must not say: addresses of people, and names to look at twice (R59)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RuleBroken
from app.domain.reports.committee import AgreementLine, GroupLine, ResultLine, TargetLine
from app.domain.reports.content import FieldPart, GoalLine, Head
from app.language import gettext as _

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Spot:
    """Words in a report that point to a person, and where they stand."""

    place: str
    words: str


def addresses(content: Any) -> list[Spot]:
    """Every e-mail address in the report."""
    return [
        Spot(place, found) for place, text in _texts(content) for found in ADDRESS.findall(text)
    ]


def names(content: Any, known: Iterable[str]) -> list[Spot]:
    """Every name of a person we know that occurs in the report, once for each place."""
    wanted = {name.casefold(): name for name in known if len(name.split()) > 1}
    if not wanted:
        return []
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, wanted)) + r")(?!\w)")
    spots = [
        Spot(place, wanted[found])
        for place, text in _texts(content)
        for found in pattern.findall(text.casefold())
    ]
    return list(dict.fromkeys(spots))


def check_addresses(content: Any) -> None:
    """Raise RuleBroken while an address would become public."""
    found = addresses(content)
    if found:
        one = found[0]
        raise RuleBroken(
            _(
                "Der Bericht wird öffentlich, enthält aber eine E-Mail-Adresse: „%(words)s“ "
                "(%(place)s). Bitte nehmen Sie sie heraus.",
                words=one.words,
                place=one.place,
            )
        )


def _texts(value: Any, place: str = "Text des Berichts") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Head):
        return  # the plan and its office, as they call themselves
    elif dataclasses.is_dataclass(value):
        place = _place(value) or place
        for one in dataclasses.fields(value):
            yield from _texts(getattr(value, one.name), place)
    elif isinstance(value, Mapping):
        return
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one, place)


def _place(value: Any) -> str:
    match value:
        case GoalLine():
            return f"Ziel {value.key}"
        case FieldPart():
            return f"Handlungsfeld {value.number}"
        case AgreementLine():
            return f"Vereinbarung {value.label}"
        case ResultLine():
            return f"Ergebnis „{value.source}“"
        case GroupLine():
            return f"Gruppe „{value.name}“"
        case TargetLine():
            return f"Zielsetzung zu {value.goal}"
    return ""
