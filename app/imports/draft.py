"""What a file says about a plan, before anybody decided to keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Category


@dataclass(frozen=True, slots=True)
class Doubt:
    """A spot that only people can judge; `key` is a goal ("5.1"), a field ("6") or empty.

    `place` says where it stands in a file that has no lines: "Tabelle 2, Zeile 5".
    """

    line: int | None
    message: Said
    key: str = ""
    place: Said = ""

    def as_json(self, say: Callable[[Said], Any] = str) -> dict[str, Any]:
        """For programs, said now; or with `kept`, to be said to whoever reads it later."""
        return {
            "line": self.line,
            "message": say(self.message),
            "key": self.key,
            "place": say(self.place),
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file cannot be read: one sentence, with file and line where there is one."""

    file: str
    line: int | None
    message: Said
    place: Said = ""

    def __str__(self) -> str:
        where = ", ".join(str(part) for part in (self.file, self._spot) if part)
        return f"{where}: {self.message}"

    @property
    def without_file(self) -> Said:
        """The sentence with its place, for whoever has just handed in the file."""
        if not self._spot:
            return self.message
        return _l("%(place)s: %(words)s", place=self._spot, words=self.message)

    @property
    def _spot(self) -> Said:
        line = "" if self.line is None else _l("Zeile %(line)s", line=self.line)
        return self.place or line


class UnreadableFile(ValueError):
    """The file was refused as a whole; `problems` holds at least one sentence."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a status wording says; `percent` only when a number stands in it (0-100)."""

    category: Category
    percent: int | None = None
    ongoing_duty: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """One row of a field's table; texts are tag-free with single blanks, spelling unchanged.

    `reported_on` is the day of the status where it is not that of the whole document;
    `read_from_words` when category and percent are only what the wording of the status says;
    `tells_status` is False where the file has no column for it; `is_counted` when the file names
    no number, so that its place says little.
    """

    key: str
    position: int
    title: str
    description: str = ""
    status_raw: str = ""
    status_percent: int | None = None
    status_category: Category = Category.UNKNOWN
    ongoing_duty: bool = False
    label: str = ""
    source_lines: tuple[int, ...] = ()
    split_by_page_break: bool = False
    markup: str = ""
    notes: tuple[str, ...] = ()
    reported_on: date | None = None
    read_from_words: bool = False
    tells_status: bool = True
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class ExampleDraft:
    """A local example of a field, and the lines it stands on."""

    text: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedCounts:
    """How many the plan says it has; units are never added up, and None is not 0."""

    recommendations: int | None = None
    goals: int | None = None
    measures: int | None = None


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A field of action with what is listed and, apart from it, what is stated."""

    number: int
    name: str
    motto: str = ""
    stated: StatedCounts = StatedCounts()
    pages: str = ""
    narrative: tuple[str, ...] = ()
    topics_without_goals: tuple[str, ...] = ()
    goals: tuple[GoalDraft, ...] = ()
    examples: tuple[ExampleDraft, ...] = ()
    line: int | None = None


class MeetingKind(StrEnum):
    """The phase of the yearly cycle that a meeting of the outlook belongs to."""

    KICKOFF = "kickoff"
    WORKING = "working"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class OutlookMeeting:
    """A meeting the document announces; `day` is None where only the month is written."""

    kind: MeetingKind
    year: int | None
    month: int
    day: int | None
    body: str = ""
    year_is_assumed: bool = False
    line: int | None = None

    @property
    def precision(self) -> str:
        """ "day" or "month": what the document really says."""
        return "month" if self.day is None else "day"


@dataclass(frozen=True, slots=True)
class OutlookDraft:
    """How the document says it goes on: meetings and bodies that join the portfolio."""

    meetings: tuple[OutlookMeeting, ...] = ()
    portfolio_bodies: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A whole document; holds no name of any person who edited it.

    `is_partial` when what is empty in it was not said: such a file adds and changes, and takes
    nothing away. `names_plan` when its title is that of the plan, not one of its own.
    """

    title: str
    fields: tuple[FieldDraft, ...]
    slug: str = ""
    subtitle: str = ""
    place: str = ""
    as_of: date | None = None
    resolutions: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    outlook: OutlookDraft = OutlookDraft()
    is_partial: bool = False
    names_plan: bool = True
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)

    @property
    def goals(self) -> tuple[GoalDraft, ...]:
        """Every goal of every field, in the document's order."""
        return tuple(goal for plan_field in self.fields for goal in plan_field.goals)
