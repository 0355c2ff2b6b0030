"""One measured figure beside its goal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`, and the bound `goal` it must not exceed; without one it is only told."""

    case: str
    value: float
    goal: float | None
    unit: str

    @property
    def met(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.met}

    def as_line(self) -> str:
        measured = f"{self.value:g} {self.unit}"
        if self.goal is None:
            return f"{self.case:44} {measured:>12}            –  told"
        met = "yes" if self.met else "NO"
        return f"{self.case:44} {measured:>12} {f'{self.goal:g} {self.unit}':>12}  {met}"
