"""The words of each letter, from the templates in `templates/mail/<letter>/`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.domain.letter_texts import Texts, filled
from app.domain.spoken import clock_time, day_of_month, day_of_year, long_day
from app.language import gettext, ngettext, spoken
from app.language import gettext as _
from app.mail.items import (
    SUBJECT_CHARACTERS,
    AgainItem,
    AgendaItem,
    AnswerItem,
    ContributionItem,
    DeadlineItem,
    GoalItem,
    Item,
    MeetingItem,
    MinutesItem,
    NamingItem,
    OverdueItem,
    PollItem,
    TaskItem,
    UnassignedItem,
    most_important_first,
    shorten,
)

# The sections of a reminder letter, each with what it holds.
SECTIONS: dict[str, type[Item]] = {
    "meetings": MeetingItem,
    "answers": AnswerItem,
    "polls": PollItem,
    "contributions": ContributionItem,
    "tasks": TaskItem,
    "again": AgainItem,
    "overdue": OverdueItem,
    "namings": NamingItem,
    "unassigned": UnassignedItem,
    "deadlines": DeadlineItem,
    "agendas": AgendaItem,
    "minutes": MinutesItem,
    "goals": GoalItem,
}
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who writes: the lines under each letter and where questions and settings go."""

    office: str  # "Geschäftsstelle Integrationsplan"
    county: str  # "Landkreis Musterkreis"
    plan: str  # "Integrationsplan"
    contact: str  # "geschaeftsstelle@example.org, Telefon 07031 000-0"
    home_url: str
    settings_url: str | None = None
    stop_url: str | None = None  # leaves out this kind of letter
    texts: Mapping[str, Texts] = field(default_factory=dict)  # the office's own, by letter


@dataclass(frozen=True)
class Words:
    """A letter's subject, its complete plain text and the same as HTML."""

    subject: str
    text: str
    html: str


def render(letter: str, *, signature: Signature, **values: object) -> Words:
    """The words of `letter` in the language spoken now.

    Raises jinja2.UndefinedError when a value is missing.
    """
    values = {"signature": signature, "letter": letter, "language": spoken(), **values}
    subject = shorten(_filled(f"{letter}/subject.txt", values), SUBJECT_CHARACTERS)
    own = signature.texts.get(letter, Texts())
    known = _known(signature, subject, values)
    if own.subject:
        subject = shorten(filled(own.subject, known), SUBJECT_CHARACTERS)
    values |= {
        "subject": subject,
        "introduction": filled(own.introduction, known),
        "closing": filled(own.closing, known),
    }
    text = re.sub(r"\n{3,}", "\n\n", _filled(f"{letter}/body.txt", values)).strip() + "\n"
    return Words(subject, text, _filled(f"{letter}/body.html", values).strip() + "\n")


def _known(signature: Signature, subject: str, values: Mapping[str, object]) -> dict[str, str]:
    """What the placeholders of the office's texts stand for."""
    told = {
        "name": values.get("name"),
        "plan": signature.plan,
        "landkreis": signature.county,
        "geschaeftsstelle": signature.office,
        "betreff": subject,
        "gruppe": values.get("body"),
        "sitzung": values.get("title"),
        "aufgabe": values.get("title"),
    }
    return {name: str(value) for name, value in told.items() if value is not None}


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def reminder(*, signature: Signature, name: str, items: Sequence[Item]) -> Words:
    """One letter for all that a person is to be reminded of at one time; needs an item or more."""
    ordered = most_important_first(list(items))
    return render(
        "reminder",
        signature=signature,
        name=name,
        headline=_headline(ordered),
        count=len(ordered),
        **{
            name: [item for item in ordered if isinstance(item, kind)]
            for name, kind in SECTIONS.items()
        },
    )


def task_assigned(
    *, signature: Signature, title: str, due_day: dt.date | None, **values: object
) -> Words:
    """Tells somebody of a new task; `values` are the further names of the template."""
    start = _("Neue Aufgabe: ")
    end = _(" – bis %(until)s", until=day_of_month(due_day)) if due_day else ""
    room = SUBJECT_CHARACTERS - len(start) - len(end)
    return render(
        "task_assigned",
        signature=signature,
        headline=start + shorten(title, room) + end,
        title=title,
        due_day=due_day,
        **values,
    )


def task_naming(*, signature: Signature, title: str, **values: object) -> Words:
    """Asks who speaks for an organisation to name a person; `values` as for `task_assigned`."""
    headline = _headed(_("Bitte benennen Sie eine Person: %(title)s"), title=title)
    return render("task_naming", signature=signature, headline=headline, title=title, **values)


def task_handed_back(*, signature: Signature, title: str, **values: object) -> Words:
    """Tells the office that a task came back, and why."""
    headline = _headed(_("Aufgabe zurückgegeben: %(title)s"), title=title)
    return render("task_handed_back", signature=signature, headline=headline, title=title, **values)


def topic_decided(*, signature: Signature, start: str, title: str, **values: object) -> Words:
    """Tells whoever proposed a topic what became of it."""
    headline = f"{start}: {shorten(title, SUBJECT_CHARACTERS - len(start) - 2)}"
    return render("topic_decided", signature=signature, headline=headline, title=title, **values)


def address_failed(*, signature: Signature, whose: str, **values: object) -> Words:
    """Tells the office that an address cannot be reached."""
    headline = _headed(_("E-Mail-Adresse nicht erreichbar: %(title)s"), title=whose)
    return render("address_failed", signature=signature, headline=headline, whose=whose, **values)


def _headed(words: str, *, title: str) -> str:
    """The words with as much of the title as a subject has room for."""
    room = SUBJECT_CHARACTERS - len(words % {"title": ""})
    return words % {"title": shorten(title, room)}


def _headline(ordered: Sequence[Item]) -> str:
    """The first item's subject, and how many stand behind it."""
    rest = f" (+{len(ordered) - 1})" if len(ordered) > 1 else ""
    return shorten(ordered[0].subject, SUBJECT_CHARACTERS - len(rest)) + rest


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "long_day": long_day,
        "day_of_year": day_of_year,
        "clock_time": clock_time,
        "paragraphs": _paragraphs,
    }
    return environment


def _filled(template: str, values: dict[str, object]) -> str:
    return _environment().get_template(template).render(values)
