"""Laws of agendas: templates for each phase, numbers, planned time, what may be removed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.models.meetings import AgendaItem, AgendaKind, Meeting, Phase

LONGEST_NUMBER = 10
NUMBER = re.compile(r"(?=.*\d)[^\W_][\w .\-]*")
DAY = dt.date(2000, 1, 1)  # any: only times of day are counted with it


@dataclass(frozen=True, kw_only=True)
class TemplateItem:
    """One line of a template."""

    key: str
    title: str
    minutes: int
    kind: AgendaKind = AgendaKind.DISCUSSION
    description: str | None = None


WELCOME = TemplateItem(key="welcome", title="Begrüßung", minutes=5, kind=AgendaKind.INFORMATION)
MINUTES = TemplateItem(
    key="minutes", title="Protokoll der letzten Sitzung", minutes=5, kind=AgendaKind.AGREEMENT
)
TASKS = TemplateItem(key="tasks", title="Stand der Arbeitsaufträge", minutes=30)
DATES = TemplateItem(key="dates", title="Termine", minutes=5)
OTHER = TemplateItem(key="other", title="Verschiedenes", minutes=10, kind=AgendaKind.INFORMATION)

# R41: the three clarifications and the three adoptions are items of their own, so that each
# gets a recorded outcome.
KICKOFF = (
    WELCOME,
    TemplateItem(
        key="stock_taking",
        title="Stand der Bilanz",
        minutes=20,
        kind=AgendaKind.INFORMATION,
    ),
    TemplateItem(
        key="actors",
        title="Weitere Akteure, Institutionen und Organisationen",
        minutes=20,
        description="Wer soll außerdem einbezogen werden, und wer spricht sie bis wann an?",
    ),
    TemplateItem(
        key="topics",
        title="Themen, die zeitnah bearbeitet werden",
        minutes=20,
        description="Welche Handlungsfelder und Ziele kommen zuerst?",
    ),
    TemplateItem(
        key="forms",
        title="Arbeitsformen",
        minutes=20,
        description="Arbeitsgruppe, Workshop, Peergroup oder ein Gremium, das es schon gibt?",
    ),
    TemplateItem(
        key="adopt_topic_areas",
        title="Verabschiedung der Themenfelder",
        minutes=10,
        kind=AgendaKind.AGREEMENT,
    ),
    TemplateItem(
        key="adopt_methods",
        title="Verabschiedung der Methoden",
        minutes=10,
        kind=AgendaKind.AGREEMENT,
    ),
    TemplateItem(
        key="adopt_agreements",
        title="Verabschiedung der Vereinbarungen",
        minutes=10,
        kind=AgendaKind.AGREEMENT,
    ),
    DATES,
    OTHER,
)
WORKING = (
    WELCOME,
    MINUTES,
    TASKS,
    TemplateItem(
        key="elaboration",
        title="Ausarbeitung der vereinbarten Themen",
        minutes=45,
        description="Themenfelder, Methoden und Vereinbarungen des Auftakts be- und ausarbeiten.",
    ),
    TemplateItem(
        key="assignments",
        title="Arbeitsaufträge und überprüfbare Zielsetzungen",
        minutes=30,
        kind=AgendaKind.AGREEMENT,
        description="Was, wer, bis wann, zu welchem Ziel – und woran sehen wir, dass es gelang?",
    ),
    DATES,
    OTHER,
)
TEMPLATES = {
    Phase.KICKOFF: KICKOFF,
    Phase.WORKING: WORKING,
    Phase.COMMITTEE: (WELCOME, MINUTES, DATES, OTHER),
    Phase.OTHER: (WELCOME, MINUTES, TASKS, DATES, OTHER),
}


def missing(meeting: Meeting, items: Iterable[AgendaItem]) -> list[TemplateItem]:
    """What the template of the meeting's phase has and its agenda has not.

    What was withdrawn is not missing: somebody wanted it so. A title of one's own counts too.
    """
    present = list(items)
    keys = {item.template_key for item in present}
    titles = {item.title.casefold() for item in present}
    return [
        one
        for one in TEMPLATES[meeting.phase]
        if one.key not in keys and one.title.casefold() not in titles
    ]


def place_after_removal(item: AgendaItem, items: Sequence[AgendaItem]) -> int:
    """The index at which a removed item comes back: before what took its place."""
    return sum(one.position < item.position for one in items)


def place_for(key: str, meeting: Meeting, items: Sequence[AgendaItem]) -> int:
    """The index at which the template's line belongs: before the next line that stands already."""
    order = [one.key for one in TEMPLATES[meeting.phase]]
    following = order[order.index(key) + 1 :] if key in order else []
    for index, item in enumerate(items):
        if item.template_key in following:
            return index
    return len(items)


