"""Groups and bodies, and who belongs to them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack

from sqlalchemy import select

from app.domain import groups as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.groups import BodyDraft, MembershipDraft
from app.extensions import db
from app.language import gettext as _
from app.models.accounts import Account, PlanRole
from app.models.groups import Body, Membership, Reinvitation
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import groups as queries
from app.queries.accounts import account_by_email
from app.services import accounts, audit, group_actors, handovers, meetings, outbox
from app.services.audit import Deed


def create_body(plan: Plan, draft: BodyDraft, *, by: int | None, now: dt.datetime) -> Body:
    """A new group or body; its address is made of its name. Raises RuleBroken."""
    law.check_body(draft, plan, queries.all_of(plan.id), None)
    taken = db.session.scalars(select(Body.slug))  # addresses carry no plan: free in all of them
    body = Body(
        plan=plan,
        slug=law.slug_of(draft.name, taken),
        name=draft.name,
        form=draft.form,
        created_at=now,
    )
    _write(body, draft)
    db.session.add(body)
    db.session.flush()
    _note("body.create", body, by=by, now=now)
    return body


def edit_body(body: Body, draft: BodyDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what is said of the group; its address stays, links in letters go on working."""
    law.check_body(draft, body.plan, queries.all_of(body.plan_id), body)
    before, former = _facts(body), body.name
    _write(body, draft)
    if body.name != former:
        group_actors.follow(body, former)
    db.session.flush()
    after = _facts(body)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        _note("body.edit", body, by=by, now=now, changes=changes)


def add_member(
    body: Body, draft: MembershipDraft, *, by: int | None, now: dt.datetime
) -> Membership:
    """A new membership; the person joins the lists of coming meetings. Raises RuleBroken."""
    _check_living(body)
    law.check_membership(draft, body)
    membership = Membership(
        body=body,
        person=draft.person,
        role=draft.role,
        on_behalf_of=draft.on_behalf_of,
        deputy=draft.deputy,
        from_on=draft.from_on,
        until_on=draft.until_on,
        reinvitation=draft.reinvitation,
        note=(draft.note or "").strip() or None,
        created_at=now,
    )
    db.session.add(membership)
    db.session.flush()
    _note_membership("membership.add", membership, by=by, now=now)
    _welcome(membership, by=by, now=now)
    return membership


def edit_membership(
    membership: Membership, draft: MembershipDraft, *, by: int | None, now: dt.datetime
) -> None:
    """Change role, deputy, times or the state of the re-invitation; the person stays the same."""
    if draft.person is not membership.person:
        raise RuleBroken(_("Für eine andere Person bitte ein neues Mitglied aufnehmen."))
    law.check_membership(draft, membership.body, membership)
    if draft.until_on is not None and draft.until_on != membership.until_on:
        _check_free(membership, draft.until_on, now)
    membership.role = draft.role
    membership.on_behalf_of = draft.on_behalf_of
    membership.deputy = draft.deputy
    membership.from_on = draft.from_on
    membership.until_on = draft.until_on
    membership.reinvitation = draft.reinvitation
    membership.note = (draft.note or "").strip() or None
    db.session.flush()
    _note_membership("membership.edit", membership, by=by, now=now)
    _welcome(membership, by=by, now=now)


def end_membership(
    membership: Membership, until_on: dt.date, *, by: int | None, now: dt.datetime
) -> None:
    """Let the membership end with the day `until_on`; it stays in the group's history (R28)."""
    law.check_end(membership, until_on)
    _check_free(membership, until_on, now)
    membership.until_on = until_on
    db.session.flush()
    _note_membership("membership.end", membership, by=by, now=now)
    _welcome(membership, by=by, now=now)


def invite_member(membership: Membership, *, by: int | None, now: dt.datetime) -> bool:
    """Let the person sign in and tell it of the group; whether a letter goes out.

    Makes the account if there is none and gives it access to the plan as a member; a role it has
    already stays. Raises RuleBroken when the person cannot be reached.
    """
    person, plan = membership.person, membership.body.plan
    if not person.email:
        raise RuleBroken(_("Für %(name)s ist keine E-Mail-Adresse eingetragen.", name=person.name))
    account = account_by_email(person.email)
    if account is None:
        account = accounts.create_account(email=person.email, name=person.name, now=now, by=by)
    _give_access(account, person, plan, by=by, now=now)
    if membership.reinvitation is Reinvitation.TO_INVITE:
        membership.reinvitation = Reinvitation.INVITED
    db.session.flush()
    _note("membership.invite", membership.body, by=by, now=now)
    return outbox.queue_welcome(membership, now=now) is not None


def _give_access(
    account: Account, person: Actor, plan: Plan, *, by: int | None, now: dt.datetime
) -> None:
    held = next((one for one in account.accesses if one.plan_id == plan.id), None)
    if held is not None and held.actor not in (None, person):
        raise RuleBroken(
            _("Mit der Adresse %(email)s meldet sich schon jemand anderes an.", email=account.email)
        )
    if held is None or held.actor is None:
        role = held.role if held else PlanRole.MEMBER
        accounts.grant(account, plan, role, actor=person, now=now, by=by)


def _welcome(membership: Membership, *, by: int | None, now: dt.datetime) -> None:
    today = local_day(now, membership.body.plan)
    meetings.welcome(membership, by=by, now=now, today=today)


def _check_free(membership: Membership, end: dt.date, now: dt.datetime) -> None:
    today = local_day(now, membership.body.plan)
    handovers.check_member_free(membership, end, today=today)


def _check_living(body: Body) -> None:
    if body.dissolved_on is not None:
        raise RuleBroken(_("Die Gruppe ist aufgelöst und nimmt keine Mitglieder mehr auf."))


def _write(body: Body, draft: BodyDraft) -> None:
    body.name = " ".join(draft.name.split())
    body.form = draft.form
    body.form_note = (draft.form_note or "").strip() or None
    body.external = draft.external
    body.in_portfolio_since = draft.in_portfolio_since
    body.parent = draft.parent
    body.purpose = (draft.purpose or "").strip() or None
    body.rhythm = (draft.rhythm or "").strip() or None
    body.dissolved_on = draft.dissolved_on
    body.goals = list(draft.goals)
    body.fields = list(draft.fields)


def _facts(body: Body) -> dict[str, Any]:
    return {
        "name": body.name,
        "form": body.form.value,
        "form_note": body.form_note,
        "external": body.external,
        "in_portfolio_since": _iso(body.in_portfolio_since),
        "parent": body.parent.id if body.parent else None,
        "purpose": body.purpose,
        "rhythm": body.rhythm,
        "dissolved_on": _iso(body.dissolved_on),
        "goals": sorted(goal.id for goal in body.goals),
        "fields": sorted(field.id for field in body.fields),
    }


def _note_membership(
    action: str, membership: Membership, *, by: int | None, now: dt.datetime
) -> None:
    changes = {
        "membership": [None, membership.id],
        "person": [None, membership.person.id],
        "role": [None, membership.role.value],
        "from_on": [None, _iso(membership.from_on)],
        "until_on": [None, _iso(membership.until_on)],
        "reinvitation": [None, membership.reinvitation.value],
    }
    _note(action, membership.body, by=by, now=now, changes=changes)


def _note(action: str, body: Body, **deed: Unpack[Deed]) -> None:
    audit.note(action, plan_id=body.plan_id, object_type="body", object_uid=body.uid, **deed)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
