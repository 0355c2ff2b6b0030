"""The year's meetings, and the form that proposes a new year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.domain import access, cycles
from app.domain.errors import RuleBroken
from app.domain.meetings import FIRST_YEAR, LAST_YEAR, When, is_over
from app.domain.wording import long_day, meeting_day
from app.extensions import transaction
from app.models.groups import BodyForm
from app.models.meetings import Meeting, Phase
from app.models.plans import Plan
from app.queries import groups
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.services.meetings import MeetingDraft
from app.web.editing import attach
from app.web.forms.choices import key_of
from app.web.forms.meetings import SUGGESTIONS, YearForm, unconfirmed
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.meetings.room import bp, today_in

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Entry:
    """A meeting on the line of the year."""

    date: str
    label: str
    state: str
    url: str


@bp.get("/sitzungen")
@allowed(access.may_use_plan)
def index() -> str:
    """A year: what comes next on top, what lies behind below."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today, years = today_in(plan), queries.years(plan)
    year = _asked_year() or _nearest(years, today.year)
    found = queries.of_year(viewer, plan, year)
    return render_template(
        "meetings/index.html",
        year=year,
        today=today,
        all_years=years,
        ahead=[one for one in found if not is_over(one, today)],
        past=[one for one in reversed(found) if is_over(one, today)],
        line=_line(found, today),
        findings=queries.missing(plan, year, today) if viewer.is_office else [],
        answered=queries.answers_of(viewer, plan, year),
    )


def _asked_year() -> int | None:
    word = request.args.get("jahr", "")
    year = int(word) if word.isdecimal() and len(word) == 4 else None
    return year if year and FIRST_YEAR <= year <= LAST_YEAR else None


def _nearest(years: Sequence[int], this_year: int) -> int:
    """This year if it has a cycle, else the next one that has, else the last one."""
    ahead = [year for year in years if year >= this_year]
    return min(ahead) if ahead else max(years, default=this_year)


def _line(found: Sequence[Meeting], today: dt.date) -> list[Entry]:
    coming = [one for one in found if one.held_on and not one.cancelled and not is_over(one, today)]
    following = coming[0] if coming else None
    return [
        Entry(
            date=meeting_day(one),
            label=one.title,
            state="next" if one is following else _state(one, today),
            url=url_for("meetings.show", uid=one.uid),
        )
        for one in found
    ]


def _state(meeting: Meeting, today: dt.date) -> str:
    if meeting.cancelled:
        return "cancelled"
    if is_over(meeting, today):
        return "past"
    return "planned" if meeting.held_on else "open"


@bp.route("/sitzungen/jahr/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def plan_year() -> Answer:
    """A new year with its four meetings as a proposal (R68)."""
    plan = looked_at_plan()
    year = _year_of_form(plan)
    form = YearForm(plan, year, data=_proposed(plan, year))
    warnings: list[str] = []
    if request.method == "POST" and form.validate():
        days = [
            when.held_on
            for _one, when in form.wanted()
            if when.held_on and when.held_on.year == form["year"].data
        ]
        warnings = unconfirmed(form["confirmed"], days, plan.holiday_region)
        if not warnings and _made(form, plan):
            flash(_("Das Sitzungsjahr %(year)s ist angelegt.", year=form["year"].data))
            return redirect(url_for("meetings.index", jahr=form["year"].data))
    page = render_template(
        "meetings/plan_year.html",
        form=form,
        year=year,
        suggestions=SUGGESTIONS,
        hints=_hints(plan, year),
        warnings=warnings,
    )
    return (page, 422) if request.method == "POST" else page


def _year_of_form(plan: Plan) -> int:
    """The year typed, asked for, or the first without a cycle."""
    typed = request.form.get("year", "").strip() if request.method == "POST" else ""
    if typed.isdecimal() and len(typed) == 4 and FIRST_YEAR <= int(typed) <= LAST_YEAR:
        return int(typed)
    years = queries.years(plan)
    this_year = today_in(plan).year
    return _asked_year() or (max(years) + 1 if this_year in years else this_year)


def _made(form: YearForm, plan: Plan) -> bool:
    """Whether cycle and meetings are kept; else the form says at which field what was wrong."""
    now, by = clock.now(), signed_in_viewer().account_id
    try:
        with transaction():
            cycle = verbs.create_cycle(plan, form["year"].data, by=by, now=now)
            for one, when in form.wanted():
                draft = _draft(form, one.key, when, one.phase)
                try:
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


def _proposed(plan: Plan, year: int) -> dict[str, object]:
    """The kickoff with its day, the others with their month: their days are for the groups."""
    proposed: dict[str, object] = {
        "year": year,
        "kickoff_held_on": cycles.kickoff_day(year, plan.holiday_region).day,
        "july_month_on": dt.date(year, 7, 1).isoformat(),
        "september_month_on": dt.date(year, 9, 1).isoformat(),
        "committee_month_on": dt.date(year, 11, 1).isoformat(),
    }
    bodies = groups.all_of(plan.id)
    for one in SUGGESTIONS:
        form = BodyForm.COMMITTEE if one.phase is Phase.COMMITTEE else BodyForm.PEER_GROUP
        usual = next((b for b in bodies if b.form is form and not b.dissolved_on), None)
        proposed |= {
            f"{one.key}_wanted": True,
            f"{one.key}_title": one.title,
            f"{one.key}_body": key_of(usual),
        }
    return proposed


def _hints(plan: Plan, year: int) -> dict[str, str]:
    """Why which day would suit."""
    region = plan.holiday_region
    found = {
        "kickoff": cycles.kickoff_day(year, region),
        "july": cycles.july_day(year, region),
        "september": cycles.september_day(year, region),
    }
    hints = {
        key: _("Vorschlag: %(day)s (%(reason)s).", day=long_day(one.day), reason=one.reason)
        for key, one in found.items()
        if one is not None
    }
    hints["committee"] = _("Den Tag nennt der Sitzungskalender des Kreistags.")
    return hints
