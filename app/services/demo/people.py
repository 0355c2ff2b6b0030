"""The demo's organisations, members and groups."""

from __future__ import annotations

import datetime as dt

from app.domain.groups import BodyDraft, MembershipDraft
from app.domain.people import ActorDraft
from app.models.people import ActorKind
from app.queries.accounts import account_by_email
from app.services import accounts, groups, people
from app.services.demo.cast import GROUPS, ORGANISATIONS, PLAYERS, Group
from app.services.demo.days import kickoff_day
from app.services.demo.scene import World
from app.services.demo.sign_ins import demo_password


def add_organisations(world: World) -> None:
    """Actors that are no persons."""
    for one in ORGANISATIONS:
        draft = ActorDraft(name=one.name, kind=one.kind, aliases=one.aliases)
        world.actors[one.name] = people.create_actor(
            world.plan, draft, by=world.office, now=world.now
        )


def add_players(world: World) -> None:
    """The members, most of them with an account and the demo's password."""
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


def name_speakers(world: World) -> None:
    """Who speaks for an organisation."""
    for one in ORGANISATIONS:
        if one.speaker:
            world.actors[one.name].contact = world.actors[one.speaker]


def add_groups(world: World, year: int) -> None:
    """The bodies and who sits in them since the year began."""
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
