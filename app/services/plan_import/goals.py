"""Comparing the goals of a field: wording, notes, and the status of one reporting day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.extensions import db
from app.imports.draft import Doubt, GoalDraft
from app.imports.wording import clean
from app.language import lazy_gettext as _l
from app.models.plans import Assessment, AssessmentSource, Category, FieldOfAction, Goal, GoalNote
from app.queries.plan_export import note_text
from app.services.plan_import.merge import Place, says_the_same
from app.services.plan_import.report import ImportReport

NOTE = re.compile(r"Zeile (?P<line>\d{1,7}): (?P<text>.+)", re.DOTALL)
MAX_LINES = 60
ALIKE = 0.6


class GoalImport:
    """One field's goals against the rows of the file, at one reporting day."""

    def __init__(
        self,
        field: FieldOfAction,
        as_of: dt.date,
        report: ImportReport,
        *,
        is_older: bool,
        is_partial: bool,
        now: dt.datetime,
    ) -> None:
        self._field = field
        self._as_of = as_of
        self._report = report
        self._is_older = is_older
        self._is_partial = is_partial
        self._now = now

    def run(self, drafts: Sequence[GoalDraft]) -> None:
        """Update the goals that are known, add those that are not, name those that are missing."""
        pairs = match(drafts, self._field.goals)
        taken = {goal.position for goal in self._field.goals}
        new = {draft.position for draft in drafts if draft.key not in pairs}
        last = max(taken | new, default=0)
        found_here = {goal.position for goal in pairs.values()}
        missing = [goal for goal in self._field.goals if goal.position not in found_here]
        for draft in drafts:
            found = pairs.get(draft.key)
            is_known = found is not None
            if found is None:
                position = draft.position
                if position in taken:
                    position = last = last + 1
                found = self._add(draft, position)
            else:
                self._update(found, draft)
            if draft.tells_status:
                self._assess(found, draft, is_known=is_known)
                self._report.settle("status", found.key)
            self._report.called[draft.key] = found.key
            if found.key != draft.key and not draft.is_counted:
                message = _l(
                    "Steht in der Datei als %(there)s, hier als Ziel %(here)s.",
                    there=draft.key,
                    here=found.key,
                )
                self._report.doubts.append(Doubt(_first_line(draft), message, found.key))
        for goal in missing:
            self._report.miss("goal", goal.key, goal.official_title)

    def _add(self, draft: GoalDraft, position: int) -> Goal:
        goal = Goal(
            field=self._field,
            position=position,
            official_title=draft.title,
            official_description=draft.description,
            markup=draft.markup or None,
            source_lines=_lines(draft),
            split_by_page_break=draft.split_by_page_break,
            created_at=self._now,
        )
        goal.notes = [_note(goal, text) for text in draft.notes]
        db.session.add(goal)
        self._report.add("goal", goal.key, draft.title)
        return goal

    def _update(self, goal: Goal, draft: GoalDraft) -> None:
        place = Place("goal", goal.key, self._report, self._is_older)
        for official, working, theirs in (
            ("official_title", "working_title", draft.title),
            ("official_description", "working_description", draft.description),
        ):
            mine, ours = getattr(goal, official), getattr(goal, working)
            if self._is_partial and not theirs:
                continue
            if not says_the_same(mine, theirs):
                if self._is_older:
                    place.keep(official, mine, theirs)
                else:
                    if mine and not ours and not _was_imported(goal):
                        ours = mine  # written here before any document came: our working text
                        setattr(goal, working, mine)
                    setattr(goal, official, theirs)
                    place.change(official, mine, theirs)
            if ours and ours != theirs:
                place.keep(working, ours, theirs)
        if not self._is_older:
            self._update_origin(goal, draft, place)
        self._report.settle("goal", goal.key)

    def _update_origin(self, goal: Goal, draft: GoalDraft, place: Place) -> None:
        """What the file says beside the wording: notes, and where the text was found."""
        notes = [note_text(note) for note in goal.notes]
        if notes != list(draft.notes) and not (self._is_partial and not draft.notes):
            goal.notes = [_note(goal, text) for text in draft.notes]
            place.change("notes", notes, list(draft.notes))
        if not draft.source_lines:
            return  # the JSON form does not say where a text was found
        for attribute, value in (
            ("source_lines", _lines(draft)),
            ("markup", draft.markup or None),
            ("split_by_page_break", draft.split_by_page_break),
        ):
            mine = getattr(goal, attribute)
            if mine != value:
                setattr(goal, attribute, value)
                place.change(attribute, mine, value)

    def _assess(self, goal: Goal, draft: GoalDraft, *, is_known: bool) -> None:
        """Append the status of the reporting day once; another one of that day is a conflict.

        Saying nothing of a goal that nobody has assessed yet says nothing new, and an empty cell
        of a partial file says nothing at all.
        """
        is_silent = self._is_partial or not goal.assessments
        if is_known and is_silent and _says_nothing(draft):
            return
        day = draft.reported_on or self._as_of
        of_day = [each for each in goal.assessments if each.reporting_on == day]
        if of_day:
            if not _says_the_same(of_day[-1], draft):
                self._report.keep(
                    "status", goal.key, "status_raw", of_day[-1].status_raw, draft.status_raw
                )
            return
        db.session.add(
            Assessment(
                goal=goal,
                reporting_on=day,
                status_raw=draft.status_raw,
                category=draft.status_category,
                percent=draft.status_percent,
                ongoing_duty=draft.ongoing_duty,
                label=draft.label or None,
                source=AssessmentSource.IMPORTED,
                created_at=self._now,
            )
        )
        self._report.add("status", goal.key, draft.status_raw)


