"""Planning a year: four meetings as a proposal with days to choose from, made by a click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access, cycles
from app.domain.cycles import Proposal
from app.domain.errors import RuleBroken
from app.domain.meetings import FIRST_YEAR, LAST_YEAR, When, check_month_ahead, date_warnings
from app.domain.spoken import long_day
from app.extensions import transaction
from app.language import gettext as _
from app.models.groups import Body, BodyForm
from app.models.meetings import Meeting, Phase
from app.models.plans import Plan
from app.queries import groups
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.services import throttle
from app.services.meetings import MeetingDraft
from app.web.editing import attach
from app.web.forms.choices import key_of
from app.web.forms.meetings import SUGGESTIONS, AskedYearForm, YearForm, unconfirmed
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.meetings.room import asked_year, bp, today_in

Answer = Response | str | tuple[str, int]
MONTHS = {"july": 7, "september": 9, "committee": 11}


@bp.route("/sitzungen/jahr/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
@limited(throttle.LETTERS_BY_ACCOUNT)
def plan_year() -> Answer:
    """A new year with its four meetings as a proposal (R68)."""
    plan = looked_at_plan()
    year = _year_of_form(plan)
    asked = _asked(year)
    last = _last_year(plan, year)
    days = _days(plan, year, last)
    words = {key: _in_words(found, plan.holiday_region) for key, found in days.items()}
    form = YearForm(plan, year, words, data=_proposed(plan, year, last, days))
    warnings: list[str] = []
    if request.method == "POST" and form.validate():
        warnings = _warnings(form, plan)
        if not warnings and _made(form, plan):
            flash(_("Das Sitzungsjahr %(year)s ist angelegt.", year=form["year"].data))
            return redirect(url_for("meetings.index", jahr=form["year"].data))
    page = render_template(
        "meetings/plan_year.html",
        form=form,
        asked=asked,
        year=year,
        planned=request.method != "POST" and year in queries.years(plan),
        suggestions=SUGGESTIONS,
        from_last_year=bool(last),
        hints={"committee": _("Den Tag nennt der Sitzungskalender des Kreistags.")},
        warnings=warnings,
    )
    return (page, 422) if request.method == "POST" else page


def _asked(year: int) -> AskedYearForm:
    """The form that asks for another year's days, with what is wrong about the one asked for."""
    typed = request.args if "jahr" in request.args else None
    form = AskedYearForm(formdata=typed, data={"jahr": year})
    if typed is not None:
        form.validate()
    return form


def _year_of_form(plan: Plan) -> int:
    """The year being planned or asked for, else the first that is neither planned nor begun."""
    typed = request.form.get("year", "").strip() if request.method == "POST" else ""
    if typed.isdecimal() and len(typed) == 4 and FIRST_YEAR <= int(typed) <= LAST_YEAR:
        return int(typed)
    return asked_year() or _first_free(queries.years(plan), plan)


def _first_free(planned: Sequence[int], plan: Plan) -> int:
    """The first year without a cycle whose kickoff would still lie ahead."""
    today = today_in(plan)
    year = today.year
    while year in planned or cycles.kickoff_day(year, plan.holiday_region).day <= today:
        year += 1
    return year


def _last_year(plan: Plan, year: int) -> dict[str, Meeting]:
    """The meetings of the year before, by the suggestion for which they are the model."""
    found = queries.of_year(signed_in_viewer(), plan, year - 1)
    of_phase = {
        phase: iter([one for one in found if one.phase is phase and not one.cancelled])
        for phase in Phase
    }
    models = {one.key: next(of_phase[one.phase], None) for one in SUGGESTIONS}
    return {key: model for key, model in models.items() if model is not None}


def _days(plan: Plan, year: int, last: Mapping[str, Meeting]) -> dict[str, list[Proposal]]:
    """The days to choose from; none for the committee, whose day is never computed."""
    region = plan.holiday_region
    rules = {
        "kickoff": (cycles.kickoff_day(year, region), False),
        "july": (cycles.july_day(year, region), False),
        "september": (cycles.september_day(year, region), True),
    }
    return {
        key: cycles.proposals(
            year, region, last[key].held_on if key in last else None, rule, later=later
        )
        for key, (rule, later) in rules.items()
    }


def _in_words(found: Sequence[Proposal], region: str) -> dict[dt.date, str]:
    """ "Mittwoch, 12. Juli 2017 – letzter Mittwoch …", and what speaks against it.

    Other meetings cannot: a year without a cycle has none.
    """
    return {
        one.day: " ".join([f"{long_day(one.day)} – {one.reason}.", *date_warnings(one.day, region)])
        for one in found
    }


def _warnings(form: YearForm, plan: Plan) -> list[str]:
    """What speaks against the chosen days, and two meetings of one group on one day."""
    year = form["year"].data
    chosen = [(one, when.held_on) for one, when in form.wanted() if when.held_on]
    days = [day for _one, day in chosen if day.year == year]
    seen: set[tuple[Body | None, dt.date]] = set()
    twice = []
    for one, day in chosen:
        meets = (form[f"{one.key}_body"].row, day)
        if meets in seen:
            twice.append(_("Zweimal dieselbe Gruppe an einem Tag: %(day)s.", day=long_day(day)))
        seen.add(meets)
    return unconfirmed(form["confirmed"], days, plan.holiday_region, twice)


def _made(form: YearForm, plan: Plan) -> bool:
    """Whether cycle and meetings are kept; else the form says at which field what was wrong."""
    now, by = clock.now(), signed_in_viewer().account_id
    try:
        with transaction():
            cycle = verbs.create_cycle(plan, form["year"].data, by=by, now=now)
            for one, when in form.wanted():
                draft = _draft(form, one.key, when, one.phase)
                try:
                    check_month_ahead(when, today_in(plan))
                    verbs.create_meeting(cycle, draft, by=by, now=now)
                except RuleBroken as broken:
                    field = f"{one.key}_{broken.field}" if broken.field else None
                    raise RuleBroken(broken.sentence, field=field) from broken
    except RuleBroken as broken:
        attach(broken, form)
        return False
    return True


def _draft(form: YearForm, key: str, when: When, phase: Phase) -> MeetingDraft:
    body = form[f"{key}_body"].row
    if body is None:
        raise RuleBroken(
            _("Bitte wählen Sie, wer sich trifft, oder lassen Sie diese Sitzung weg."),
            field=f"{key}_body",
        )
    return MeetingDraft(title=form[f"{key}_title"].data or "", body=body, phase=phase, when=when)


def _proposed(
    plan: Plan,
    year: int,
    last: Mapping[str, Meeting],
    days: Mapping[str, Sequence[Proposal]],
) -> dict[str, object]:
    """Names and groups as last year; the kickoff with its day, the others with their month.

    Days of the working meetings are for the groups to choose.
    """
    proposed: dict[str, object] = {
        "year": year,
        "kickoff_choice": days["kickoff"][0].day.isoformat(),
    }
    bodies = [one for one in groups.all_of(plan.id) if not one.dissolved_on]
    for one in SUGGESTIONS:
        form = BodyForm.COMMITTEE if one.phase is Phase.COMMITTEE else BodyForm.PEER_GROUP
        model = last.get(one.key)
        usual = next((b for b in bodies if b.form is form), None)
        body = model.body if model and model.body in bodies else usual
        proposed |= {
            f"{one.key}_wanted": True,
            f"{one.key}_title": model.title if model else one.title,
            f"{one.key}_body": key_of(body),
        }
        if one.key in MONTHS:
            proposed[f"{one.key}_month_on"] = dt.date(year, MONTHS[one.key], 1).isoformat()
    return proposed
