"""What a law raises when somebody wants what may not be."""

from __future__ import annotations


class RuleBroken(Exception):
    """A rule forbids the deed; the text is one sentence for the person who tried.

    `field` names the form field to which the sentence belongs, if there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
