"""The rules of this house are kept, and each of them finds what it is there for (S-28)."""

from __future__ import annotations

import pytest

from tests.invariants import INVARIANTS, PROJECT, Invariant

EACH = pytest.mark.parametrize("rule", INVARIANTS, ids=lambda rule: rule.name)


@EACH
def test_it_is_kept(rule: Invariant) -> None:
    modules = list(rule.modules())
    broken = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in modules
        for line in rule.broken_in(path.read_text(encoding="utf-8"))
    ]

    assert len(modules) > 30
    assert broken == []


@EACH
def test_it_finds_its_fault(rule: Invariant) -> None:
    assert rule.broken_in(rule.plant)


@EACH
def test_nobody_is_let_off_who_keeps_it(rule: Invariant) -> None:
    """An exception that is no longer needed goes."""
    kept = [name for name in rule.may if not rule.broken_in((PROJECT / name).read_text("utf-8"))]

    assert kept == []
