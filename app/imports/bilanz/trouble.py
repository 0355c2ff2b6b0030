"""Collecting what is wrong or doubtful, so that people see all of it at once."""

from __future__ import annotations

from collections.abc import Mapping

from app.imports.draft import Doubt, Problem, UnreadableFile
from app.language import Said
from app.language import lazy_gettext as _l

# A file that is wrong on every line should not scroll its first line away.
MAX_PROBLEMS = 25


class Trouble:
    """The problems (which refuse the file) and doubts (which do not) of one reading."""

    def __init__(self, name: str, places: Mapping[int, Said] | None = None) -> None:
        """`places` says of lines that were put together here where they stand in the file."""
        self._name = name
        self._places = places
        self._problems: list[Problem] = []
        self._doubts: list[Doubt] = []

    def problem(self, line: int | None, message: Said) -> None:
        """Note a reason to refuse the file."""
        self._problems.append(Problem(self._name, line, message, self._place(line)))

    def problem_unless_any(self, line: int | None, message: Said) -> None:
        """Note a problem that would only repeat an earlier one."""
        if not self._problems:
            self.problem(line, message)

    def doubt(self, line: int | None, message: Said, key: str = "") -> None:
        """Note a spot for human eyes."""
        self._doubts.append(Doubt(line, message, key, self._place(line)))

    def _place(self, line: int | None) -> Said:
        return self._places.get(line, "") if self._places and line is not None else ""

    def doubts_in_order(self) -> tuple[Doubt, ...]:
        """All doubts by line, those about the whole file first."""
        return tuple(sorted(self._doubts, key=lambda doubt: doubt.line or 0))

    def raise_if_any(self) -> None:
        """Refuse the file when there is a problem."""
        if not self._problems:
            return
        problems = sorted(self._problems, key=lambda problem: problem.line or 0)
        left = len(problems) - MAX_PROBLEMS
        if left > 0:
            message = _l("%(number)s weitere Probleme werden nicht einzeln gezeigt.", number=left)
            problems = [*problems[:MAX_PROBLEMS], Problem(self._name, None, message)]
        raise UnreadableFile(problems)
