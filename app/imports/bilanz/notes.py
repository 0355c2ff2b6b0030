"""Remarks on what a Bilanz leaves out or says twice differently; nothing is corrected.

Each rule is general and few: it names what it saw and where, and leaves the judgement to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.imports.bilanz.trouble import Trouble
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft
from app.imports.wording import ends_sentence
from app.language import GERMAN, Said, speaking
from app.language import lazy_gettext as _l
from app.models.plans import Category

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„])")
AUXILIARY = re.compile(
    r"\b(?:wird|werden|wurden?|soll|sollen|kann|können|muss|müssen|darf|dürfen)\b"
)
# A participle or infinitive that closes such a sentence: "angeboten", "geprüft", "sichern".
CLOSING_VERB = re.compile(r"\b[a-zäöüß/]+(?:t|en|ern|eln|tun|sein)\b")
# No German sentence ends on one of these.
DANGLING = re.compile(
    r"(?:,|-|\b(?:und|oder|sowie|bzw\.|der|die|das|des|dem|den|ein|eine|einen|einer|einem|für|mit|"
    r"von|vom|zur|zum|durch|über|dass|im|in|z\. ?B\.))$"
)
SUCCESS = re.compile(
    r"\b(?:sehr\s)?erfolgreich\w*|\bbewährt\w*|\bVereinbarung\s(?:\w+\s)?getroffen\b"
    r"|\bwurden?\b[^.,;]{0,80}\b(?:durchgeführt|eingeführt|eingerichtet|veröffentlicht)\b"
)
SHORTFALL = re.compile(
    r"\bjedoch\s(?:\w+\s)?nicht\b(?:\s\w+)?|\bnicht\sspezifisch\b|\bnoch\snicht\b"
    r"|\bbisher\s(?:nicht|kein\w*)\b|\bfindet\snicht\sstatt\b|\bsteht\snoch\saus\b"
)
REASON = re.compile(r"\bnicht\smöglich\b|\bda\b|\bweil\b|\bwegen\b|\baufgrund\b", re.IGNORECASE)
PLANNED = re.compile(r"\b(?:ist|sind)?\s?geplant\b|\bin\sPlanung\b", re.IGNORECASE)
# So many words in a row are not shared by chance.
SHARED_WORDS = 5


def annotate(fields: tuple[FieldDraft, ...], trouble: Trouble) -> tuple[FieldDraft, ...]:
    """The fields with notes at their goals; every note is a doubt with its line as well."""
    for plan_field in fields:
        _compare_counts(plan_field, trouble)
        _check_examples(plan_field, trouble)
    planned = [
        (example, words)
        for plan_field in fields
        for example in plan_field.examples
        if (words := _planned_words(example))
    ]
    return tuple(
        replace(
            plan_field,
            goals=tuple(_annotate_goal(goal, planned, trouble) for goal in plan_field.goals),
        )
        for plan_field in fields
    )


def _annotate_goal(
    goal: GoalDraft, planned: list[tuple[ExampleDraft, set[tuple[str, ...]]]], trouble: Trouble
) -> GoalDraft:
    line = goal.source_lines[0]
    notes = [*_gaps(goal), *_contradictions(goal)]
    if goal.status_category is Category.DONE:
        notes += [
            _l(
                "Gilt als umgesetzt, ein Beispiel nennt dasselbe Vorhaben aber „geplant“ (Zeile"
                " %(line)s).",
                line=example.lines[-1],
            )
            for example, words in planned
            if words & _runs(goal.description)
        ]
    for note in notes:
        trouble.doubt(line, note, goal.key)
    return replace(goal, notes=_written(line, notes))


@speaking(GERMAN)
def _written(line: int, notes: Sequence[Said]) -> tuple[str, ...]:
    """Notes stay with the goal: they are words of the plan, whoever reads it in."""
    return tuple(f"Zeile {line}: {note}" for note in notes)


def _gaps(goal: GoalDraft) -> Iterator[Said]:
    if is_cut_off(goal.description):
        yield _l(
            "Beschreibung in der Vorlage unvollständig: Sie endet mitten im Satz („… %(tail)s“).",
            tail=_tail(goal.description),
        )
    if DANGLING.search(goal.title):
        yield _l(
            "Ziel in der Vorlage unvollständig: Es endet mit „… %(tail)s“.",
            tail=_tail(goal.title),
        )
    if goal.status_category is Category.UNKNOWN:
        yield _l("Keine Angabe zur Umsetzung: Die Zelle ist leer, der Stand ist zu klären.")
    if goal.status_category is Category.NOT_FEASIBLE and not REASON.search(goal.description):
        yield _l("Wird nicht umgesetzt, eine Begründung fehlt.")


def _contradictions(goal: GoalDraft) -> Iterator[Said]:
    if goal.status_category is Category.NOT_STARTED and (found := SUCCESS.search(goal.description)):
        yield _l(
            "Widerspruch: Der Stand lautet „%(status)s“, die Beschreibung berichtet aber"
            " „%(found)s“.",
            status=goal.status_raw,
            found=found.group(),
        )
    if goal.status_category is Category.DONE and (found := SHORTFALL.search(goal.description)):
        yield _l(
            "Widerspruch: Der Stand lautet „%(status)s“, die Beschreibung sagt aber „%(found)s“.",
            status=goal.status_raw,
            found=found.group(),
        )


def is_cut_off(text: str) -> bool:
    """Whether a text of whole sentences stops inside its last one.

    Notes in telegram style end without a full stop and are whole. Cut off is a text that ends on
    a word no sentence ends on, or whose earlier sentences are closed while the last one still
    waits for the verb its auxiliary announces ("Dazu werden Brückenpersonen vom Ehrenamt").
    """
    if not text or ends_sentence(text):
        return False
    if DANGLING.search(text):
        return True
    *closed, last = SENTENCE.split(text)
    auxiliary = AUXILIARY.search(last)
    return bool(closed and auxiliary and not CLOSING_VERB.search(last, auxiliary.end()))


def _tail(text: str) -> str:
    return " ".join(text.split()[-3:])


def _planned_words(example: ExampleDraft) -> set[tuple[str, ...]]:
    """Runs of words in the sentences of an example that speak of a plan."""
    runs: set[tuple[str, ...]] = set()
    for sentence in SENTENCE.split(example.text):
        if PLANNED.search(sentence):
            runs |= _runs(sentence)
    return runs


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w-]+", text.lower())
    return {
        tuple(words[start : start + SHARED_WORDS]) for start in range(len(words) - SHARED_WORDS + 1)
    }


def _compare_counts(plan_field: FieldDraft, trouble: Trouble) -> None:
    stated, listed = plan_field.stated.goals, len(plan_field.goals)
    if stated is not None and stated != listed:
        trouble.doubt(
            plan_field.line,
            _l(
                "Handlungsfeld %(number)s: %(stated)s Ziele im Plan genannt, %(listed)s in der"
                " Vorlage erfasst.",
                number=plan_field.number,
                stated=stated,
                listed=listed,
            ),
            str(plan_field.number),
        )


def _check_examples(plan_field: FieldDraft, trouble: Trouble) -> None:
    for example in plan_field.examples:
        if is_cut_off(example.text):
            trouble.doubt(
                example.lines[-1],
                _l(
                    "Beispiel in der Vorlage unvollständig („… %(tail)s“).",
                    tail=_tail(example.text),
                ),
                str(plan_field.number),
            )