def next_number(numbers: Iterable[str]) -> str:
    """The next number: one more than the highest, also when that item was withdrawn.

    Of "3.1" and "5 a" the number in front counts.
    """
    heads = [re.match(r"\d+", number) for number in numbers]
    return str(max((int(head.group()) for head in heads if head), default=0) + 1)


def check_order(
    now: Sequence[uuid.UUID], *, seen: Sequence[uuid.UUID], wanted: Sequence[uuid.UUID]
) -> None:
    """Raise RuleBroken unless `wanted` arranges the items `now` as their mover had `seen` them."""
    if list(seen) != list(now) or sorted(wanted) != sorted(now):
        raise RuleBroken(
            _(
                "Die Tagesordnung wurde inzwischen geändert. "
                "Die Reihenfolge bleibt, wie sie jetzt ist; bitte ordnen Sie noch einmal."
            )
        )


def check_number(number: str, others: Iterable[str]) -> str:
    """The number as it is kept. Raises RuleBroken unless it is one and unique in the meeting."""
    words = " ".join(number.split())
    if len(words) > LONGEST_NUMBER or not NUMBER.fullmatch(words):
        raise RuleBroken(
            _(
                "Bitte geben Sie eine Nummer mit höchstens zehn Zeichen ein, "
                "zum Beispiel 4, 3.1 oder 5 a."
            ),
            field="number",
        )
    if words.casefold() in {other.casefold() for other in others}:
        raise RuleBroken(
            _("TOP %(words)s gibt es schon. Bitte wählen Sie eine andere Nummer.", words=words),
            field="number",
        )
    return words


def counted_anew(items: Sequence[AgendaItem]) -> list[str]:
    """The numbers 1, 2, 3 … for the items in their order."""
    return [str(place) for place in range(1, len(items) + 1)]


def in_sequence(items: Sequence[AgendaItem]) -> bool:
    """Whether the numbers are 1, 2, 3 … in the order of the day."""
    return [item.number for item in items] == counted_anew(items)


def is_draft(meeting: Meeting) -> bool:
    """Whether nobody was sent this agenda yet, so that numbers may change and items vanish."""
    return meeting.invited_at is None


def check_remove(item: AgendaItem, *, rests: bool) -> None:
    """Raise RuleBroken unless the item may vanish; `rests` says that something rests on it."""
    if not is_draft(item.meeting):
        raise RuleBroken(
            _(
                "Die Tagesordnung ist schon verschickt. Bitte setzen Sie den TOP ab; "
                "er behält seine Nummer."
            )
        )
    if rests:
        raise RuleBroken(
            _(
                "An diesem TOP hängen schon Vereinbarungen, Aufgaben, Unterlagen oder ein "
                "Protokoll. Bitte setzen Sie ihn ab."
            )
        )


def check_count_anew(meeting: Meeting) -> None:
    """Raise RuleBroken once numbers have been sent out: people refer to them."""
    if not is_draft(meeting):
        raise RuleBroken(
            _("Die Tagesordnung ist schon verschickt. Die Nummern bleiben, wie sie sind.")
        )


@dataclass(frozen=True, kw_only=True)
class Span:
    """How long an agenda takes as planned, and how long its meeting is; minutes."""

    planned: int
    unplanned: int
    available: int | None

    @property
    def too_long(self) -> bool:
        return self.available is not None and self.planned > self.available


def span_of(meeting: Meeting, items: Iterable[AgendaItem]) -> Span:
    """The sum of what is planned, how many items have no time, and the meeting's length."""
    living = [item for item in items if not item.withdrawn]
    return Span(
        planned=sum(item.minutes_planned or 0 for item in living),
        unplanned=sum(item.minutes_planned is None for item in living),
        available=_length(meeting.begins, meeting.ends),
    )


def starts(meeting: Meeting, items: Iterable[AgendaItem]) -> dict[int, dt.time]:
    """When each item begins, by its id, as long as every item before it has its time."""
    found: dict[int, dt.time] = {}
    if meeting.begins is None:
        return found
    at = dt.datetime.combine(DAY, meeting.begins)
    for item in items:
        if item.withdrawn:
            continue
        if at.date() != DAY:
            break
        found[item.id] = at.time()
        if item.minutes_planned is None:
            break
        at += dt.timedelta(minutes=item.minutes_planned)
    return found


def _length(begins: dt.time | None, ends: dt.time | None) -> int | None:
    if begins is None or ends is None:
        return None
    length = dt.datetime.combine(DAY, ends) - dt.datetime.combine(DAY, begins)
    return int(length.total_seconds()) // 60
