"""The overview of the plan, and the office's entrance to all that it looks after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.domain import access
from app.domain import goals as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.models.plans import Plan
from app.queries import meetings, overview, plans, rounds, tasks
from app.queries.overview import Gaps, Inventory
from app.queries.tasks import Shown
from app.web.guards import allowed, looked_at_plan, signed_in_viewer

bp = Blueprint("overview", __name__)

NEXT_MEETINGS = 4
NEXT_TASKS = 3


@dataclass(frozen=True)
class Gap:
    """Something missing, with the page where it can be filled."""

    number: int
    text: str
    url: str


@dataclass(frozen=True)
class Entrance:
    """One thing the office looks after."""

    title: str
    url: str
    count: str
    text: str
    new_url: str | None = None
    new_label: str = ""


@bp.get("/")
@allowed(access.may_use_plan)
def show() -> str:
    """How far the plan is, what comes next, and what is missing."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    fields, counts, mean, as_of = plans.progress(plan)
    return render_template(
        "overview/show.html",
        plan=plan,
        today=today,
        fields=fields,
        counts=counts,
        mean=mean,
        as_of=as_of,
        total=sum(counts.values()),
        listed=law.listed_of_stated,
        upcoming=meetings.upcoming(viewer, plan, today, NEXT_MEETINGS),
        owed=meetings.owed_answers(viewer, plan, today),
        gaps=_gaps(overview.gaps(plan, today), plan) if viewer.is_office else None,
        mine=_mine(viewer, plan, today),
    )


def _mine(viewer: Viewer, plan: Plan, today: dt.date) -> dict[str, object] | None:
    """The viewer's own next tasks; nothing for somebody who is no person in the plan."""
    if not viewer.acts_as(plan.id):
        return None
    counts = tasks.my_counts(viewer, plan, today)
    page = tasks.mine(viewer, plan, today, Shown.UNFINISHED, counts)
    return {"counts": counts, "rows": page.items[:NEXT_TASKS]}


@bp.get("/verwaltung")
@allowed(access.may_coordinate)
def administration() -> str:
    """Everything the office can create and edit, with how much there is and what is missing."""
    plan = looked_at_plan()
    today = local_day(clock.now(), plan)
    return render_template(
        "overview/administration.html",
        plan=plan,
        gaps=_gaps(overview.gaps(plan, today), plan),
        findings=meetings.missing(plan, today.year, today),
        entrances=_entrances(overview.inventory(plan), plan),
        wanted=rounds.wanted_now(plan, today),
    )


def _gaps(found: Gaps, plan: Plan) -> list[Gap]:
    """What is missing, the most pressing first; what is complete is left out."""
    goals = url_for("plans.index", slug=plan.slug, stand="unknown")
    gaps = (
        Gap(
            found.overdue_tasks,
            ngettext(
                "Aufgabe, zu der ein Stand fehlt",
                "Aufgaben, zu denen ein Stand fehlt",
                found.overdue_tasks,
            ),
            url_for("tasks.index", zeige="ueberfaellig"),
        ),
        Gap(
            found.undated_meetings,
            ngettext(
                "Sitzung ohne festen Termin",
                "Sitzungen ohne festen Termin",
                found.undated_meetings,
            ),
            url_for("meetings.index"),
        ),
        Gap(
            found.tasks_without_actor,
            ngettext(
                "Aufgabe ohne verantwortliche Stelle",
                "Aufgaben ohne verantwortliche Stelle",
                found.tasks_without_actor,
            ),
            url_for("tasks.index", zeige="ohne-person"),
        ),
        Gap(
            found.tasks_without_goal,
            ngettext("Aufgabe ohne Ziel", "Aufgaben ohne Ziel", found.tasks_without_goal),
            url_for("tasks.index", zeige="ohne-ziel"),
        ),
        Gap(
            found.unclear_goals,
            ngettext(
                "Ziel ohne Angabe zum Stand", "Ziele ohne Angabe zum Stand", found.unclear_goals
            ),
            goals,
        ),
        Gap(
            found.goals_without_task,
            ngettext(
                "offenes Ziel ohne Aufgabe", "offene Ziele ohne Aufgabe", found.goals_without_task
            ),
            url_for("plans.index", slug=plan.slug, zeige="ohne-aufgabe"),
        ),
    )
    return [gap for gap in gaps if gap.number]


def _entrances(there: Inventory, plan: Plan) -> list[Entrance]:
    """The rooms of the office, in the order of the work."""
    return [
        Entrance(
            _("Plan und Ziele"),
            url_for("plans.show", slug=plan.slug),
            ngettext("%(num)s Handlungsfeld", "%(num)s Handlungsfelder", there.fields)
            + ", "
            + ngettext("%(num)s Ziel", "%(num)s Ziele", there.goals),
            _("Handlungsfelder, Ziele, Umsetzungsstände und Beispiele."),
            url_for("plans.edit", slug=plan.slug),
            _("Angaben zum Plan ändern"),
        ),
        Entrance(
            _("Akteurinnen und Akteure"),
            url_for("people.index"),
            _("%(number)s eingetragen", number=there.actors),
            _("Stellen, Organisationen und Personen."),
            url_for("people.create"),
            _("Akteur anlegen"),
        ),
        Entrance(
            _("Gruppen und Gremien"),
            url_for("groups.index"),
            ngettext("%(num)s Gruppe", "%(num)s Gruppen", there.bodies),
            _("Mitglieder, Vertretungen und bestehende Gremien."),
            url_for("groups.create"),
            _("Gruppe anlegen"),
        ),
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
            _("%(number)s brauchen Ihre Entscheidung", number=there.failed_letters)
            if there.failed_letters
            else _("keine hängen"),
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
    ]
