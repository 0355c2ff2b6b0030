"""What a law raises when somebody wants what may not be."""

from __future__ import annotations

from collections.abc import Sequence

from app.language import Said


class RuleBroken(Exception):
    """A rule forbids the deed; the text is one sentence for the person who tried.

    `field` names the form field to which the sentence belongs, if there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class RulesBroken(RuleBroken):
    """Several rules at once; `sentences` can be kept and said in another language later."""

    def __init__(self, sentences: Sequence[Said]) -> None:
        super().__init__("\n".join(str(one) for one in sentences))
        self.sentences = sentences
