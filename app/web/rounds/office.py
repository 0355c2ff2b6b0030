"""The office's pages of a round: opening it, who has delivered, reminding, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.rounds import RoundDraft, Standing
from app.extensions import transaction
from app.language import gettext as _
from app.language import ngettext
from app.models.plans import Plan
from app.models.rounds import Outcome, RoundItem, RoundState, StatusRound
from app.queries import round_reach
from app.queries import rounds as queries
from app.queries.round_reach import Candidate
from app.services import rounds as verbs
from app.services import throttle
from app.web import listing
from app.web.deeds import kept
from app.web.forms.rounds import OCCASION_WORDS, ExtensionForm, RoundForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.rounds import respondents
from app.web.rounds.respondents import Respondent
from app.web.rounds.room import Answer, bp


@dataclass(frozen=True)
class Preview:
    """Who would be asked about what, before anything is sent."""

    people: int
    goals: int
    tasks: int
    with_letter: Sequence[Candidate]
    without_address: Sequence[Candidate]


@bp.get("/abfragen")
@allowed(access.may_coordinate)
def index() -> str:
    """All rounds of the plan, newest first."""
    rounds = queries.listed(looked_at_plan())
    return render_template(
        "rounds/index.html",
        rounds=rounds,
        running=any(law.is_open(one) for one in rounds),
        occasions=OCCASION_WORDS,
    )


@bp.route("/abfragen/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
@limited(throttle.LETTERS_BY_ACCOUNT)
def create() -> Answer:
    """Choose the day, see who will be asked about what, then send."""
    plan = looked_at_plan()
    running = queries.open_of(plan)
    if running is not None:
        flash(_(law.RUNNING), "info")
        return redirect(url_for("rounds.show", uid=running.uid))
    now = clock.now()
    drafts = queries.suggestions(plan, local_day(now, plan))
    chosen = _chosen(drafts, local_day(now, plan))
    form = RoundForm(data=vars(chosen))
    if form.validate_on_submit() and kept(form, lambda: _open(plan, form, chosen, now)):
        opened = queries.open_of(plan)
        flash(_("Die Abfrage läuft. Die E-Mails sind unterwegs."))
        return redirect(url_for("rounds.show", uid=opened.uid if opened else ""))
    page = render_template(
        "rounds/create.html",
        form=form,
        drafts=[(key_of(draft), draft) for draft in drafts],
        chosen=key_of(chosen),
        occasions=OCCASION_WORDS,
        preview=_preview(round_reach.candidates(plan, chosen.reporting_on, now)),
    )
    return (page, 422) if request.method == "POST" else page


@bp.get("/abfragen/<uuid:uid>")
@allowed(law.may_run, queries.by_uid)
def show(round_: StatusRound) -> str:
    """Who has delivered, who is missing; after the end, what became of every question."""
    return _page(round_, ExtensionForm(formdata=None))


def _page(round_: StatusRound, form: ExtensionForm) -> str:
    rows = respondents.rows_of(round_)
    counts = {standing: sum(row.standing is standing for row in rows) for standing in Standing}
    shown = respondents.shown()
    items = [item for one in round_.requests for item in one.items]
    today = local_day(clock.now(), round_.plan)
    return render_template(
        "rounds/show.html",
        round=round_,
        running=law.is_open(round_),
        closed=round_.state is RoundState.CLOSED,
        occasion=OCCASION_WORDS[round_.occasion],
        rows=respondents.narrowed(rows, shown),
        counts={key: counts[standing] for key, standing in respondents.FILTERS.items()},
        shown=shown,
        exports=listing.exports("rounds.export", uid=round_.uid),
        waiting=sum(law.waits_for_check(item) for item in items) if law.is_open(round_) else 0,
        words=sum(law.is_only_words(item) for item in items) if law.is_open(round_) else 0,
        missing=_to_remind(rows),
        form=form,
        may_close=today >= round_.reporting_on,
        still_asked=today <= round_.answer_by,
        outcomes=_outcomes(items),
    )


@bp.post("/abfragen/<uuid:uid>/erinnern")
@allowed(law.may_run, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def remind(round_: StatusRound) -> Response:
    """Write once more to the missing; the form says which reminder was the last it knew of."""
    with transaction():
        sent = verbs.remind(
            round_,
            seen=_seen(request.form.get("seen", "")),
            by=signed_in_viewer().account_id,
            now=clock.now(),
        )
    if sent:
        flash(
            ngettext("%(num)s Erinnerung geht hinaus.", "%(num)s Erinnerungen gehen hinaus.", sent)
        )
    else:
        flash(_("Die Erinnerung ist schon unterwegs. Es geht keine zweite hinaus."), "info")
    return redirect(url_for("rounds.show", uid=round_.uid))


@bp.post("/abfragen/<uuid:uid>/verlaengern")
@allowed(law.may_run, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def extend(round_: StatusRound) -> Answer:
    """Give those who are missing more time; they are told by letter."""
    form, now = ExtensionForm(), clock.now()
    by = signed_in_viewer().account_id
    if not form.validate() or not kept(
        form, lambda: verbs.extend(round_, form["answer_by"].data, by=by, now=now)
    ):
        return _page(round_, form), 422
    flash(_("Die Frist ist verlängert. Wer noch fehlt, erfährt es per E-Mail."))
    return redirect(url_for("rounds.show", uid=round_.uid))


@bp.post("/abfragen/<uuid:uid>/schliessen")
@allowed(law.may_run, queries.by_uid)
def close(round_: StatusRound) -> Response:
    """Freeze what counts; `trotzdem` leaves unchecked answers aside."""
    with transaction():
        verbs.close(
            round_,
            anyway=request.form.get("trotzdem") == "ja",
            by=signed_in_viewer().account_id,
            now=clock.now(),
        )
    flash(_("Die Abfrage ist geschlossen. Der Stand ist festgehalten."))
    return redirect(url_for("rounds.show", uid=round_.uid))


@bp.post("/abfragen/<uuid:uid>/zurueckziehen")
@allowed(law.may_run, queries.by_uid)
def withdraw(round_: StatusRound) -> Response:
    """End the round without freezing anything."""
    with transaction():
        verbs.withdraw(round_, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Abfrage ist zurückgezogen. Es wurde kein Stand festgehalten."))
    return redirect(url_for("rounds.show", uid=round_.uid))


def _seen(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise RuleBroken(_("Bitte laden Sie die Seite neu.")) from error


def key_of(draft: RoundDraft) -> str:
    """How the address names a suggestion."""
    return str(draft.meeting.uid) if draft.meeting else "halbjahr"


def _chosen(drafts: Sequence[RoundDraft], today: dt.date) -> RoundDraft:
    """The suggestion that was clicked, else the first for which it is time."""
    wanted = request.args.get("fuer")
    timely = [draft for draft in drafts if law.can_open(draft, today)]
    return next((draft for draft in drafts if key_of(draft) == wanted), [*timely, *drafts][0])


def _open(plan: Plan, form: RoundForm, chosen: RoundDraft, now: dt.datetime) -> None:
    draft = RoundDraft(
        occasion=chosen.occasion,
        meeting=chosen.meeting,
        reporting_on=form["reporting_on"].data,
        answer_by=form["answer_by"].data,
        note=form["note"].data,
    )
    verbs.open_round(plan, draft, by=signed_in_viewer().account_id, now=now)


def _preview(asked: Sequence[Candidate]) -> Preview:
    return Preview(
        people=len({one.recipient.key for one in asked if one.recipient}),
        goals=sum(len(one.goals) for one in asked),
        tasks=sum(len(one.tasks) for one in asked),
        with_letter=[one for one in asked if one.recipient],
        without_address=[one for one in asked if not one.recipient],
    )


def _to_remind(rows: Sequence[Respondent]) -> int:
    """How many people a reminder goes to: one letter a person."""
    return len(
        {
            row.request.recipient_id
            for row in rows
            if row.standing is not Standing.DELIVERED and row.request.recipient_id is not None
        }
    )


def _outcomes(items: Sequence[RoundItem]) -> dict[str, list[RoundItem]]:
    """The questions of a closed round by what became of them."""
    return {
        outcome.value: [item for item in items if item.outcome is outcome] for outcome in Outcome
    }
