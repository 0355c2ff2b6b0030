"""The outlook: which meetings are announced, as exactly as the document says it."""

from __future__ import annotations

import re
from datetime import date

from app.imports.bilanz.lines import OUTLOOK, Line
from app.imports.bilanz.trouble import Trouble
from app.imports.bilanz.words import MONTHS
from app.imports.draft import MeetingKind, OutlookDraft, OutlookMeeting
from app.imports.wording import clean
from app.language import Said
from app.language import lazy_gettext as _l

MONTH = "|".join(MONTHS)
# "29. März" ends no sentence: a full stop counts only after a letter, bracket or quotation mark.
SENTENCE = re.compile(r"(?<=[^\W\d_]\.|[)“”\"]\.)\s+(?=[A-ZÄÖÜ])")
DAY = re.compile(rf"\b(?P<day>\d{{1,2}})\.\s(?P<month>{MONTH})\b(?:\s(?P<year>\d{{4}}))?", re.I)
MONTHS_NAMED = re.compile(rf"(?<!\d\.\s)\b(?P<month>{MONTH})\b(?:\s(?P<year>\d{{4}}))?", re.I)
KICKOFF = re.compile(r"\beingeladen\b|\bauftakt|\breaktiviert\b", re.IGNORECASE)
WORKING = re.compile(r"\w*treffen\b|\w*sitzung(?:en)?\b", re.IGNORECASE)
COMMITTEE = re.compile(r"\b[Ii](?:m|n\sder|n\sden)\s(?P<body>(?:\S+\s){0,3}?\S*ausschuss)\b", re.I)
KICKOFF_BODY = re.compile(r"\(„(?P<body>[^“”]+)“\)")
PORTFOLIO = re.compile(r"\bGremien\b.*\bPortfolio\b", re.IGNORECASE)
QUOTED = re.compile(r"„([^“”]+)“")


def read_outlook(lines: list[Line], as_of: date | None, trouble: Trouble) -> OutlookDraft:
    """Read the paragraphs after "Ausblick"; a missing year is assumed and said so (R40)."""
    paragraphs = [
        (line.number, clean(line.text))
        for line in lines
        if not line.is_blank and not (OUTLOOK.match(line.text) and len(line.text) < 80)
    ]
    sentences = [
        (number, sentence) for number, text in paragraphs for sentence in SENTENCE.split(text)
    ]
    year = _usual_year(sentences, as_of)
    meetings: dict[tuple[MeetingKind, int, int | None], OutlookMeeting] = {}
    for number, sentence in sentences:
        for meeting in _meetings_of(number, sentence, year):
            meetings.setdefault((meeting.kind, meeting.month, meeting.day), meeting)
    for meeting in meetings.values():
        if meeting.year_is_assumed and meeting.year is not None:
            trouble.doubt(meeting.line, _assumption(meeting))
    return OutlookDraft(
        meetings=tuple(meetings.values()),
        portfolio_bodies=_portfolio(sentences),
        paragraphs=tuple(text for _, text in paragraphs),
    )


def _assumption(meeting: OutlookMeeting) -> Said:
    month = next(name for name, number in MONTHS.items() if number == meeting.month)
    day = "" if meeting.day is None else f"{meeting.day}. "
    return _l(
        "Sitzung „%(day)s“: Das Jahr steht nicht in der Vorlage, angenommen wird %(year)s.",
        day=f"{day}{month.capitalize()}",
        year=meeting.year,
    )


def _usual_year(sentences: list[tuple[int, str]], as_of: date | None) -> int | None:
    for _, sentence in sentences:
        if (found := DAY.search(sentence)) and found["year"]:
            return int(found["year"])
    return as_of.year if as_of else None


def _meetings_of(line: int, sentence: str, year: int | None) -> list[OutlookMeeting]:
    meetings: list[OutlookMeeting] = []
    committee = COMMITTEE.search(sentence)
    if committee or KICKOFF.search(sentence):
        kind = MeetingKind.COMMITTEE if committee else MeetingKind.KICKOFF
        quoted = KICKOFF_BODY.search(sentence)
        body = committee["body"] if committee else (quoted["body"] if quoted else "")
        meetings += [
            _meeting(kind, found, int(found["day"]), year, line, body)
            for found in DAY.finditer(sentence)
        ]
    if WORKING.search(sentence) and not committee:
        months = DAY.sub("", sentence)
        meetings += [
            _meeting(MeetingKind.WORKING, found, None, year, line, "")
            for found in MONTHS_NAMED.finditer(months)
        ]
        if not KICKOFF.search(sentence):
            meetings += [
                _meeting(MeetingKind.WORKING, found, int(found["day"]), year, line, "")
                for found in DAY.finditer(sentence)
            ]
    return meetings


def _meeting(
    kind: MeetingKind,
    found: re.Match[str],
    day: int | None,
    year: int | None,
    line: int,
    body: str,
) -> OutlookMeeting:
    written = int(found["year"]) if found["year"] else None
    return OutlookMeeting(
        kind=kind,
        year=written or year,
        month=MONTHS[found["month"].lower()],
        day=day,
        body=body,
        year_is_assumed=written is None,
        line=line,
    )


def _portfolio(sentences: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(
        name
        for _, sentence in sentences
        if PORTFOLIO.search(sentence)
        for name in QUOTED.findall(sentence)
    )