def match(drafts: Sequence[GoalDraft], goals: Sequence[Goal]) -> dict[str, Goal]:
    """Which row is which goal, by the row's key.

    A goal keeps its key and history when rows are inserted before it: the same title is the same
    goal wherever it stands. Only what is left over is compared by its place, and never with a
    goal that was written here; where the place was only counted, the titles must be alike too.
    """
    pairs: dict[str, Goal] = {}
    by_place = {goal.position: goal for goal in goals}
    for draft in drafts:
        goal = by_place.get(draft.position)
        if goal is not None and clean(goal.official_title) == draft.title:
            pairs[draft.key] = by_place.pop(draft.position)
    by_title = {clean(goal.official_title): goal for goal in by_place.values()}
    for draft in drafts:
        if draft.key not in pairs and draft.title in by_title:
            pairs[draft.key] = by_place.pop(by_title.pop(draft.title).position)
    for draft in drafts:
        goal = by_place.get(draft.position)
        if draft.key in pairs or goal is None or not _was_imported(goal):
            continue
        if not draft.is_counted or _alike(draft.title, goal.official_title):
            pairs[draft.key] = by_place.pop(draft.position)
    return pairs


def _alike(one: str, other: str) -> bool:
    """Whether two titles are the same but for some words."""
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= ALIKE


def _was_imported(goal: Goal) -> bool:
    """Whether a document has told of the goal; else it was written here."""
    return any(each.source is AssessmentSource.IMPORTED for each in goal.assessments)


def _says_nothing(draft: GoalDraft) -> bool:
    return draft.status_category is Category.UNKNOWN and not draft.status_raw


def _says_the_same(assessment: Assessment, draft: GoalDraft) -> bool:
    """Where only the wording was read, only the wording is compared: people may have read more."""
    if not says_the_same(assessment.status_raw, draft.status_raw):
        return False
    return draft.read_from_words or (
        assessment.category is draft.status_category
        and assessment.percent == draft.status_percent
        and assessment.ongoing_duty == draft.ongoing_duty
    )


def _note(goal: Goal, text: str) -> GoalNote:
    found = NOTE.fullmatch(text)
    if found is None:
        return GoalNote(goal=goal, text=text)
    return GoalNote(goal=goal, line=int(found["line"]), text=found["text"])


def _first_line(draft: GoalDraft) -> int | None:
    return draft.source_lines[0] if draft.source_lines else None


def _lines(draft: GoalDraft) -> str | None:
    """The lines as "39, 41"; of very many only the first and the last."""
    text = ", ".join(map(str, draft.source_lines))
    if len(text) > MAX_LINES:
        text = f"{draft.source_lines[0]}-{draft.source_lines[-1]}"
    return text or None
