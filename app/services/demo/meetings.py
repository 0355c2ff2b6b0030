"""The demo's year: four meetings, the kickoff's agenda and agreements."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain.meetings import When
from app.extensions import db
from app.models.groups import Body
from app.models.meetings import AgendaItem, Agreement, Cycle, Phase
from app.services import meetings
from app.services.demo.days import committee_day, kickoff_day
from app.services.demo.scene import World
from app.services.demo.work import AGREEMENTS, GOALS_OF_FIRST_TOPICS

ACCESS_NOTE = "Der Raum ist stufenlos erreichbar. Bitte melden Sie Bedarf an Dolmetschen."
WORKING_MONTHS = (("july", 7), ("september", 9))


def add_cycle(world: World, year: int) -> None:
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


def add_agreements(world: World, *, ahead: bool) -> list[Agreement]:
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
