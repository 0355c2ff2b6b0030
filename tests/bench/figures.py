"""One measured figure beside its goal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` and the bound `goal` it must not exceed, in `unit`."""

    case: str
    value: float
    goal: float
    unit: str

    @property
    def met(self) -> bool:
        return self.value <= self.goal

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.met}

    def as_line(self) -> str:
        met = "yes" if self.met else "NO"
        measured, goal = (f"{number:g} {self.unit}" for number in (self.value, self.goal))
        return f"{self.case:44} {measured:>12} {goal:>12}  {met}"
