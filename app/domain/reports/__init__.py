"""Laws of reports: the way from draft to sent, and who may do what."""

from app.domain.reports.steps import (
    FINAL,
    check_step,
    co_signed,
    is_final,
    late_words,
    may_co_sign,
    may_edit,
    may_read,
    possible_steps,
)

__all__ = [
    "FINAL",
    "check_step",
    "co_signed",
    "is_final",
    "late_words",
    "may_co_sign",
    "may_edit",
    "may_read",
    "possible_steps",
]
