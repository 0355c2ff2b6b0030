"""One field of action: its name, what it states about itself, goals and examples."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.imports.bilanz.blocks import Blocks, BlockScanner
from app.imports.bilanz.front import OverviewEntry
from app.imports.bilanz.lines import FIELD, HEADING, MARK, Line
from app.imports.bilanz.tables import read_goals
from app.imports.bilanz.trouble import Trouble
from app.imports.bilanz.words import NUMBER_PATTERN, UNITS, number_of
from app.imports.draft import FieldDraft, StatedCounts
from app.imports.wording import clean
from app.language import lazy_gettext as _l

PAGES = re.compile(r"\([^()]{0,80}\b(?:Seiten?|S\.)\s*(\d+(?:\s?[-–]\s?\d+)?)\s*\)")
TOPICS = re.compile(
    r"\b[Ff]ür (?:die|den) Them(?:enbereiche?|enfelde?r?|en)\s(?P<list>[^.;:]{1,300}?)"
    r"\swurden?\skeine\sZiele"
)
MOTTO = re.compile(r"^(?P<name>.+?)\s*\([„“\"»](?P<motto>[^“”\"«]+)[“”\"«]\)$")
QUOTED = re.compile(r"[„“\"»](?P<name>[^“”\"«]+)[“”\"«]")


def read_field(
    heading: Line,
    body: list[Line],
    overview: Mapping[int, OverviewEntry],
    trouble: Trouble,
    *,
    is_complete: bool,
) -> FieldDraft:
    """Read a section that `FIELD` opened; problems and doubts go to `trouble`.

    `is_complete` when every field of the overview has a section of its own.
    """
    found = FIELD.match(heading.text)
    assert found is not None
    number = int(found["number"])
    known = overview.get(number)
    name, motto = _name_of(heading, found, known, trouble)
    opening = [] if _is_bare_heading(heading, found) else [heading]
    blocks = BlockScanner(str(number), trouble, is_complete=is_complete).scan([*opening, *body])
    narrative = tuple(passage.text for passage in blocks.prose)
    _check_blocks(blocks, heading, number, name, trouble)
    return FieldDraft(
        number=number,
        name=name,
        motto=motto or (known.motto if known else ""),
        stated=_stated(narrative, heading.number, number, trouble),
        pages=_pages(narrative, heading.number, number, trouble),
        narrative=narrative,
        topics_without_goals=_topics(narrative),
        goals=read_goals(blocks.tables, number, trouble),
        examples=blocks.example_drafts(),
        line=heading.number,
    )


def _is_bare_heading(heading: Line, found: re.Match[str]) -> bool:
    """A heading that is only a name, not the first sentence of the prose."""
    return HEADING.match(heading.text) is not None or not re.search(
        r"\bim\s", found["lead"], re.IGNORECASE
    )


def _name_of(
    heading: Line, found: re.Match[str], known: OverviewEntry | None, trouble: Trouble
) -> tuple[str, str]:
    """Name and motto: what is bold, else what the overview says, else the whole heading."""
    rest = found["rest"]
    opening = re.match(MARK, rest)
    marks = re.findall(MARK, heading.text[: found.start("rest")])
    mark = opening.group() if opening else (marks[-1] if marks else "")
    rest = rest.removeprefix(opening.group()) if opening else rest
    closing = mark.replace("<", "</") if mark else ""
    if closing and closing in rest:
        return _split_motto(clean(rest[: rest.index(closing)]))
    plain = clean(rest)
    if known and plain.startswith(known.name):
        return known.name, ""
    if _is_bare_heading(heading, found) and len(plain) <= 120:
        return _split_motto(plain)
    trouble.problem(
        heading.number,
        _l(
            "Der Name des Handlungsfelds ist nicht zu erkennen: erwartet wird er fett"
            " („**Name**“) oder in der Übersicht der Handlungsfelder."
        ),
    )
    return plain[:80], ""


def _split_motto(name: str) -> tuple[str, str]:
    name = name.strip(" :")
    if found := MOTTO.match(name):
        return found["name"], found["motto"].strip()
    return name, ""


def _check_blocks(blocks: Blocks, heading: Line, number: int, name: str, trouble: Trouble) -> None:
    key = str(number)
    if not blocks.tables:
        trouble.doubt(
            heading.number, _l("Handlungsfeld %(number)s hat keine Tabelle.", number=number), key
        )
    for table in blocks.tables:
        if not table.rows:
            trouble.doubt(table.header.number, _l("Die Tabelle hat keine Zeilen."), key)
    examples = blocks.examples_heading
    if examples is None:
        return
    if not blocks.examples:
        trouble.doubt(examples.number, _l("Überschrift ohne Beispiele."), key)
    quoted = QUOTED.search(clean(examples.text))
    if quoted and quoted["name"].strip() != name:
        trouble.doubt(
            examples.number,
            _l(
                "Die Beispiele nennen das Handlungsfeld „%(other)s“, stehen aber in %(number)s"
                " „%(name)s“; sie bleiben dort.",
                other=quoted["name"],
                number=number,
                name=name,
            ),
            key,
        )


def _stated(narrative: tuple[str, ...], line: int, number: int, trouble: Trouble) -> StatedCounts:
    counts: dict[str, int] = {}
    for unit, pattern in UNITS.items():
        found = re.findall(
            rf"\b({NUMBER_PATTERN})\s{pattern}\b", " ".join(narrative), re.IGNORECASE
        )
        numbers = list(dict.fromkeys(map(number_of, found)))
        if numbers:
            counts[unit] = numbers[0]
        if len(numbers) > 1:
            trouble.doubt(
                line,
                _l(
                    "Handlungsfeld %(number)s nennt verschiedene Anzahlen (%(numbers)s); die erste"
                    " gilt.",
                    number=number,
                    numbers=", ".join(map(str, numbers)),
                ),
                str(number),
            )
    return StatedCounts(**counts)


def _pages(narrative: tuple[str, ...], line: int, number: int, trouble: Trouble) -> str:
    found = list(dict.fromkeys(PAGES.findall(" ".join(narrative))))
    if len(found) > 1:
        trouble.doubt(
            line,
            _l(
                "Handlungsfeld %(number)s nennt mehrere Seitenangaben (%(pages)s); die erste gilt.",
                number=number,
                pages=", ".join(found),
            ),
            str(number),
        )
    return found[0] if found else ""


def _topics(narrative: tuple[str, ...]) -> tuple[str, ...]:
    """The topics for which the document says it has no goals."""
    topics: list[str] = []
    for found in TOPICS.finditer(" ".join(narrative)):
        # "und" may stand inside a topic's name; it parts the last two only without "sowie".
        last = r"\ssowie\s" if " sowie " in found["list"] else r"\sund\s(?!.*\sund\s)"
        topics += [
            topic.strip() for part in found["list"].split(", ") for topic in re.split(last, part)
        ]
    return tuple(topic for topic in topics if topic)
