"""A plan as a file that the office can go on working in, and that reads back as the same plan.

What is read back is German, whoever asks: headings, kinds of rows, the day. Only what explains it
speaks its reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.documents.document import Block, Bullets, Document, Heading, Paragraph, Table
from app.documents.spreadsheets import About, Cell, Column, Kind, Tab, to_xlsx
from app.domain.wording import day_of_year
from app.domain.words import CATEGORY_WORDS
from app.imports.draft import FieldDraft, GoalDraft, PlanDraft
from app.imports.lists import HEADS, Role
from app.language import GERMAN, Said, speaking
from app.language import gettext as _
from app.language import lazy_gettext as _l

WIDTHS = {
    Role.KIND: 14,
    Role.NUMBER: 9,
    Role.FIELD: 26,
    Role.GOAL: 50,
    Role.DESCRIPTION: 60,
    Role.STATUS: 30,
    Role.CATEGORY: 20,
    Role.NOTES: 40,
    Role.MOTTO: 24,
}
KINDS = {
    Role.PERCENT: Kind.PERCENT,
    Role.DAY: Kind.DAY,
    Role.RECOMMENDATIONS: Kind.NUMBER,
    Role.GOALS: Kind.NUMBER,
    Role.MEASURES: Kind.NUMBER,
}
EXPLAINED: Mapping[Role, Said] = {
    Role.KIND: _l(
        "Was die Zeile ist: Plan, Handlungsfeld, Ziel oder Beispiel. Leer gilt als Ziel."
    ),
    Role.NUMBER: _l("Bei einem Ziel 1.1, 1.2 und so weiter; sonst die Nummer des Handlungsfelds."),
    Role.FIELD: _l("Der Name des Handlungsfelds. Mit Nummer kann er fehlen."),
    Role.GOAL: _l("Der Wortlaut des Ziels; in der Zeile „Plan“ der Titel des Plans."),
    Role.DESCRIPTION: _l("Was getan wurde; in einer Zeile „Beispiel“ der Text des Beispiels."),
    Role.STATUS: _l("Der Stand in Worten, zum Beispiel „Umsetzung 50%“ oder „100% umgesetzt“."),
    Role.CATEGORY: _l(
        "Eines von: %(words)s. Leer: Es gilt der Wortlaut.",
        words=", ".join(CATEGORY_WORDS.values()),
    ),
    Role.PERCENT: _l("Eine ganze Zahl von 0 bis 100, nur wenn eine bekannt ist."),
    Role.ONGOING: _l("ja, wenn das Ziel eine Daueraufgabe ist."),
    Role.DAY: _l(
        "Der Tag, für den der Stand gilt. In der Zeile „Plan“ gilt er für alle anderen mit."
    ),
    Role.NOTES: _l("Was zu klären ist; mehrere Anmerkungen in Zeilen untereinander."),
    Role.MOTTO: _l("Nur in Zeilen „Handlungsfeld“."),
    Role.PAGES: _l("Nur in Zeilen „Handlungsfeld“, zum Beispiel 13-15."),
    Role.RECOMMENDATIONS: _l("Wie viele Empfehlungen der Plan selbst nennt."),
    Role.GOALS: _l("Wie viele Ziele der Plan selbst nennt."),
    Role.MEASURES: _l("Wie viele Maßnahmen der Plan selbst nennt."),
}
TABLE_HEAD = ("Ziel", "Was getan wurde", "Umsetzung")
TABLE_WIDTHS = (5, 8, 4)


def plan_xlsx(draft: PlanDraft, *, made_at: dt.datetime) -> bytes:
    """The list as an Excel file."""
    facts = [
        ("Plan", draft.title),
        ("Stand", day_of_year(draft.as_of) if draft.as_of else "keine Angabe"),
        (
            _("Hinweis"),
            _("Diese Liste lässt sich ändern und unter „Plan einlesen“ wieder einlesen."),
        ),
    ]
    about = About(title=_("Angaben"), facts=facts, made_at=made_at)
    return to_xlsx(draft.title, [plan_list(draft)], about)


def empty_list(draft: PlanDraft, *, made_at: dt.datetime) -> bytes:
    """The list with the plan's fields only, to be filled in; a second tab explains its columns."""
    fields = tuple(replace(field, goals=(), examples=()) for field in draft.fields)
    facts = [(HEADS[role], str(text)) for role, text in EXPLAINED.items()]
    about = About(title=_("Spalten"), facts=facts, made_at=made_at)
    return to_xlsx("Vorlage", [plan_list(replace(draft, as_of=None, fields=fields))], about)


