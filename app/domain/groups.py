"""Laws of groups and memberships: one history for each person, no circles, no double seats."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.domain.wording import day_of_year
from app.language import gettext as _
from app.language import spoken
from app.models.groups import Body, BodyForm, Membership, MembershipRole, Reinvitation
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan

LONGEST_NAME = 200
LONGEST_SLUG = 60
RESERVED = ("neu",)  # addresses of pages beside the groups
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, kw_only=True)
class BodyDraft:
    """What is said of a group or body when it is made or edited."""

    name: str
    form: BodyForm
    form_note: str | None = None
    external: bool = False
    in_portfolio_since: dt.date | None = None
    parent: Body | None = None
    purpose: str | None = None
    rhythm: str | None = None
    dissolved_on: dt.date | None = None
    goals: Sequence[Goal] = ()
    fields: Sequence[FieldOfAction] = ()


@dataclass(frozen=True, kw_only=True)
class MembershipDraft:
    """Who sits in a group, in which role, for whom, how long."""

    person: Actor
    role: MembershipRole = MembershipRole.MEMBER
    on_behalf_of: Actor | None = None
    deputy: Actor | None = None
    from_on: dt.date
    until_on: dt.date | None = None
    reinvitation: Reinvitation = Reinvitation.NOT_NEEDED
    note: str | None = None


def check_body(draft: BodyDraft, plan: Plan, others: Iterable[Body], body: Body | None) -> None:
    """Raise RuleBroken unless the draft may become (or change) `body` beside the `others`."""
    name = " ".join(draft.name.split())
    if not name:
        raise RuleBroken(_("Bitte geben Sie der Gruppe einen Namen."), field="name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(_("Bitte kürzen Sie den Namen auf 200 Zeichen."), field="name")
    if any(other.name.casefold() == name.casefold() for other in others if other is not body):
        raise RuleBroken(
            _("Eine Gruppe „%(name)s“ gibt es in diesem Plan schon.", name=name), field="name"
        )
    if draft.form is BodyForm.OTHER and not (draft.form_note or "").strip():
        raise RuleBroken(_("Bitte nennen Sie die Arbeitsform in einem Wort."), field="form_note")
    _check_parent(draft.parent, plan, body)
    _check_links(draft, plan)


def _check_parent(parent: Body | None, plan: Plan, body: Body | None) -> None:
    if parent is None:
        return
    if parent.plan is not plan:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="parent")
    above: Body | None = parent
    while above is not None:
        if above is body:
            raise RuleBroken(_("Eine Gruppe kann nicht über sich selbst stehen."), field="parent")
        above = above.parent


def _check_links(draft: BodyDraft, plan: Plan) -> None:
    if any(goal.field.plan is not plan for goal in draft.goals):
        raise RuleBroken(_("Bitte wählen Sie Ziele dieses Plans."), field="goals")
    if any(field.plan is not plan for field in draft.fields):
        raise RuleBroken(_("Bitte wählen Sie Handlungsfelder dieses Plans."), field="fields")


def check_membership(
    draft: MembershipDraft, body: Body, membership: Membership | None = None
) -> None:
    """Raise RuleBroken unless the draft may become (or change) `membership` in `body`."""
    _check_people(draft, body)
    if draft.until_on and draft.until_on < draft.from_on:
        raise RuleBroken(_("Das Ende liegt vor dem Beginn der Mitgliedschaft."), field="until_on")
    if draft.person.left_on and draft.from_on > draft.person.left_on:
        raise RuleBroken(
            _(
                "%(name)s ist seit %(day)s ausgeschieden.",
                name=draft.person.name,
                day=day_of_year(draft.person.left_on, spoken()),
            ),
            field="person",
        )
    for other in body.memberships:
        if other is not membership and _clashes(other, draft):
            raise RuleBroken(
                _(
                    "%(name)s hat in dieser Zeit schon diese Rolle in der Gruppe.",
                    name=draft.person.name,
                ),
                field="person",
            )


def _check_people(draft: MembershipDraft, body: Body) -> None:
    named = {"person": draft.person, "deputy": draft.deputy, "on_behalf_of": draft.on_behalf_of}
    for field, actor in named.items():
        if actor is not None and actor.plan_id != body.plan_id:
            raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field=field)
    for field, actor in (("person", draft.person), ("deputy", draft.deputy)):
        if actor is not None and not actor.is_person:
            raise RuleBroken(_("Mitglied kann nur eine Person sein."), field=field)
    if draft.deputy is draft.person:
        raise RuleBroken(_("Niemand kann sich selbst vertreten."), field="deputy")
    if draft.on_behalf_of is not None and draft.on_behalf_of.is_person:
        raise RuleBroken(
            _("Bitte wählen Sie eine Organisation oder Funktion."), field="on_behalf_of"
        )


def _clashes(other: Membership, draft: MembershipDraft) -> bool:
    if other.person is not draft.person or other.role is not draft.role:
        return False
    starts_before_end = draft.until_on is None or other.from_on <= draft.until_on
    ends_after_start = other.until_on is None or other.until_on >= draft.from_on
    return starts_before_end and ends_after_start


def check_end(membership: Membership, until_on: dt.date) -> None:
    """Raise RuleBroken unless the membership can end with the day `until_on`."""
    if until_on < membership.from_on:
        raise RuleBroken(_("Das Ende liegt vor dem Beginn der Mitgliedschaft."), field="until_on")


def slug_of(name: str, taken: Iterable[str]) -> str:
    """A short name for addresses, free among `taken`: small letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(GERMAN))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    base = words[: LONGEST_SLUG - 5].strip("-") or "gruppe"
    used, number = {*taken, *RESERVED}, 2
    slug = base
    while slug in used:
        slug, number = f"{base}-{number}", number + 1
    return slug
