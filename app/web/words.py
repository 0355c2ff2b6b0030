"""The words of `app/domain/words.py` as pages show them: translated when they are read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, TypeVar

from app.domain import words
from app.language import lazy_gettext

Word = TypeVar("Word", bound=enum.Enum)


def translated(german: Mapping[Word, str]) -> dict[Word, Any]:
    """The same words as lazy strings."""
    return {member: lazy_gettext(word) for member, word in german.items()}


CATEGORY_WORDS = translated(words.CATEGORY_WORDS)
BODY_FORM_WORDS = translated(words.BODY_FORM_WORDS)
ITEM_WORDS = translated(words.ITEM_WORDS)
ITEM_OUTCOME_WORDS = translated(words.ITEM_OUTCOME_WORDS)
AGREEMENT_WORDS = translated(words.AGREEMENT_WORDS)
ARCHIVE_WORDS = translated(words.ARCHIVE_WORDS)
REPORT_WORDS = translated(words.REPORT_WORDS)
REPORT_STATE_WORDS = translated(words.REPORT_STATE_WORDS)
STEP_WORDS = translated(words.STEP_WORDS)
PART_WORDS = translated(words.PART_WORDS)
TASK_WORDS = translated(words.TASK_WORDS)

# For the badges of templates, by the values they are given; the template translates them.
STATE_WORDS = {
    "archive": {member.value: word for member, word in words.ARCHIVE_WORDS.items()},
    "category": {member.value: word for member, word in words.CATEGORY_WORDS.items()},
    "item_outcome": {member.value: word for member, word in words.ITEM_OUTCOME_WORDS.items()},
    "task": {member.value: word for member, word in words.TASK_WORDS.items()},
}