def plan_list(draft: PlanDraft) -> Tab:
    """The plan as a list: a row for itself, for each field, each goal and each example."""
    columns = [
        Column(label, KINDS.get(role, Kind.TEXT), WIDTHS.get(role, 13))
        for role, label in HEADS.items()
    ]
    return Tab(title="Plan", columns=columns, rows=[_cells(row) for row in _rows(draft)])


Row = dict[Role, Cell]


def _cells(row: Row) -> list[Cell]:
    return [row.get(role) for role in HEADS]


def _rows(draft: PlanDraft) -> Iterator[Row]:
    yield {Role.KIND: "Plan", Role.GOAL: draft.title, Role.DAY: draft.as_of}
    for field in draft.fields:
        yield _field_row(field)
        for goal in field.goals:
            yield _goal_row(field, goal, draft.as_of)
        for example in field.examples:
            yield {
                Role.KIND: "Beispiel",
                Role.NUMBER: str(field.number),
                Role.FIELD: field.name,
                Role.DESCRIPTION: example.text,
            }


def _field_row(field: FieldDraft) -> Row:
    return {
        Role.KIND: "Handlungsfeld",
        Role.NUMBER: str(field.number),
        Role.FIELD: field.name,
        Role.MOTTO: field.motto,
        Role.PAGES: field.pages,
        Role.RECOMMENDATIONS: field.stated.recommendations,
        Role.GOALS: field.stated.goals,
        Role.MEASURES: field.stated.measures,
    }


def _goal_row(field: FieldDraft, goal: GoalDraft, as_of: dt.date | None) -> Row:
    return {
        Role.KIND: "Ziel",
        Role.NUMBER: goal.key,
        Role.FIELD: field.name,
        Role.GOAL: goal.title,
        Role.DESCRIPTION: goal.description,
        Role.STATUS: goal.status_raw,
        Role.CATEGORY: CATEGORY_WORDS[goal.status_category],
        Role.PERCENT: goal.status_percent,
        Role.ONGOING: "ja" if goal.ongoing_duty else None,
        Role.DAY: goal.reported_on or as_of,
        Role.NOTES: "\n".join(goal.notes),
    }


@speaking(GERMAN)
def plan_document(draft: PlanDraft, *, author: str, today: dt.date) -> Document:
    """The plan as tables of three columns under the headings of its fields."""
    blocks: list[Block] = []
    if draft.as_of:
        blocks.append(Paragraph(text=f"Stand {day_of_year(draft.as_of)}"))
    for field in draft.fields:
        blocks += _blocks(field)
    return Document(title=draft.title, author=author, day=draft.as_of or today, blocks=blocks)


def _blocks(field: FieldDraft) -> Iterator[Block]:
    yield Heading(text=f"Handlungsfeld {field.number}: {field.name}")
    if field.motto:
        yield Paragraph(text=f"„{field.motto}“")
    if field.goals:
        yield Table(
            caption=f"Ziele im Handlungsfeld {field.name}",
            head=TABLE_HEAD,
            widths=TABLE_WIDTHS,
            rows=[
                (f"{goal.key} {goal.title}", goal.description, _status(goal))
                for goal in field.goals
            ],
        )
    if field.examples:
        yield Heading(text="Beispiele aus dem Landkreis", level=2)
        yield Bullets(points=[example.text for example in field.examples])


def _status(goal: GoalDraft) -> str:
    """The wording, and its day on a line of its own where that is not the day of the document."""
    if goal.reported_on is None:
        return goal.status_raw
    return f"{goal.status_raw}\nStand {goal.reported_on:%d.%m.%Y}"
