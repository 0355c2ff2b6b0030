"""The office's page of what did not arrive: addresses that fail, letters nobody knows about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.documents.papers import without_email_pdf
from app.domain import access
from app.domain.days import local_day
from app.domain.outbox import address_hash
from app.domain.people import may_edit_actor
from app.domain.spoken import clock_time, day_of_year, short_day
from app.extensions import transaction
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import Meeting
from app.models.outbox import OutboxLetter
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import meetings, people
from app.queries import undelivered as queries
from app.queries.undelivered import CutOff, Trouble, Undecided
from app.services import throttle
from app.services.outbox import addresses, deciding
from app.web.downloads import download
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.letters import KIND_WORDS
from app.web.limits import limited

bp = Blueprint("undelivered", __name__)

CUT_OFF_WORDS = {
    CutOff.NO_ADDRESS: _l("keine Adresse"),
    CutOff.FAILING: _l("Adresse nicht erreichbar"),
    CutOff.CLOSED: _l("Konto gesperrt"),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An address that fails, in words, with the ways on."""

    name: str
    address: str
    since: str
    code: str
    person_url: str | None
    correct_url: str
    again_url: str | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A letter to decide about, in words."""

    letter_id: int
    subject: str
    recipient: str
    tried: str
    identity: str
    late: bool
    context: str


@bp.get("/verwaltung/nicht-angekommen")
@allowed(access.may_coordinate)
def index() -> str:
    """What did not arrive, with what the office can do about it."""
    plan = looked_at_plan()
    now = clock.now()
    return render_template(
        "undelivered/index.html",
        undecided=[_question(one, plan, now) for one in queries.uncertain(plan.id)],
        troubles=[shown(one, plan) for one in queries.troubles(plan.id, _secret())],
    )


@bp.post("/verwaltung/nicht-angekommen/<int:letter_id>/gesendet")
@allowed(access.may_decide_letter, queries.letter_by_id)
def call_sent(letter: OutboxLetter) -> Response:
    """It has arrived."""
    _decide(deciding.call_sent, letter)
    flash(_("Der Brief gilt als gesendet."))
    return redirect(url_for("undelivered.index"))


@bp.post("/verwaltung/nicht-angekommen/<int:letter_id>/erneut-senden")
@allowed(access.may_decide_letter, queries.letter_by_id)
@limited(throttle.LETTERS_BY_ACCOUNT)
def send_again(letter: OutboxLetter) -> Response:
    """It has not arrived: once more, the same letter."""
    _decide(deciding.send_again, letter)
    flash(_("Der Brief wird noch einmal gesendet, mit denselben Worten."))
    return redirect(url_for("undelivered.index"))


@bp.post("/akteure/<uuid:uid>/adresse-stimmt")
@allowed(may_edit_actor, people.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def try_again(actor: Actor) -> Response:
    """The address is right after all: letters go there again."""
    trouble = queries.trouble_of(actor, _secret())
    if trouble is not None:
        with transaction():
            addresses.try_again(
                address_hash(_secret(), trouble.address),
                plan_id=actor.plan_id,
                whose=actor.uid,
                by=signed_in_viewer().account_id,
                now=clock.now(),
            )
        flash(_("An %(address)s gehen wieder Briefe.", address=trouble.address))
    return redirect(url_for("people.show", uid=actor.uid))


@bp.get("/sitzungen/<uuid:uid>/telefonliste.pdf")
@allowed(access.may_schedule, meetings.by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def phone_list(meeting: Meeting) -> Response:
    """A list to call those whom no e-mail reaches, and a letter for each of them."""
    now = clock.now()
    people = [
        (person, str(CUT_OFF_WORDS[why]))
        for person, why in queries.out_of_reach(meeting, now, _secret())
    ]
    base_url = current_app.config["BASE_URL"]
    return download(without_email_pdf(meeting, people, base_url=base_url, now=now))


def shown(trouble: Trouble, plan: Plan) -> Shown:
    """An address that fails, for a page of the office."""
    actor, account = trouble.actor, trouble.account
    if account is not None:
        correct = url_for("accounts.edit", uid=account.uid)
    else:
        assert actor is not None
        correct = url_for("people.edit", uid=actor.uid)
    return Shown(
        name=trouble.name,
        address=trouble.address,
        since=day_of_year(local_day(trouble.state.since_at, plan)),
        code=trouble.state.evidence or "",
        person_url=url_for("people.show", uid=actor.uid) if actor else None,
        correct_url=correct,
        again_url=url_for("undelivered.try_again", uid=actor.uid) if actor else None,
    )


def _question(one: Undecided, plan: Plan, now: dt.datetime) -> Question:
    letter = one.letter
    subject = letter.subject or str(KIND_WORDS.get(letter.kind, letter.kind))
    return Question(
        letter_id=letter.id,
        subject=subject,
        recipient=letter.address,
        tried="; ".join(_moment(at, plan) for at in one.tried_at),
        identity=(letter.message_id or "").strip("<>"),
        late=letter.useful_until is not None and letter.useful_until <= now,
        context=f"{subject}, {letter.address}",
    )


def _moment(at: dt.datetime, plan: Plan) -> str:
    local = at.astimezone(ZoneInfo(plan.timezone))
    return f"{short_day(local.date())}, {clock_time(local.time())}"


def _decide(deed: Callable[..., None], letter: OutboxLetter) -> None:
    with transaction():
        deed(letter, by=signed_in_viewer().account_id, now=clock.now())


def _secret() -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return secret
