"""Builds the demo world through the same verbs that people use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.groups import BodyDraft, MembershipDraft
from app.domain.holidays import public_holiday, school_holiday
from app.domain.meetings import When
from app.domain.people import ActorDraft
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.imports.plan_json import read_plan_json
from app.models.groups import Body
from app.models.meetings import (
    AgendaItem,
    Agreement,
    Cycle,
    Meeting,
    Phase,
)
from app.models.people import Actor, ActorKind
from app.models.plans import Goal, Plan, Topic
from app.models.tasks import Task
from app.queries.accounts import account_by_email
from app.services import accounts, groups, meetings, people, plans, targets, tasks
from app.services.demo.cast import GROUPS, ORGANISATIONS, PLAYERS, Group
from app.services.demo.sign_ins import demo_password
from app.services.demo.work import (
    AGREEMENTS,
    GOALS_OF_FIRST_TOPICS,
    TASKS,
    TOPICS_WITHOUT_GOALS,
    DemoTask,
)
from app.services.plan_import import import_plan
from app.services.targets import TargetDraft

PLAN_FILE = Path(__file__).with_name("plan.json")
SLUG = "integrationsplan"
ACCESS_NOTE = "Der Raum ist stufenlos erreichbar. Bitte melden Sie Bedarf an Dolmetschen."
WORKING_MONTHS = (("july", 7), ("september", 9))


@dataclass
class World:
    """What has been built so far, by the names the facts use."""

    plan: Plan
    office: int
    now: dt.datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)


def is_empty() -> bool:
    """Whether the database holds no plan yet."""
    return db.session.scalar(select(Plan.id).limit(1)) is None


def committee_day(year: int) -> dt.date:
    """The Monday of calendar week 48, on which the demo's committee sits."""
    return dt.date.fromisocalendar(year, 48, 1)


def kickoff_day(year: int) -> dt.date:
    """The last Wednesday of March that is neither public nor school holiday."""
    day = dt.date(year, 3, 31)
    while day.weekday() != 2 or public_holiday(day, "BW") or school_holiday(day, "BW"):
        day -= dt.timedelta(days=1)
    return day


def current_year(today: dt.date) -> int:
    """The first year whose committee meeting is not over."""
    return today.year if committee_day(today.year) >= today else today.year + 1


def load_demo(*, now: dt.datetime, year: int | None = None) -> Plan:
    """Build the world with the cycle of `year`. Raises RuleBroken when it is there already."""
    if db.session.scalar(select(Plan.id).where(Plan.slug == SLUG)) is not None:
        raise RuleBroken("Die Beispieldaten sind schon geladen.")
    chosen = year or current_year(now.date())
    world = _plan(now)
    _organisations(world)
    _players(world)
    _speakers(world)
    _groups(world, chosen)
    _cycle(world, chosen)
    agreements = _agreements(world, ahead=kickoff_day(chosen) > now.date())
    for task in TASKS:
        _task(world, task, chosen, agreements)
    _target(world, chosen)
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


def _organisations(world: World) -> None:
    for one in ORGANISATIONS:
        draft = ActorDraft(name=one.name, kind=one.kind, aliases=one.aliases)
        world.actors[one.name] = people.create_actor(
            world.plan, draft, by=world.office, now=world.now
        )


def _players(world: World) -> None:
    for player in PLAYERS:
        draft = ActorDraft(
            name=player.name,
            kind=ActorKind.PERSON,
            email=player.email,
            organisation=world.actors[player.organisation] if player.organisation else None,
        )
        person = people.create_actor(world.plan, draft, by=world.office, now=world.now)
        world.actors[player.key] = person
        if not player.account:
            continue
        account = account_by_email(player.email) or accounts.create_account(
            email=player.email, name=player.name, now=world.now, by=world.office
        )
        accounts.set_password(account, demo_password(player.key))
        accounts.grant(
            account, world.plan, player.role, actor=person, now=world.now, by=world.office
        )


def _speakers(world: World) -> None:
    for one in ORGANISATIONS:
        if one.speaker:
            world.actors[one.name].contact = world.actors[one.speaker]


def _groups(world: World, year: int) -> None:
    for group in GROUPS:
        body = groups.create_body(
            world.plan, _body_draft(world, group, year), by=world.office, now=world.now
        )
        world.bodies[group.slug] = body
        for key, role in group.seats:
            person = world.actors[key]
            groups.add_member(
                body,
                MembershipDraft(
                    person=person,
                    role=role,
                    on_behalf_of=person.organisation,
                    from_on=min(dt.date(year, 1, 1), world.now.date()),
                ),
                by=world.office,
                now=world.now,
            )


def _body_draft(world: World, group: Group, year: int) -> BodyDraft:
    return BodyDraft(
        name=group.name,
        form=group.form,
        external=group.external,
        in_portfolio_since=kickoff_day(year) if group.in_portfolio else None,
        purpose=group.purpose,
        rhythm=group.rhythm,
        goals=[world.goals[key] for key in group.goals],
        fields=[part for part in world.plan.fields if part.number in group.fields],
    )


