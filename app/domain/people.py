"""Laws of actors: one entry for each organisation, no circles, contacts are persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.models.people import Actor, ActorKind
from app.models.plans import Plan

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class ActorDraft:
    """What is said of an actor when it is made or edited."""

    name: str
    kind: ActorKind
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    organisation: Actor | None = None
    contact: Actor | None = None
    left_on: dt.date | None = None
    aliases: Sequence[str] = ()


def may_read_actors(viewer: Viewer, _target: object = None) -> bool:
    """The list of all actors is for the office and for readers of the whole plan."""
    return viewer.plan is not None and viewer.sees_whole(viewer.plan.id)


def may_see_actor(viewer: Viewer, actor: Actor) -> bool:
    return viewer.sees_whole(actor.plan_id)


def may_edit_actor(viewer: Viewer, actor: Actor) -> bool:
    return viewer.coordinates(actor.plan_id)


def check_actor(
    draft: ActorDraft, plan: Plan, others: Iterable[Actor], actor: Actor | None
) -> None:
    """Raise RuleBroken unless the draft may become (or change) `actor` beside the `others`."""
    name = tidy(draft.name)
    if not name:
        raise RuleBroken(_("Bitte geben Sie einen Namen ein."), field="name")
    if any(len(one) > LONGEST_NAME for one in (name, *draft.aliases)):
        raise RuleBroken(_("Bitte kürzen Sie den Namen auf 200 Zeichen."), field="name")
    rest = [other for other in others if other is not actor]
    if draft.kind is not ActorKind.PERSON:
        _check_name_free(name, rest)
    _check_links(draft, plan, actor)


def _check_name_free(name: str, others: Iterable[Actor]) -> None:
    """Persons may share a name; two entries for one organisation split its tasks (R23)."""
    for other in others:
        if other.is_person:
            continue
        if other.name.casefold() == name.casefold():
            raise RuleBroken(_("„%(name)s“ gibt es in diesem Plan schon.", name=name), field="name")
        if any(alias.name.casefold() == name.casefold() for alias in other.aliases):
            raise RuleBroken(
                _(
                    "„%(name)s“ ist schon als anderer Name von „%(other)s“ eingetragen.",
                    name=name,
                    other=other.name,
                ),
                field="name",
            )


def _check_links(draft: ActorDraft, plan: Plan, actor: Actor | None) -> None:
    for field in ("organisation", "contact"):
        linked: Actor | None = getattr(draft, field)
        if linked is not None and linked.plan_id != plan.id:
            raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field=field)
    if draft.contact is not None and not draft.contact.is_person:
        raise RuleBroken(_("Ansprechperson kann nur eine Person sein."), field="contact")
    if draft.organisation is not None and draft.organisation.is_person:
        raise RuleBroken(_("Bitte wählen Sie eine Organisation."), field="organisation")
    above = draft.organisation
    while above is not None:
        if above is actor:
            raise RuleBroken(_("Niemand kann zu sich selbst gehören."), field="organisation")
        above = above.organisation


def tidy(name: str) -> str:
    """The name without line breaks and doubled spaces."""
    return " ".join(name.split())


def tidy_aliases(aliases: Iterable[str], name: str) -> list[str]:
    """Each further name once, without the main name, in the order given."""
    seen = {tidy(name).casefold()}
    kept = []
    for alias in map(tidy, aliases):
        if alias and alias.casefold() not in seen:
            seen.add(alias.casefold())
            kept.append(alias)
    return kept
