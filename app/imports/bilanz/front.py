"""The first page of a Bilanz: title, place, day, resolutions and the list of fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from app.imports.bilanz.lines import Line
from app.imports.bilanz.trouble import Trouble
from app.imports.bilanz.words import MONTHS, NUMBER_PATTERN, number_of
from app.imports.wording import clean
from app.language import lazy_gettext as _l

MONTH = "|".join(MONTHS)
DAY = re.compile(
    rf"\bStand(?:\s+vom)?:?\s+(?P<day>\d{{1,2}})\.\s*"
    rf"(?:(?P<month>{MONTH})|(?P<number>\d{{1,2}})\.)\s*(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
MONTH_ONLY = re.compile(rf"\bStand:?\s+(?:{MONTH})\s+\d{{4}}", re.IGNORECASE)
# Who edited the document is not read: persons' names stay outside (R25).
EDITORS = re.compile(r"(?:Bearbeit|Hauptverantwort|Verfass|Redaktion|.*\bStand\b)")
SUBTITLE_WORDS = 5
RESOLUTION = re.compile(r"\bNr\.\s*(\d+/\d{4}(?:/\d+)*)")
TITLE_WORD = re.compile(r"^Bilanz\b[:.]?", re.IGNORECASE)
ATTACHMENT = re.compile(r"^Anlage\s+\d+$", re.IGNORECASE)
OVERVIEW = re.compile(
    r"(?<![\d.])(?P<number>\d{1,2})\.\s(?P<name>(?:(?!\d{1,2}\.\s)[^()]){1,120}?)\s?"
    r"\([„“\"»](?P<motto>[^“”\"«()]{1,200})[“”\"«]\)"
)
COUNT = re.compile(rf"\b({NUMBER_PATTERN})\s+Handlungsfelder", re.IGNORECASE)


@dataclass(frozen=True)
class OverviewEntry:
    """What the list of fields says about one of them."""

    name: str
    motto: str
    line: int


@dataclass
class Front:
    """The facts of the first page; names of editors are not among them."""

    title: str = ""
    subtitle: str = ""
    place: str = ""
    as_of: date | None = None
    resolutions: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    overview: dict[int, OverviewEntry] = field(default_factory=dict)


def read_front(lines: list[Line], trouble: Trouble) -> Front:
    """Read the part before the first field."""
    texts = [(line.number, clean(line.text.lstrip("# "))) for line in lines if not line.is_blank]
    front = Front()
    end_of_head = _read_day(texts, front, trouble)
    _read_title(texts[:end_of_head], front, trouble)
    body = texts[end_of_head:]
    _read_overview(body, front, trouble)
    front.resolutions = tuple(
        dict.fromkeys(number for _, text in body for number in RESOLUTION.findall(text))
    )
    listed = {entry.line for entry in front.overview.values()}
    front.history = tuple(
        text for number, text in body if number not in listed and not _is_heading(text)
    )
    return front


def _is_heading(text: str) -> bool:
    return len(text) < 80 and text[-1:] not in ".!?:"


def _read_day(texts: list[tuple[int, str]], front: Front, trouble: Trouble) -> int:
    """Find the reporting day; answers how many texts belong to the head of the page."""
    for index, (number, text) in enumerate(texts):
        found = DAY.search(text)
        if found is None:
            if MONTH_ONLY.search(text):
                trouble.doubt(number, _l("Der Stand nennt keinen Tag: „%(text)s“.", text=text[:60]))
                return index + 1
            continue
        front.place = text[: found.start()].strip(" ,–-:")
        month = MONTHS.get((found["month"] or "").lower()) or int(found["number"] or 0)
        try:
            front.as_of = date(int(found["year"]), month, int(found["day"]))
        except ValueError:
            trouble.problem(
                number,
                _l(
                    "Erwartet wird ein Datum, das es gibt, gefunden: „%(found)s“.",
                    found=found.group(),
                ),
            )
        return index + 1
    trouble.doubt(None, _l("Die Vorlage nennt keinen Stand („Ort, Stand 20. Februar 2017“)."))
    return len(texts)


def _read_title(texts: list[tuple[int, str]], front: Front, trouble: Trouble) -> None:
    """The title stands in or after the line "Bilanz"; the paragraph after it is the subtitle."""
    for index, (_, text) in enumerate(texts):
        if TITLE_WORD.match(text):
            alone = TITLE_WORD.fullmatch(text) is not None
            rest = [line for _, line in texts[index + alone :]]
            break
    else:
        rest = [text for _, text in texts if not ATTACHMENT.match(text)]
        if rest:
            trouble.doubt(
                texts[0][0],
                _l("Keine Zeile „Bilanz“ gefunden; „%(text)s“ gilt als Titel.", text=rest[0][:60]),
            )
    if not rest:
        trouble.problem(
            None, _l("Erwartet wird ein Titel nach der Zeile „Bilanz“, gefunden: keiner.")
        )
        return
    front.title = rest[0]
    second = rest[1] if len(rest) > 1 else ""
    if len(second.split()) >= SUBTITLE_WORDS and not EDITORS.match(second):
        front.subtitle = second


def _read_overview(texts: list[tuple[int, str]], front: Front, trouble: Trouble) -> None:
    for number, text in texts:
        for found in OVERVIEW.finditer(text):
            entry = OverviewEntry(found["name"].strip(), found["motto"].strip(), number)
            front.overview.setdefault(int(found["number"]), entry)
        for word in COUNT.findall(text):
            _compare_count(number, word, text, trouble)


def _compare_count(line: int, word: str, text: str, trouble: Trouble) -> None:
    listed = len(OVERVIEW.findall(text))
    if listed and listed != number_of(word):
        trouble.doubt(
            line,
            _l(
                "Genannt werden %(word)s Handlungsfelder, aufgezählt mit Motto %(listed)s.",
                word=word,
                listed=listed,
            ),
        )
