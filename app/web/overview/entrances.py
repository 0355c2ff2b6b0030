"""All that the office looks after: where it stands, how much there is of it, what can be added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.language import ngettext
from app.models.plans import Plan
from app.queries.overview import Inventory

OF_THE_PLAN = frozenset({"plans.show", "plans.edit"})  # their address names the plan


@dataclass(frozen=True)
class Entrance:
    """One thing the office looks after; `count` says how much there is."""

    title: Any
    endpoint: str
    count: Callable[[Inventory], str]
    text: Any
    new_endpoint: str | None = None
    new_label: Any = ""


@dataclass(frozen=True)
class Shown:
    """An entrance as its card shows it."""

    entrance: Entrance
    url: str
    count: str
    new_url: str | None


def shown(plan: Plan, there: Inventory) -> list[Shown]:
    """Every entrance with its addresses and how much there is behind it."""
    return [
        Shown(
            one,
            _url(one.endpoint, plan),
            one.count(there),
            _url(one.new_endpoint, plan) if one.new_endpoint else None,
        )
        for one in ENTRANCES
    ]


def _url(endpoint: str, plan: Plan) -> str:
    return url_for(endpoint, slug=plan.slug) if endpoint in OF_THE_PLAN else url_for(endpoint)


def _goals(there: Inventory) -> str:
    fields = ngettext("%(num)s Handlungsfeld", "%(num)s Handlungsfelder", there.fields)
    goals = ngettext("%(num)s Ziel", "%(num)s Ziele", there.goals)
    return f"{fields}, {goals}"


def _letters(there: Inventory) -> str:
    stuck = _("%(number)s brauchen Ihre Entscheidung", number=there.failed_letters)
    return str(stuck if there.failed_letters else _("keine hängen"))


ENTRANCES = (
    Entrance(
        _l("Plan und Ziele"),
        "plans.show",
        _goals,
        _l("Handlungsfelder, Ziele, Umsetzungsstände und Beispiele."),
        "plans.edit",
        _l("Angaben zum Plan ändern"),
    ),
    Entrance(
        _l("Mitwirkende"),
        "people.index",
        lambda there: _("%(number)s eingetragen", number=there.actors),
        _l("Stellen, Organisationen und Personen."),
        "people.create",
        _l("Person oder Stelle anlegen"),
    ),
    Entrance(
        _l("Gruppen und Gremien"),
        "groups.index",
        lambda there: ngettext("%(num)s Gruppe", "%(num)s Gruppen", there.bodies),
        _l("Mitglieder, Vertretungen und bestehende Gremien."),
        "groups.create",
        _l("Gruppe anlegen"),
    ),
    Entrance(
        _l("Sitzungsjahr und Termine"),
        "meetings.index",
        lambda there: ngettext("%(num)s Sitzung", "%(num)s Sitzungen", there.meetings),
        _l("Das Jahr planen, Termine festlegen, Sitzungen vorbereiten."),
        "meetings.create",
        _l("Sitzung anlegen"),
    ),
    Entrance(
        _l("Fristen"),
        "deadlines.index",
        lambda _there: _("vor und nach Sitzungen"),
        _l("Wie viele Tage vorher oder danach, und wer erinnert wird."),
        "deadlines.add",
        _l("Frist hinzufügen"),
    ),
    Entrance(
        _l("Erinnerungen"),
        "reminders.index",
        lambda _there: _("vor Terminen und bei Verzug"),
        _l("Wann von selbst geschrieben wird, an wen, und wann Ruhe ist."),
        "reminders.add",
        _l("Erinnerung hinzufügen"),
    ),
    Entrance(
        _l("Aufgaben"),
        "tasks.index",
        lambda there: _("%(number)s offen", number=there.open_tasks),
        _l("Aufträge verteilen und ihren Stand verfolgen."),
        "tasks.create",
        _l("Aufgabe anlegen"),
    ),
    Entrance(
        _l("Abfragen zum Stand"),
        "rounds.index",
        lambda there: _("eine läuft") if there.open_rounds else _("zurzeit keine"),
        _l("Alle Beteiligten zu einem Stichtag nach dem Stand fragen."),
        "rounds.create",
        _l("Abfrage vorbereiten"),
    ),
    Entrance(
        _l("Berichte"),
        "reports.index",
        lambda there: (
            ngettext("ein Entwurf", "%(num)s Entwürfe", there.draft_reports)
            if there.draft_reports
            else _("zurzeit kein Entwurf")
        ),
        _l("Bilanz und Bericht für den Ausschuss schreiben, freigeben und versenden."),
        "reports.begin_bilanz",
        _l("Bilanz vorbereiten"),
    ),
    Entrance(
        _l("Protokolle und Archiv"),
        "minutes.archive_index",
        lambda _there: _("nach der Freigabe"),
        _l("Protokolle dem Kreisarchiv anbieten und vermerken, was es geantwortet hat."),
    ),
    Entrance(
        _l("Briefe"),
        "letters.index",
        _letters,
        _l("Was verschickt wurde, was wartet, was nicht ankam."),
    ),
    Entrance(
        _l("Konten"),
        "accounts.index",
        lambda there: ngettext("%(num)s Zugang", "%(num)s Zugänge", there.accounts),
        _l("Wer sich anmelden kann und was die Person darf."),
        "accounts.create",
        _l("Konto anlegen"),
    ),
    Entrance(
        _l("Wer was geändert hat"),
        "audit.index",
        lambda _there: _("Änderungen am Plan"),
        _l("Jede Änderung mit Tag, Person und dem, was vorher dort stand."),
    ),
)
