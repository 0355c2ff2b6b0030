"""A file on its way into the plan: kept as words, compared, shown, then taken over or let go."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete

from app.domain.errors import RuleBroken, RulesBroken
from app.domain.files import clean_name
from app.domain.goals import check_percent
from app.extensions import db
from app.imports import Reading
from app.imports.draft import Doubt, PlanDraft, UnreadableFile
from app.imports.lists import Mapping
from app.imports.meanings import Meaning, unclear, with_meanings
from app.language import Said, kept, said_again
from app.language import lazy_gettext as _l
from app.models.plan_files import PlanUpload
from app.models.plans import Plan
from app.queries.plan_export import field_names
from app.services.plan_import import ImportReport, ImportSource, import_plan, rehearse_import

NO_DAY = _l("Die Datei nennt keinen Stand. Bitte geben Sie ihn an.")


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file that was read, with what identifies its bytes."""

    reading: Reading
    sha256: str
    size: int


class Overtaken(Exception):
    """The plan has changed since the comparison was shown; a new one has been made."""


def keep_upload(
    plan: Plan, given: Given, *, as_of: dt.date | None, by: int, now: dt.datetime
) -> PlanUpload:
    """Keep what the file says and compare it; an earlier file of the same person goes."""
    db.session.execute(
        delete(PlanUpload).where(PlanUpload.plan_id == plan.id, PlanUpload.account_id == by)
    )
    reading = given.reading
    upload = PlanUpload(
        plan=plan,
        account_id=by,
        file_name=clean_name(reading.name),
        sha256=given.sha256,
        size=given.size,
        reading=dict(reading.data),
        mapping=reading.guess.as_json() if reading.is_list else None,
        as_of=as_of,
        uploaded_at=now,
    )
    db.session.add(upload)
    compare(upload, by=by, now=now)
    return upload


def map_columns(upload: PlanUpload, mapping: Mapping, *, by: int, now: dt.datetime) -> None:
    """Read the list with these columns, and compare it again."""
    upload.mapping = mapping.as_json()
    compare(upload, by=by, now=now)


def set_day(upload: PlanUpload, as_of: dt.date, *, by: int, now: dt.datetime) -> None:
    """Take the file for one of this day, and compare it again."""
    upload.as_of = as_of
    compare(upload, by=by, now=now)


def say_meanings(
    upload: PlanUpload, meanings: Map[str, Meaning], *, by: int, now: dt.datetime
) -> None:
    """Take these wordings for what somebody says they mean, and compare it again."""
    for meaning in meanings.values():
        check_percent(meaning.category, meaning.percent)
    upload.meanings = {words: meaning.as_json() for words, meaning in meanings.items()}
    compare(upload, by=by, now=now)


def compare(upload: PlanUpload, *, by: int, now: dt.datetime) -> None:
    """Put into the upload what it would change, or why it cannot be read."""
    upload.report, upload.problems = None, None
    db.session.flush()
    try:
        upload.report = _plain(rehearse_import(draft_of(upload), upload.plan, by=by, now=now))
    except UnreadableFile as refused:
        upload.problems = [kept(problem.without_file) for problem in refused.problems]
    except RuleBroken as broken:
        sentences = broken.sentences if isinstance(broken, RulesBroken) else [broken.sentence]
        upload.problems = [kept(sentence) for sentence in sentences]
    db.session.flush()


def take_over(upload: PlanUpload, *, shown: str, by: int, now: dt.datetime) -> ImportReport:
    """Import exactly what was shown, of which `shown` is the mark; the upload is gone then.

    Raises Overtaken, with nothing kept, where the comparison would be another one by now.
    """
    report = import_plan(
        draft_of(upload),
        upload.plan,
        by=by,
        now=now,
        source=ImportSource(upload.file_name, upload.sha256),
    )
    if shown != mark_of(_plain(report)):
        raise Overtaken
    db.session.delete(upload)
    db.session.flush()
    return report


def discard(upload: PlanUpload) -> None:
    """Let the file go; nothing of it stays."""
    db.session.delete(upload)
    db.session.flush()


def reading_of(upload: PlanUpload) -> Reading:
    """What the file holds, without opening it again."""
    return Reading(upload.file_name, upload.reading)


def draft_of(upload: PlanUpload) -> PlanDraft:
    """What the file says with its columns and its day. Raises UnreadableFile or RulesBroken."""
    draft = with_meanings(_read(upload), meanings_of(upload))
    if upload.as_of and draft.as_of not in (None, upload.as_of):
        message = _l(
            "Die Datei nennt den Stand %(day)s, gewählt ist ein anderer.",
            day=f"{draft.as_of:%d.%m.%Y}",
        )
        draft = replace(draft, doubts=(Doubt(None, message), *draft.doubts))
    draft = replace(draft, as_of=upload.as_of or draft.as_of)
    if draft.as_of is None:
        raise RulesBroken([NO_DAY])
    return draft


def problems_of(upload: PlanUpload) -> list[Said]:
    """Why the file cannot be compared, in the language of whoever reads it now."""
    return [said_again(problem) for problem in upload.problems or ()]


def lacks_day(upload: PlanUpload) -> bool:
    """Whether all that is wrong is that the file does not say of which day it is."""
    return upload.problems == [NO_DAY.as_json()]


def unclear_wordings(upload: PlanUpload) -> dict[str, list[str]]:
    """The wordings that somebody has to read, each with its goals; none of a file that is refused.

    Those that were given a meaning are among them, so that it can be changed.
    """
    try:
        return unclear(_read(upload))
    except UnreadableFile:
        return {}


def meanings_of(upload: PlanUpload) -> dict[str, Meaning]:
    """What somebody has said wordings of the file mean."""
    return {words: Meaning.from_json(kept) for words, kept in (upload.meanings or {}).items()}


def _read(upload: PlanUpload) -> PlanDraft:
    mapping = Mapping.from_json(upload.mapping) if upload.mapping else None
    return reading_of(upload).draft(mapping, field_names(upload.plan))


def mark_of(report: dict[str, Any]) -> str:
    """By what a comparison is known again: every value before and after stands in it."""
    return hashlib.sha256(json.dumps(report, sort_keys=True).encode()).hexdigest()


def _plain(report: ImportReport) -> dict[str, Any]:
    """The report as it comes back from the database."""
    plain: dict[str, Any] = json.loads(json.dumps(report.as_json(kept)))
    return plain
