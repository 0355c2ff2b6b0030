"""Builds the demo world through the same verbs that people use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.imports.plan_json import read_plan_json
from app.language import gettext as _
from app.models.plans import Plan, Topic
from app.services import accounts, plans
from app.services.demo.cast import PLAYERS
from app.services.demo.days import current_year, kickoff_day
from app.services.demo.meetings import add_agreements, add_cycle
from app.services.demo.people import add_groups, add_organisations, add_players, name_speakers
from app.services.demo.scene import World
from app.services.demo.tasks import add_target, add_task
from app.services.demo.work import TASKS, TOPICS_WITHOUT_GOALS
from app.services.demo.year import bring_up_to_date
from app.services.plan_import import import_plan

PLAN_FILE = Path(__file__).with_name("plan.json")
SLUG = "integrationsplan"


def is_empty() -> bool:
    """Whether the database holds no plan yet."""
    return db.session.scalar(select(Plan.id).limit(1)) is None


def load_demo(*, now: dt.datetime, year: int | None = None) -> Plan:
    """Build the world with the cycle of `year`. Raises RuleBroken when it is there already."""
    if db.session.scalar(select(Plan.id).where(Plan.slug == SLUG)) is not None:
        raise RuleBroken(_("Die Beispieldaten sind schon geladen."))
    chosen = year or current_year(now.date())
    world = _plan(now)
    add_organisations(world)
    add_players(world)
    name_speakers(world)
    add_groups(world, chosen)
    add_cycle(world, chosen)
    agreements = add_agreements(world, ahead=kickoff_day(chosen) > now.date())
    for task in TASKS:
        add_task(world, task, chosen, agreements)
    add_target(world, chosen)
    if chosen >= now.year:  # a year of history stays as its source tells it
        bring_up_to_date(world)
    db.session.flush()
    return world.plan


def _plan(now: dt.datetime) -> World:
    draft = read_plan_json(PLAN_FILE, PLAN_FILE.name)
    plan = plans.create_plan(
        slug=SLUG,
        title=draft.title,
        subtitle="Handlungsempfehlungen für gelingende Integration",
        county="Landkreis Böblingen",
        now=now,
    )
    plan.office_name = "Geschäftsstelle Integrationsplan"
    plan.office_email = "geschaeftsstelle@example.org"
    plan.office_phone = "07031 000-0"
    plan.resolution_numbers = "234/2014, 234/2014/1"
    office = accounts.create_account(email=PLAYERS[0].email, name=PLAYERS[0].name, now=now)
    import_plan(draft, plan, by=office.id, now=now)
    world = World(plan=plan, office=office.id, now=now)
    world.goals = {goal.key: goal for part in plan.fields for goal in part.goals}
    for number, names in TOPICS_WITHOUT_GOALS:
        part = next(part for part in plan.fields if part.number == number)
        for position, name in enumerate(names, start=1):
            db.session.add(Topic(field=part, position=position, name=name))
    return world
