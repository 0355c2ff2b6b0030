"""What every list does at the door: heads that sort, and the whole list as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.documents import spreadsheets
from app.documents.spreadsheets import About, Cell, Column, Tab
from app.domain.days import local_day
from app.domain.spoken import day_of_year
from app.language import gettext as _
from app.models.plans import Plan
from app.queries.paging import Order

SORT = "sortiert"
KIND = "datei"
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Head:
    """A column's heading: a way to sort by it, and how it is sorted now (aria-sort)."""

    label: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, kw_only=True)
class File:
    """A list as a file: what it is called, its columns, what it was narrowed to, its rows."""

    slug: str
    title: str
    columns: Sequence[Column]
    told: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Cell]]


def order_of(keys: Iterable[str]) -> Order:
    """The order that the address asks for."""
    return Order.read(request.args.get(SORT, ""), keys)


def page_number() -> int:
    return request.args.get("page", 1, type=int)


def heads(columns: Sequence[tuple[str, str]], order: Order) -> list[Head]:
    """Headings of pairs of label and sort key; a second click turns the order round.

    The address keeps its filters and goes back to the first page.
    """
    return [_head(label, key, order) for label, key in columns]


def _head(label: str, key: str, order: Order) -> Head:
    if not key:
        return Head(label)
    current = order.key == key
    word = f"-{key}" if current and not order.descending else key
    direction = "descending" if order.descending else "ascending"
    return Head(label, address_with(**{SORT: word}), direction if current else "")


def exports(endpoint: str, **place: Any) -> list[tuple[str, str]]:
    """Ways to this list as a file, with the filters and the order of the address."""
    return [
        (label, url_for(endpoint, **(_said() | place | {KIND: kind})))
        for label, kind in (("Excel (XLSX)", "xlsx"), ("CSV", "csv"))
    ]


def as_file(plan: Plan, file: Callable[[], File]) -> Response:
    """The list as a download named after itself, the plan and the day; other kinds are missing."""
    kind = request.args.get(KIND, "")
    if kind not in MEDIA_TYPES:
        abort(404)
    now, made = clock.now(), file()
    today = local_day(now, plan)
    rows = list(made.rows)
    facts = [
        (_("Liste"), made.title),
        (_("Plan"), plan.title),
        (_("Stand"), day_of_year(today)),
        *(made.told or [(_("Auswahl"), _("alle"))]),
        (_("Zeilen"), str(len(rows))),
    ]
    tab = Tab(title=made.title, columns=made.columns, rows=rows)
    if kind == "xlsx":
        about = About(title=_("Angaben"), facts=facts, made_at=now)
        content = spreadsheets.to_xlsx(made.title, [tab], about)
    else:
        content = spreadsheets.to_csv(tab)
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPES[kind]
    name = f"{made.slug}-{plan.slug}-{today.isoformat()}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def address_with(**changed: Any) -> str:
    """The present address with other values; what it says besides stays."""
    return url_for(request.endpoint or "", **(_said() | (request.view_args or {}) | changed))


def _said() -> dict[str, str]:
    """The address's arguments without its page; none that `url_for` takes for its own."""
    args = request.args.to_dict()
    return {
        name: value
        for name, value in args.items()
        if name not in ("page", "endpoint") and not name.startswith("_")
    }
