"""The list of a plan's actors: searched, sorted and paged in the database, or read whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.groups import Body, Membership
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.queries import visible
from app.queries.paging import OWN_ORDER, PAGE_SIZE, Order, Page, cut, holds

SORTED_BY = ("name", "art", "gehoert")
organisation = aliased(Actor, name="organisation")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list of actors is narrowed to; nothing means no narrowing."""

    words: str = ""
    kind: ActorKind | None = None
    body_id: int | None = None
    gone: bool = False


def listed(
    viewer: Viewer, plan: Plan, wanted: Filter, order: Order = OWN_ORDER, number: int = 1
) -> Page[Actor]:
    """One page of the plan's actors, those who left last; two queries whatever their number."""
    chosen, number, total = cut(
        _chosen(viewer, plan, wanted, order), number, searching=bool(wanted.words)
    )
    return Page(_actors(chosen, order), number, PAGE_SIZE, total)


def whole(viewer: Viewer, plan: Plan, wanted: Filter, order: Order = OWN_ORDER) -> list[Actor]:
    """All of the same list, for a file."""
    return _actors(_chosen(viewer, plan, wanted, order).order_by(None), order)


def _chosen(viewer: Viewer, plan: Plan, wanted: Filter, order: Order) -> Select[Any]:
    return (
        select(Actor.id)
        .outerjoin(organisation, organisation.id == Actor.organisation_id)
        .where(Actor.plan_id == plan.id, *_conditions(viewer, plan, wanted))
        .order_by(*_sorting(order))
    )


def _sorting(order: Order) -> tuple[ColumnElement[Any], ...]:
    columns = {"name": Actor.folded, "art": Actor.kind, "gehoert": organisation.folded}
    return order.by(columns, (Actor.left_on.is_not(None), Actor.folded.asc(), Actor.id.asc()))


def _conditions(viewer: Viewer, plan: Plan, wanted: Filter) -> list[ColumnElement[bool]]:
    """A word may stand in the actor's names or in those of its organisation."""
    here, there = (holds(column, wanted.words) for column in (Actor.folded, organisation.folded))
    found = [or_(*pair) for pair in zip(here, there, strict=True)]
    found.append(Actor.erased_on.is_(None))
    if wanted.kind:
        found.append(Actor.kind == wanted.kind)
    if wanted.body_id:
        members = (
            select(Membership.person_id)
            .join(Body, Body.id == Membership.body_id)
            .where(
                Body.id == wanted.body_id,
                Membership.until_on.is_(None),
                visible.bodies(viewer, plan),
            )
        )
        found.append(Actor.id.in_(members))
    if wanted.gone:
        found.append(Actor.left_on.is_not(None))
    return found


def _actors(ids: Any, order: Order) -> list[Actor]:
    return list(
        db.session.scalars(
            select(Actor)
            .where(Actor.id.in_(ids))
            .outerjoin(organisation, organisation.id == Actor.organisation_id)
            .order_by(*_sorting(order))
            .options(joinedload(Actor.organisation), joinedload(Actor.contact))
        )
    )
