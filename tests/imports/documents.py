"""Documents written for the tests: a Bilanz of a county that does not exist."""

from __future__ import annotations

from app.imports.bilanz.words import MONTHS
from app.imports.draft import FieldDraft, PlanDraft

HEADER = "Ziele\tAufgaben/Beschreibung\tUmsetzung"
MONTH_NAMES = [name.capitalize() for name in MONTHS]


def front(*names: str) -> list[str]:
    """A first page whose list names the fields."""
    listed = ", ".join(
        f"**{number}. {name}** („Motto {number}“)" for number, name in enumerate(names, 1)
    )
    return [
        "Bilanz",
        "",
        "Integrationskonzept des Landkreises Musterhausen",
        "",
        "Musterhausen, Stand 1. März 2019",
        "",
        f"Das Konzept hat diese Handlungsfelder: {listed}.",
        "",
    ]


def field_lines(
    number: int, name: str, rows: list[str], *, header: str = HEADER, intro: str = ""
) -> list[str]:
    """A field of action with a table of the given raw rows."""
    opening = f"Im Handlungsfeld {number}. **{name}** wird gearbeitet."
    return [f"{opening} {intro}".strip(), "", header, *rows, ""]


def document(*rows: str, name: str = "Wohnen", intro: str = "") -> bytes:
    """A Bilanz with one field and one table."""
    return encode([*front(name), *field_lines(1, name, list(rows), intro=intro)])


def encode(lines: list[str]) -> bytes:
    """UTF-8 with LF line ends."""
    return "\n".join(lines).encode()


def render(draft: PlanDraft) -> str:
    """A draft as the document that says the same."""
    assert draft.as_of is not None
    day = f"{draft.as_of.day}. {MONTH_NAMES[draft.as_of.month - 1]} {draft.as_of.year:04d}"
    listed = ", ".join(
        f"**{entry.number}. {entry.name}** („{entry.motto}“)"
        for entry in draft.fields
        if entry.motto
    )
    lines = ["Bilanz", "", draft.title, "", f"{draft.place}, Stand {day}", ""]
    lines += [f"Die Handlungsfelder: {listed}.", ""]
    for plan_field in draft.fields:
        lines += _render_field(plan_field)
    return "\n".join(lines)


def _render_field(plan_field: FieldDraft) -> list[str]:
    stated = plan_field.stated
    said = [
        f"{count} {unit}"
        for count, unit in (
            (stated.recommendations, "Empfehlungen"),
            (stated.goals, "Ziele"),
            (stated.measures, "Maßnahmen"),
        )
        if count is not None
    ]
    counts = f" mit {' und '.join(said)}" if said else ""
    pages = f" (Konzept Seiten {plan_field.pages})" if plan_field.pages else ""
    lines = [
        f"Im Handlungsfeld {plan_field.number}. **{plan_field.name}** geht es weiter"
        f"{counts}{pages}.",
        "",
        HEADER,
    ]
    lines += [f"{goal.title}\t{goal.description}\t{goal.status_raw}" for goal in plan_field.goals]
    if plan_field.examples:
        lines += ["", f"Beispiele aus dem Landkreis zum Handlungsfeld „{plan_field.name}“:", ""]
        lines += [f"- {example.text}" for example in plan_field.examples]
    return [*lines, ""]
