"""The plan on one page, and a goal with its story."""

from __future__ import annotations

from flask import render_template

from app import clock
from app.domain import access
from app.domain import goals as law
from app.domain.days import local_day
from app.language import gettext as _
from app.models.plans import AssessmentSource, Goal, Plan
from app.queries import body_results, goal_story, rounds
from app.queries import plans as queries
from app.queries import targets as target_queries
from app.web.forms.filters import GoalFilterForm
from app.web.guards import allowed, signed_in_viewer
from app.web.plans.room import bp
from app.web.targets import about


@bp.get("/plaene/<slug>")
@allowed(access.may_see_plan, queries.by_slug)
def show(plan: Plan) -> str:
    """All fields and goals with their status, in the order of the plan."""
    page = queries.plan_page(plan)
    return render_template(
        "plans/show.html",
        plan=plan,
        page=page,
        filters=GoalFilterForm(signed_in_viewer(), plan, formdata=None),
        total=sum(page.counts.values()),
        listed=law.listed_of_stated,
        stated=law.stated_text,
        may_edit=access.may_edit_plan(signed_in_viewer(), plan),
    )


@bp.get("/plaene/<slug>/ziele/<key>")
@allowed(access.may_see_goal, queries.goal_by_key)
def goal(goal: Goal) -> str:
    """One goal: its wording, how it stood when, who works on it."""
    viewer, plan = signed_in_viewer(), goal.field.plan
    today = local_day(clock.now(), plan)
    latest, said_on = goal.latest, goal_story.last_word_on(goal)
    return render_template(
        "plans/goal.html",
        plan=plan,
        goal=goal,
        latest=latest,
        page=queries.goal_page(goal, viewer),
        today=today,
        age=law.age_in_words(latest.reporting_on, today) if latest else None,
        said_on=said_on,
        said=law.age_in_words(said_on, today) if said_on else None,
        hint=goal_story.hint(goal),
        agreements=goal_story.agreements(goal, viewer),
        results=body_results.of_goal(goal, viewer),
        origins={
            AssessmentSource.IMPORTED: _("aus der Bilanz übernommen"),
            AssessmentSource.REPORTED: _("gemeldet in der Abfrage"),
            AssessmentSource.SET: _("von der Geschäftsstelle eingetragen"),
        },
        silent_on=rounds.silent_on(goal) if viewer.sees_whole(plan.id) else [],
        targets=[about(target) for target in target_queries.of_goal(goal)],
        may_edit=access.may_edit_goal(viewer, goal),
        sees_whole=viewer.sees_whole(plan.id),
    )
