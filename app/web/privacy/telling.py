"""What is held of somebody, in words for a page and as JSON to take along."""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response
from werkzeug.wrappers import Response

from app import language
from app.domain.privacy.limits import limit_of
from app.domain.spoken import short_day, short_instant
from app.language import german
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.queries.privacy import Entry, Section, Subject, held_of
from app.web.deed_words import DEEDS, VALUES
from app.web.forms.polls import CHOICE_WORDS
from app.web.letters import KIND_WORDS, STATE_WORDS
from app.web.tasks.history import DEEDS as TASK_DEEDS

PLAIN = frozenset({"address", "email", "evidence_url", "phone", "subject"})  # in no language
LONGEST = 400  # signs of a text on the page; the file has all of it
SECRETS = {
    "password_hash": _l("Passwort"),
    "token_hash": _l("Kennung"),
    "browser_hash": _l("Kennung des Browsers"),
}
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "account.locale": language.NAMES,
    "audit_entry.action": DEEDS,
    "outbox_letter.kind": KIND_WORDS,
    "outbox_letter.state": {state.value: words[0] for state, words in STATE_WORDS.items()},
    "poll_answer.choice": {choice.value: word for choice, word in CHOICE_WORDS.items()},
    "task_report.state": VALUES["task.state"],
    "task_entry.kind": {kind.value: word for kind, word in TASK_DEEDS.items()},
}


@dataclass(frozen=True)
class Told:
    """One section of the data page."""

    title: str
    kept: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def single(self) -> Sequence[tuple[str, str]]:
        """The only row, as pairs of label and value."""
        return list(zip(self.columns, self.rows[0], strict=True)) if len(self.rows) == 1 else []


def told(subject: Subject, zone: str) -> list[Told]:
    """Every section in words."""
    return [_told(section, ZoneInfo(zone)) for section in held_of(subject)]


def as_json(subject: Subject, *, now: dt.datetime) -> Response:
    """Everything in one file (Art. 20 GDPR)."""
    held = {
        "wiedervorlage": 1,
        "name": subject.name,
        "as_of": now.isoformat(timespec="seconds"),
        "sections": [
            {
                "table": section.held.table,
                "title": section.held.title,
                "kept": limit_of(section.held.limit).how_long,
                "rows": [
                    {"as": [role for role in entry.roles if role]} | _plain(entry.values)
                    for entry in section.entries
                ],
            }
            for section in held_of(subject)
        ],
    }
    response = make_response(json.dumps(held, ensure_ascii=False, indent=1))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename="meine-daten.json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _simple(value) for name, value in values.items()}


def _simple(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return value


def _told(section: Section, zone: ZoneInfo) -> Told:
    held = section.held
    with_roles = any(entry.roles for entry in section.entries)
    labels = [_(label) for label in held.shows.values()]
    secrets = [str(SECRETS[name]) for name in held.secret]
    return Told(
        title=_(held.title),
        kept=_(limit_of(held.limit).how_long),
        columns=[*([_("Als")] if with_roles else []), *labels, *secrets],
        rows=[
            [
                *([", ".join(_(role) for role in entry.roles)] if with_roles else []),
                *(_words(held.table, name, entry, zone) for name in held.shows),
                *(_("nur als Prüfwert") if entry.values[name] else "" for name in held.secret),
            ]
            for entry in section.entries
        ],
    )


def _words(table: str, name: str, entry: Entry, zone: ZoneInfo) -> str:
    value = _read(entry.values[name])
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, dt.datetime):
        return short_instant(value.astimezone(zone))
    if isinstance(value, dt.date):
        return short_day(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    key = f"{table}.{name}"
    words = WORDS.get(key) or VALUES.get(key) or VALUES.get(name) or {}
    if isinstance(value, str) and value in words:
        return str(words[value])
    text = str(value)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
    return german(shown) if isinstance(value, str) and name not in PLAIN else shown


def _read(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value
