"""Which agreements ask for a step: the page of gaps and the register hold to the same law."""

from __future__ import annotations

from app.models.meetings import AgreementKind

# How one works together needs neither a task nor a target to hold.
CALLS_FOR_A_STEP = frozenset(AgreementKind) - {AgreementKind.METHOD}