def _cycle(world: World, year: int) -> None:
    """Kickoff with a day, July and September known to the month only, the committee on its day."""
    note = (
        "In der Bilanz ist für Juli, September und November kein Jahr genannt; "
        f"angenommen ist {year}."
    )
    cycle = meetings.create_cycle(world.plan, year, by=world.office, now=world.now, note=note)
    peergroup = world.bodies["peergroup"]
    _meeting(
        world,
        "kickoff",
        cycle,
        peergroup,
        Phase.KICKOFF,
        "Auftakt zur Fortführung des Integrationsplans",
        When(held_on=kickoff_day(year), begins=dt.time(14, 0), ends=dt.time(16, 30)),
        place="Landratsamt, Großer Sitzungssaal",
        purpose="Vereinbaren, wie es weitergeht: Beteiligte, Themen und Arbeitsformen.",
    )
    for key, month in WORKING_MONTHS:
        _meeting(
            world,
            key,
            cycle,
            peergroup,
            Phase.WORKING,
            "Arbeitstreffen im Juli" if month == 7 else "Arbeitstreffen im September",
            When(month_on=dt.date(year, month, 1)),
            purpose="Arbeitsaufträge und überprüfbare Zielsetzungen vereinbaren.",
        )
    _meeting(
        world,
        "committee",
        cycle,
        world.bodies["sozial-und-gesundheitsausschuss"],
        Phase.COMMITTEE,
        "Vorstellung im Sozial- und Gesundheitsausschuss",
        When(held_on=committee_day(year)),
        purpose="Arbeitsprozess, Gruppen und Zielsetzungen werden vorgestellt.",
    )
    _agenda(world)


def _agenda(world: World) -> None:
    """The kickoff's template, with the goals that come first."""
    kickoff = world.meetings["kickoff"]
    for item in meetings.take_template(kickoff, by=world.office, now=world.now):
        if item.template_key == "topics":
            item.goals = [world.goals[key] for key in GOALS_OF_FIRST_TOPICS]


def _meeting(
    world: World,
    key: str,
    cycle: Cycle,
    body: Body,
    phase: Phase,
    title: str,
    when: When,
    *,
    place: str | None = None,
    purpose: str | None = None,
) -> None:
    draft = meetings.MeetingDraft(
        title=title,
        body=body,
        phase=phase,
        when=when,
        place=place,
        purpose=purpose,
        access_note=None if body.external else ACCESS_NOTE,
        chair=None if body.external else world.actors["vorsitz"],
        minute_taker=None if body.external else world.actors["schriftfuehrung"],
    )
    world.meetings[key] = meetings.create_meeting(cycle, draft, by=world.office, now=world.now)


def _agreements(world: World, *, ahead: bool) -> list[Agreement]:
    """The kickoff's agreements; while it lies ahead they are worded as proposals."""
    kickoff = world.meetings["kickoff"]
    items = {
        item.template_key: item
        for item in db.session.scalars(
            select(AgendaItem).where(AgendaItem.meeting_id == kickoff.id)
        )
    }
    return [
        meetings.record_agreement(
            kickoff,
            kind=one.kind,
            text=f"Vorschlag: {one.text}" if ahead else one.text,
            agenda_item=items[one.item],
            by=world.office,
            now=world.now,
        )
        for one in AGREEMENTS
    ]


def _task(world: World, facts: DemoTask, year: int, agreements: list[Agreement]) -> None:
    task = tasks.create_task(
        world.plan,
        _task_draft(world, facts, year),
        by=world.office,
        now=world.now,
        meeting=world.meetings["kickoff"],
        agreement=agreements[facts.agreement - 1] if facts.agreement else None,
    )
    for goal in task.goals:  # whoever works for a goal is asked how it stands
        goal.responsible = goal.responsible or task.accountable
    _report(world, task, facts)


def _task_draft(world: World, facts: DemoTask, year: int) -> TaskDraft:
    return TaskDraft(
        title=facts.title,
        description=facts.description or None,
        accountable=world.actors[facts.accountable],
        further_actors=[world.actors[name] for name in facts.further],
        due_on=dt.date(year, *facts.due) if facts.due else None,
        due_label=facts.due_label,
        due_meeting=world.meetings[facts.by] if facts.by else None,
        goals=[world.goals[key] for key in facts.goals],
        topics=[_topic(world, *facts.topic)] if facts.topic else [],
        recurs_months=facts.recurs_months,
    )


def _topic(world: World, number: int, name: str) -> Topic:
    part = next(part for part in world.plan.fields if part.number == number)
    return next(topic for topic in part.topics if topic.name == name)


def _target(world: World, year: int) -> None:
    """One proposal, on purpose without baseline and evidence: nobody has named them yet."""
    draft = TargetDraft(
        title="Vorschlag: Der interreligiöse Austausch findet zweimal im Jahr statt.",
        indicator="Zahl der Austausche im Jahr",
        unit="Austausche",
        target_value=2,
        target_on=dt.date(year, 12, 31),
    )
    targets.add(world.goals["7.1"], draft, by=world.office, now=world.now)


def _report(world: World, task: Task, facts: DemoTask) -> None:
    if facts.report is None:
        return
    tasks.report_progress(
        task,
        state=facts.report.state,
        percent=facts.report.percent,
        text=facts.report.text,
        by=world.office,
        now=world.now,
        on_behalf_of=task.accountable,
    )
