"""The office's entrance: everything it can create and edit, and how much there is of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.models.plans import Plan
from app.queries import meetings, overview, rounds
from app.queries.overview import Inventory
from app.web.guards import allowed, looked_at_plan
from app.web.overview import gaps
from app.web.overview.room import bp


@dataclass(frozen=True)
class Entrance:
    """One thing the office looks after."""

    title: str
    url: str
    count: str
    text: str
    new_url: str | None = None
    new_label: str = ""


@bp.get("/verwaltung")
@allowed(access.may_coordinate)
def administration() -> str:
    """Everything the office can create and edit, with how much there is and what is missing."""
    plan = looked_at_plan()
    today = local_day(clock.now(), plan)
    there = overview.inventory(plan)
    return render_template(
        "overview/administration.html",
        plan=plan,
        gaps=gaps.listed(overview.gaps(plan, today), plan),
        findings=meetings.missing_now(plan, today),
        entrances=[*_of_the_plan(there, plan), *_of_the_work(there)],
        wanted=rounds.wanted_now(plan, today),
    )


def _of_the_plan(there: Inventory, plan: Plan) -> list[Entrance]:
    """What the plan consists of, and who takes part."""
    fields = ngettext("%(num)s Handlungsfeld", "%(num)s Handlungsfelder", there.fields)
    goals = ngettext("%(num)s Ziel", "%(num)s Ziele", there.goals)
    return [
        Entrance(
            _("Plan und Ziele"),
            url_for("plans.show", slug=plan.slug),
            f"{fields}, {goals}",
            _("Handlungsfelder, Ziele, Umsetzungsstände und Beispiele."),
            url_for("plans.edit", slug=plan.slug),
            _("Angaben zum Plan ändern"),
        ),
        Entrance(
            _("Mitwirkende"),
            url_for("people.index"),
            _("%(number)s eingetragen", number=there.actors),
            _("Stellen, Organisationen und Personen."),
            url_for("people.create"),
            _("Person oder Stelle anlegen"),
        ),
        Entrance(
            _("Gruppen und Gremien"),
            url_for("groups.index"),
            ngettext("%(num)s Gruppe", "%(num)s Gruppen", there.bodies),
            _("Mitglieder, Vertretungen und bestehende Gremien."),
            url_for("groups.create"),
            _("Gruppe anlegen"),
        ),
    ]


def _of_the_work(there: Inventory) -> list[Entrance]:
    """What is done with it through the year."""
    stuck = _("%(number)s brauchen Ihre Entscheidung", number=there.failed_letters)
    return [
        Entrance(
            _("Sitzungsjahr und Termine"),
            url_for("meetings.index"),
            ngettext("%(num)s Sitzung", "%(num)s Sitzungen", there.meetings),
            _("Das Jahr planen, Termine festlegen, Sitzungen vorbereiten."),
            url_for("meetings.create"),
            _("Sitzung anlegen"),
        ),
        Entrance(
            _("Fristen"),
            url_for("deadlines.index"),
            _("vor und nach Sitzungen"),
            _("Wie viele Tage vorher oder danach, und wer erinnert wird."),
            url_for("deadlines.add"),
            _("Frist hinzufügen"),
        ),
        Entrance(
            _("Aufgaben"),
            url_for("tasks.index"),
            _("%(number)s offen", number=there.open_tasks),
            _("Aufträge verteilen und ihren Stand verfolgen."),
            url_for("tasks.create"),
            _("Aufgabe anlegen"),
        ),
        Entrance(
            _("Abfragen zum Stand"),
            url_for("rounds.index"),
            _("eine läuft") if there.open_rounds else _("zurzeit keine"),
            _("Alle Beteiligten zu einem Stichtag nach dem Stand fragen."),
            url_for("rounds.create"),
            _("Abfrage vorbereiten"),
        ),
        Entrance(
            _("Briefe"),
            url_for("letters.index"),
            stuck if there.failed_letters else _("keine hängen"),
            _("Was verschickt wurde, was wartet, was nicht ankam."),
        ),
        Entrance(
            _("Konten"),
            url_for("accounts.index"),
            ngettext("%(num)s Zugang", "%(num)s Zugänge", there.accounts),
            _("Wer sich anmelden kann und was die Person darf."),
            url_for("accounts.create"),
            _("Konto anlegen"),
        ),
        Entrance(
            _("Wer was geändert hat"),
            url_for("audit.index"),
            _("Änderungen am Plan"),
            _("Jede Änderung mit Tag, Person und dem, was vorher dort stand."),
        ),
    ]
