"""One row of a list: its cells by what they mean, and sentences about them with their place."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.imports.bilanz.trouble import Trouble
from app.imports.foreign import MOST_COLUMNS
from app.imports.leniency import CATEGORIES, day_of, percent_of, status_of, truth_of
from app.imports.lists.columns import HEADS, Mapping, Role
from app.imports.wording import clean
from app.language import N_, Said
from app.language import lazy_gettext as _l
from app.models.plans import Category

HIGHEST = 9_999
NO_NUMBER = N_("„%(text)s“ ist keine ganze Zahl von 0 bis %(highest)s und bleibt außer Acht.")
WIDEST = MOST_COLUMNS + 1
ODD = {
    "formula": N_(
        "Hier steht eine Formel. Erwartet wird ihr Ergebnis: Kopieren Sie die Spalte und"
        " fügen Sie sie als Werte ein."
    ),
    "error": N_("Hier steht ein Fehlerwert. Bitte berichtigen Sie die Zelle."),
}


@dataclass(frozen=True)
class Status:
    """What a row says of a goal's implementation; `doubt` where its wording is not known."""

    raw: str
    category: Category
    percent: int | None
    ongoing_duty: bool
    label: str
    read_from_words: bool
    is_told: bool
    doubt: str = ""


class Cells:
    """The cells of one row; whatever is odd about one becomes a doubt or a problem."""

    def __init__(
        self,
        sheet: str,
        number: int,
        words: Sequence[str],
        odd: Map[int, str],
        mapping: Mapping,
        trouble: Trouble,
        places: dict[int, Said],
    ) -> None:
        self._sheet, self._number = sheet, number
        self._words, self._odd, self._mapping = words, odd, mapping
        self._trouble, self._places = trouble, places
        self._status: Said = ""

    def has(self, role: Role) -> bool:
        """Whether the list has such a column."""
        return role in self._mapping.columns

    def raw(self, role: Role) -> str:
        """The cell as it stands, empty where there is none."""
        place = self._mapping.columns.get(role, -1)
        return self._words[place] if 0 <= place < len(self._words) else ""

    def text(self, role: Role) -> str:
        """The cell's words, cleaned."""
        return clean(self.raw(role))

    def lines(self, role: Role) -> tuple[str, ...]:
        """The cell's lines, each cleaned."""
        lines = (clean(line) for line in self.raw(role).split("\n"))
        return tuple(line for line in lines if line)

    def any(self) -> bool:
        """Whether any cell that counts holds something."""
        return any(self.text(role) for role in self._mapping.columns)

    def day(self) -> date | None:
        """The reporting day of this row."""
        words = self.text(Role.DAY)
        found = day_of(words)
        if words and found is None:
            self.doubt(
                Role.DAY,
                N_("„%(text)s“ ist kein Datum wie 20.02.2017; es gilt der Stand der Datei."),
            )
        return found

    def count(self, role: Role) -> int | None:
        """A whole number from 0."""
        words = self.text(role)
        if words.isdecimal() and len(words) <= 4:
            return int(words)
        if words:
            self.doubt(role, NO_NUMBER, highest=HIGHEST)
        return None

    def status(self) -> Status:
        """What the columns of the status say together; words alone are read, never guessed."""
        words = self.text(Role.STATUS)
        reading, self._status = status_of(words)
        percent, category = self._percent(), self._category()
        said = category is not None
        ongoing = self._truth()
        told = any(self.has(role) for role in (Role.STATUS, Role.CATEGORY, Role.PERCENT))
        if said:
            self._status = ""
            if words and self._differ(words, category, percent):
                self._status = _l(
                    "Einordnung und Wortlaut „%(words)s“ stimmen nicht überein.", words=words[:80]
                )
        return Status(
            raw=words,
            category=category or _by_number(percent, reading.category),
            percent=percent if said or percent is not None else reading.percent,
            ongoing_duty=reading.ongoing_duty if ongoing is None else ongoing,
            label=reading.label,
            read_from_words=not said and percent is None,
            is_told=told,
        )

    def _differ(self, words: str, category: Category | None, percent: int | None) -> bool:
        reading, unknown = status_of(words)
        return not unknown and (reading.category, reading.percent) != (category, percent)

    def say_status(self, key: str) -> None:
        """The doubt about the status, once it is known which goal the row is."""
        if self._status:
            self._trouble.doubt(self._line(Role.STATUS), self._status, key)

    def _percent(self) -> int | None:
        words = self.text(Role.PERCENT)
        found = percent_of(words)
        if words and found is None:
            self.doubt(Role.PERCENT, NO_NUMBER, highest=100)
        return found

    def _category(self) -> Category | None:
        words = self.text(Role.CATEGORY)
        found = CATEGORIES.get(words.casefold())
        if words and found is None:
            self.doubt(
                Role.CATEGORY,
                N_("„%(text)s“ ist keine bekannte Einordnung; es gilt der Wortlaut."),
            )
        return found

    def _truth(self) -> bool | None:
        if not self.has(Role.ONGOING):
            return None
        words = self.text(Role.ONGOING)
        found = truth_of(words)
        if found is None:
            self.doubt(
                Role.ONGOING, N_("„%(text)s“ heißt weder ja noch nein und bleibt außer Acht.")
            )
        return found

    def refuse_formulas(self) -> None:
        """A formula is not read: what it shows depends on who opens the file."""
        for role, place in self._mapping.columns.items():
            if kind := self._odd.get(place):
                self.problem(role, ODD[kind])

    def doubt(self, role: Role, message: str, **about: Any) -> None:
        """A doubt about a cell; "%(text)s" in the message becomes its words."""
        sentence = _l(message, text=self.text(role)[:60], **about)
        self._trouble.doubt(self._line(role), sentence)

    def problem(self, role: Role, message: str) -> None:
        """A reason to refuse the file."""
        self._trouble.problem(self._line(role), _l(message))

    def _line(self, role: Role) -> int:
        """A number for the cell, by which doubts and problems keep the order of the file."""
        line = self._number * WIDEST + self._mapping.columns.get(role, WIDEST - 1)
        self._places[line] = self._place(role)
        return line

    def _place(self, role: Role) -> Said:
        """ "Blatt „Ziele“, Zelle C5", or "Zeile 5, Spalte „Umsetzung“" of a CSV file."""
        place = self._mapping.columns.get(role)
        if not self._sheet:
            return _l("Zeile %(line)s, Spalte „%(column)s“", line=self._number, column=HEADS[role])
        if place is None:
            return _l("Blatt „%(sheet)s“, Zeile %(line)s", sheet=self._sheet, line=self._number)
        return _l(
            "Blatt „%(sheet)s“, Zelle %(cell)s",
            sheet=self._sheet,
            cell=f"{letters(place)}{self._number}",
        )


def letters(place: int) -> str:
    """A column's letters, counted from 0: A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _by_number(percent: int | None, category: Category) -> Category:
    """What a number alone says where the words say nothing."""
    if percent is None or category is not Category.UNKNOWN:
        return category
    return Category.DONE if percent == 100 else Category.IN_PROGRESS if percent else category
