"""Reading office files that others made, in a process of its own that lives for one file.

Everything here runs apart from the application: see `__main__.py` for the limits, and
`app/imports/office.py` for who starts it. Nothing in here may import the application.
"""

from __future__ import annotations

MOST_ROWS = 5_000  # a plan of a thousand goals stays well below
MOST_COLUMNS = 60
MOST_SHEETS = 30
MOST_LETTERS = 4_000_000


def N_(message: str) -> str:  # noqa: N802  the catalogue's mark, which cannot be imported here
    """Mark a message; the application says it in its reader's language."""
    return message


BROKEN = N_(
    "Die Datei ist beschädigt. Bitte öffnen Sie sie, speichern Sie sie neu und versuchen Sie es"
    " noch einmal."
)
TOO_LONG = N_("Die Datei enthält zu viel Text für einen Plan. Bitte teilen Sie sie auf.")


class Refused(Exception):
    """The file is not read: a message that says why and what to do, and what it is about.

    A whole number is written as its reader writes one, so "20.000" or "20,000".
    """

    def __init__(self, message: str, **about: str | int) -> None:
        super().__init__(message)
        self.message, self.about = message, about


class Budget:
    """Counts rows and letters of one file, so that no file is read without end."""

    def __init__(self) -> None:
        self._rows = 0
        self._letters = 0

    def row(self) -> None:
        """A further row."""
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise Refused(
                N_("Die Datei hat mehr als %(number)s Tabellenzeilen. Bitte teilen Sie sie auf."),
                number=str(MOST_ROWS),
            )

    def letters(self, text: str) -> str:
        """The text, counted."""
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise Refused(TOO_LONG)
        return text
