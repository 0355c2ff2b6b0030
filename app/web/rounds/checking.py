"""The office checks what would change a goal's figures: old and new beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import rounds as law
from app.extensions import transaction
from app.language import ngettext
from app.models.rounds import RoundAnswer, RoundItem, StatusRound, Verdict
from app.queries import rounds as queries
from app.services import rounds as verbs
from app.web.deeds import kept
from app.web.forms.rounds import ChangeForm, QuestionForm
from app.web.guards import allowed, signed_in_viewer
from app.web.rounds.room import Answer, bp


@dataclass(frozen=True)
class Check:
    """An answer that waits, with the two forms that may be needed."""

    item: RoundItem
    answer: RoundAnswer
    change: ChangeForm
    question: QuestionForm


@bp.get("/abfragen/<uuid:uid>/pruefen")
@allowed(law.may_run, queries.by_uid)
def check(round_: StatusRound) -> Answer:
    """What waits for a word of the office, what only brings new words, and what was decided."""
    if not law.is_open(round_):
        return redirect(url_for("rounds.show", uid=round_.uid))
    return _page(round_)


@bp.post("/abfragen/antworten/<int:answer_id>")
@allowed(law.may_check, queries.answer_by_id)
def decide(answer: RoundAnswer) -> Answer:
    """Accept, change with a reason, or give back with a question."""
    verdict = _verdict()
    change, question = ChangeForm(answer), QuestionForm(answer)
    if verdict is Verdict.CHANGED:
        done = change.validate() and kept(change, lambda: _say(answer, verdict, change=change))
    elif verdict is Verdict.RETURNED:
        done = question.validate() and kept(question, lambda: _say(answer, verdict, question))
    else:
        with transaction():
            _say(answer, verdict)
        done = True
    if not done:
        return _page(answer.item.request.round, Check(answer.item, answer, change, question)), 422
    return redirect(url_for("rounds.check", uid=answer.item.request.round.uid))


@bp.post("/abfragen/<uuid:uid>/worte-uebernehmen")
@allowed(law.may_run, queries.by_uid)
def accept_words(round_: StatusRound) -> Response:
    """Accept at once all answers that leave the figures as they are."""
    with transaction():
        count = verbs.accept_words(round_, by=signed_in_viewer().account_id, now=clock.now())
    flash(ngettext("%(num)s Antwort übernommen.", "%(num)s Antworten übernommen.", count))
    return redirect(url_for("rounds.check", uid=round_.uid))


def _say(
    answer: RoundAnswer,
    verdict: Verdict,
    question: QuestionForm | None = None,
    change: ChangeForm | None = None,
) -> None:
    said = question or change
    verbs.decide(
        answer,
        verdict,
        figures=change.figures if change else None,
        reason=said["reason"].data if said else None,
        by=signed_in_viewer().account_id,
        now=clock.now(),
    )


def _verdict() -> Verdict:
    said = request.form.get("verdict", "")
    return Verdict(said) if said in set(Verdict) else Verdict.ACCEPTED


def _page(round_: StatusRound, shown: Check | None = None) -> str:
    items = [item for one in round_.requests for item in one.items if item.goal is not None]
    return render_template(
        "rounds/check.html",
        round=round_,
        checks=_checks([item for item in items if law.waits_for_check(item)], shown),
        words=[item for item in items if law.is_only_words(item)],
        decided=[item for item in items if item.answer and item.answer.decision],
    )


def _checks(waiting: Sequence[RoundItem], shown: Check | None) -> list[Check]:
    """One a waiting answer; the one whose form was sent keeps what was typed."""
    return [
        shown
        if shown is not None and item is shown.item
        else Check(item, item.answer, ChangeForm(item.answer), QuestionForm(item.answer))
        for item in waiting
        if item.answer is not None
    ]
