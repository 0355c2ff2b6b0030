"""Cleaning words: no tags, no emphasis marks, single blanks, spelling untouched."""

from __future__ import annotations

import html
import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
COMMENT = re.compile(r"<!--[^<>]*-->")
# A tag that ends a line or a paragraph parts two words; `<b>` inside a word does not.
BLOCK_TAG = re.compile(
    r"</?(?:p|br|hr|div|ul|ol|li|table|tr|td|th|h[1-6])(?:[\s/][^<>]*)?>", re.IGNORECASE
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Only pairs are marks: "Migrant*innen" keeps its asterisk.
EMPHASIS = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*|__(?=\S)([^_]+)(?<=\S)__")
# "&amp;amp;amp;…" would otherwise ask for one pass per level.
MAX_PASSES = 10
SENTENCE_END = re.compile(r"[.!?…][)“”\"»’]*$")


def clean(text: str) -> str:
    """Tag-free text in NFC with single blanks; cleaning twice changes nothing more."""
    for _ in range(MAX_PASSES):
        cleaner = _clean_once(text)
        if cleaner == text:
            break
        text = cleaner
    return text


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", html.unescape(text))
    text = TAG.sub("", BLOCK_TAG.sub(" ", COMMENT.sub("", text)))
    text = EMPHASIS.sub(r"\1\2", INVISIBLE.sub("", text))
    return " ".join(text.split())


def join_parts(parts: list[str]) -> str:
    """Parts of one text that a page break cut, joined with exactly one blank."""
    return " ".join(part for part in parts if part)


def ends_sentence(text: str) -> bool:
    """Whether the text ends with the mark of a finished sentence."""
    return SENTENCE_END.search(text) is not None


def continues(before: str, after: str) -> bool:
    """Whether a page break, not the end of a paragraph, stands between two texts."""
    return not ends_sentence(before) or after[:1].islower()
