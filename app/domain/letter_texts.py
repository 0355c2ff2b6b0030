"""What the office may write into a kind of letter, and how its placeholders are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.language import gettext as _

LONGEST_SUBJECT, LONGEST_TEXT = 60, 1500
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# In every letter, and what only some of them know.
ALWAYS = ("name", "plan", "landkreis", "geschaeftsstelle", "betreff")
GROUP = ("gruppe",)
MEETING = ("gruppe", "sitzung")
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "reminder": ALWAYS,
    "invitation": ALWAYS,
    "meeting_changed": ALWAYS,
    "meeting_cancelled": ALWAYS,
    "poll_invitation": (*ALWAYS, *MEETING),
    "poll_closed": (*ALWAYS, *MEETING),
    "minutes_published": (*ALWAYS, *MEETING),
    "invitation_to_group": (*ALWAYS, *GROUP),
    "task_assigned": (*ALWAYS, "aufgabe"),
    "task_naming": (*ALWAYS, "aufgabe"),
    "round_request": ALWAYS,
    "round_reminder": ALWAYS,
    "round_extension": ALWAYS,
}


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What stands in a kind of letter besides its own words; empty is the standard."""

    subject: str = ""
    introduction: str = ""
    closing: str = ""

    @property
    def standard(self) -> bool:
        return not (self.subject or self.introduction or self.closing)


def check_texts(kind: str, texts: Texts) -> None:
    """Raise RuleBroken unless these texts can stand in a letter of the kind."""
    if len(texts.subject) > LONGEST_SUBJECT or "\n" in texts.subject:
        raise RuleBroken(_("Bitte kürzen Sie auf eine Zeile mit 60 Zeichen."), field="subject")
    for field in ("subject", "introduction", "closing"):
        text = getattr(texts, field)
        if len(text) > LONGEST_TEXT:
            raise RuleBroken(_("Bitte kürzen Sie auf 1500 Zeichen."), field=field)
        _check_placeholders(kind, text, field)


def _check_placeholders(kind: str, text: str, field: str) -> None:
    known = PLACEHOLDERS[kind]
    listed = ", ".join(f"{{{one}}}" for one in known)
    for word in PLACEHOLDER.findall(text):
        if word not in known:
            raise RuleBroken(
                _(
                    "Den Platzhalter {%(word)s} gibt es hier nicht. Möglich sind: %(listed)s.",
                    word=word,
                    listed=listed,
                ),
                field=field,
            )
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise RuleBroken(
            _(
                "Eine geschweifte Klammer steht allein. Platzhalter sind: %(listed)s.",
                listed=listed,
            ),
            field=field,
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; what is not known stays as it is written."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
