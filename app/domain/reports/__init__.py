"""Laws of reports: the way from draft to sent, who may do what, what may be written."""

from app.domain.reports.drafts import (
    LONGEST_NUMBER,
    LONGEST_TEXT,
    PARTS,
    check_dates,
    check_day_has_come,
    check_open,
    check_supplement,
    check_text,
    title_of,
)
from app.domain.reports.steps import (
    FINAL,
    LONGEST_WHO,
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
    "LONGEST_NUMBER",
    "LONGEST_TEXT",
    "LONGEST_WHO",
    "PARTS",
    "check_dates",
    "check_day_has_come",
    "check_open",
    "check_step",
    "check_supplement",
    "check_text",
    "co_signed",
    "is_final",
    "late_words",
    "may_co_sign",
    "may_edit",
    "may_read",
    "possible_steps",
    "title_of",
]
