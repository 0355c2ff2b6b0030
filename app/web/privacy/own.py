"""The own data: everything held, corrected by oneself, and what the groups may see."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.language import german
from app.language import gettext as _
from app.models.accounts import Account
from app.models.groups import Membership
from app.models.people import Actor
from app.queries.privacy import Subject, consents, of_account
from app.services import privacy, throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.privacy import ContactForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.privacy.room import bp
from app.web.privacy.telling import as_json, told


@dataclass(frozen=True)
class Standing:
    """Account, person and consents together, as far as a form knows them."""

    version: str


@bp.get("/konto/daten")
@allowed(access.signed_in)
def own_data() -> str:
    """Everything held of whoever is signed in."""
    subject = of_account(_me())
    return render_template("privacy/data.html", sections=told(subject, _zone()), actor=None)


@bp.get("/konto/daten.json")
@allowed(access.signed_in)
@limited(throttle.FILES_BY_ACCOUNT)
def own_file() -> Response:
    """The same as a file."""
    return as_json(of_account(_me()), now=clock.now())


@bp.route("/konto/kontaktdaten", methods=["GET", "POST"])
@allowed(access.signed_in)
def contact() -> ResponseReturnValue:
    """Name and number, and which of one's groups may see how one is reached."""
    account, person = _me(), _person()
    subject = of_account(account)
    memberships = consents.groups_of(subject.ids["actor"])
    stored = _stored(account, person, memberships)
    form = ContactForm(_groups(memberships), data=stored)
    if request.method == "POST" and form.validate():
        check_version(form, Standing(str(stored["version"])), stored=stored)
        if kept(form, lambda: _keep(form, account, person, memberships)):
            flash(_("Ihre Angaben sind gespeichert."))
            return redirect(url_for("privacy.contact"))
    page = render_template(
        "privacy/contact.html", form=form, account=account, has_groups=bool(memberships)
    )
    return (page, 422) if request.method == "POST" else page


def _keep(
    form: ContactForm, account: Account, person: Actor | None, memberships: list[Membership]
) -> None:
    now = clock.now()
    privacy.correct(
        account, person, name=form.name.data or "", phone=form.phone.data or "", now=now
    )
    for membership in memberships:
        key = str(membership.body_id)
        privacy.allow_contact(
            membership.person,
            membership.body,
            email=key in (form.emails.data or []),
            phone=key in (form.phones.data or []),
            by=account.id,
            now=now,
        )


def _stored(
    account: Account, person: Actor | None, memberships: list[Membership]
) -> dict[str, object]:
    given = consents.given_by({membership.person_id for membership in memberships})
    shown = {
        str(membership.body_id): given[membership.person_id, membership.body_id]
        for membership in memberships
        if (membership.person_id, membership.body_id) in given
    }
    return {
        "name": account.name,
        "phone": person.phone if person else None,
        "emails": [key for key, consent in shown.items() if consent.email],
        "phones": [key for key, consent in shown.items() if consent.phone],
        "version": ".".join(
            str(one)
            for one in (
                account.version,
                person.version if person else 0,
                *(given[key].id for key in sorted(given)),
            )
        ),
    }


def _groups(memberships: list[Membership]) -> list[tuple[str, str]]:
    return list({str(one.body_id): german(one.body.name) for one in memberships}.items())


def _me() -> Account:
    account: Account = current_user.account
    return account


def _person() -> Actor | None:
    """The person in the plan that is looked at."""
    here = signed_in_viewer().actor_id
    subject: Subject = of_account(_me())
    return next((actor for actor in subject.actors if actor.id == here), None)


def _zone() -> str:
    plan = signed_in_viewer().plan
    return plan.timezone if plan else "Europe/Berlin"
