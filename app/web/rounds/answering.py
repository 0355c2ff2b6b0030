"""Answering a round: over the signed page, signed in, or told to the office by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.rounds import Standing
from app.domain.signed_links import Signed
from app.extensions import transaction
from app.models.rounds import Channel, RoundItem, RoundRequest, StatusRound
from app.queries import rounds as queries
from app.services import rounds as verbs
from app.services.rounds.answering import Speaker
from app.web import signed
from app.web.deeds import kept
from app.web.forms.rounds import AnswerForm
from app.web.guards import allowed, signed_in_viewer
from app.web.rounds.room import bp


@dataclass(frozen=True)
class Question:
    """One item on the page: what was said before, its form, and whether it can be left as it is."""

    item: RoundItem
    form: AnswerForm
    before: str
    answerable: bool
    unchanged: bool
    owed: bool
    open: bool

    @property
    def question_back(self) -> str | None:
        """What the office asks, where it gave the answer back."""
        answer = self.item.answer
        returned = answer is not None and law.is_returned(answer)
        return answer.decision.reason if returned and answer and answer.decision else None


@signed.answers(law.PURPOSE)
def signed_page(link: Signed) -> ResponseReturnValue | None:
    """Just what the person behind the link is asked; after the round one sentence."""
    round_ = queries.by_id(link.ids.get("round", 0))
    requests = law.requests_to(round_, link.ids.get("person", 0)) if round_ else []
    person = requests[0].recipient if requests else None
    if round_ is None or person is None:
        return None
    if law.has_left(person, local_day(clock.now(), round_.plan)):
        return None
    if not law.is_open(round_):
        return render_template("rounds/over.html", round=round_)
    speaker = Speaker(channel=Channel.SIGNED, person=person)
    return _answered(requests, speaker, "rounds/signed.html", name=person.name)


@bp.route("/abfragen/<uuid:uid>/meine-antworten", methods=["GET", "POST"])
@allowed(law.may_answer, queries.by_uid)
def mine(round_: StatusRound) -> ResponseReturnValue:
    """The same signed in, for oneself and for whom one speaks."""
    if not law.is_open(round_):
        return render_template("rounds/over.html", round=round_)
    viewer = signed_in_viewer()
    requests = queries.requests_of(round_, viewer.acts_as(round_.plan_id))
    speaker = Speaker(channel=Channel.PAGE, account_id=viewer.account_id)
    return _answered(requests, speaker, "rounds/mine.html")


@bp.route("/abfragen/stellen/<uuid:uid>", methods=["GET", "POST"])
@allowed(law.may_answer_for, queries.request_by_uid)
def telephone(asked: RoundRequest) -> ResponseReturnValue:
    """The office writes down what it was told; the log says for whom."""
    if not law.is_open(asked.round):
        return redirect(url_for("rounds.show", uid=asked.round.uid))
    speaker = Speaker(channel=Channel.PHONE, account_id=signed_in_viewer().account_id)
    return _answered([asked], speaker, "rounds/telephone.html", request_=asked)


def _answered(
    requests: Sequence[RoundRequest], of: Speaker, template: str, **more: Any
) -> ResponseReturnValue:
    """The page, or the deed that was sent to it: one item, "unchanged", or "that is all"."""
    if request.method != "POST":
        return _page(requests, template, {}, more)
    deed = request.form.get("deed")
    if deed == "done":
        with transaction():
            verbs.deliver(requests, of=of, now=clock.now())
        return redirect(request.path)
    item = _chosen(requests)
    if deed == "same":
        with transaction():
            verbs.say_unchanged(item, of=of, now=clock.now())
        return _onwards(requests, item)
    form = AnswerForm(item)
    if form.validate() and kept(form, lambda: _save(item, form, of)):
        return _onwards(requests, item)
    return _page(requests, template, {item.id: form}, more), 422


def _save(item: RoundItem, form: AnswerForm, of: Speaker) -> None:
    if item.goal is not None:
        verbs.answer_goal(item, form.for_goal, of=of, now=clock.now())
    else:
        verbs.answer_task(item, form.for_task, of=of, now=clock.now())


def _chosen(requests: Sequence[RoundRequest]) -> RoundItem:
    wanted = request.args.get("punkt", type=int)
    found = [item for one in requests for item in one.items if item.id == wanted]
    return found[0] if found else abort(404)


def _onwards(requests: Sequence[RoundRequest], item: RoundItem) -> ResponseReturnValue:
    """To the next item that waits, or to the end of the page."""
    items = [one for asked in requests for one in asked.items]
    after = items[items.index(item) :] + items
    waiting = [one for one in after if law.is_owed(one) and one is not item]
    return redirect(f"{request.path}#{f'punkt-{waiting[0].id}' if waiting else 'fertig'}")


def _page(
    requests: Sequence[RoundRequest],
    template: str,
    forms: dict[int, AnswerForm],
    more: dict[str, Any],
) -> str:
    items = [item for one in requests for item in one.items]
    waiting = [item for item in items if law.is_owed(item)]
    delivered = all(law.standing(one) is Standing.DELIVERED for one in requests)
    return render_template(
        template,
        round=requests[0].round,
        groups=[(one.actor, [_question(item, forms) for item in one.items]) for one in requests],
        answered=len(items) - len(waiting),
        asked=len(items),
        delivered=delivered,
        said_done=delivered and all(one.delivered_at is not None for one in requests),
        here=request.path,
        **more,
    )


def _question(item: RoundItem, forms: dict[int, AnswerForm]) -> Question:
    form = forms.get(item.id)
    return Question(
        item=item,
        form=form or AnswerForm(item),
        before=law.last_words(item),
        answerable=law.is_answerable(item),
        unchanged=law.can_be_unchanged(item),
        owed=law.is_owed(item),
        open=form is not None,
    )
