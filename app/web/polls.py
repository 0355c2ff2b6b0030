"""Pages of date polls: opening one, answering with or without account, fixing the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import polls as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.polls import Offer
from app.domain.signed_links import Signed
from app.extensions import transaction
from app.language import german
from app.language import gettext as _
from app.models.meetings import DatePoll, Meeting, PollChoice
from app.models.people import Actor
from app.queries import meetings as meeting_queries
from app.queries import polls as queries
from app.services import outbox, throttle
from app.services import polls as verbs
from app.web import signed
from app.web.forms.polls import CHOICE_WORDS, PollAnswerForm, answer_form, option_words, poll_form
from app.web.guards import allowed, current_viewer, signed_in_viewer
from app.web.limits import limited

Answer = Response | str | tuple[str, int]
WEDNESDAY = 2
PROPOSED_DAYS = 4
USUAL_BEGIN, USUAL_END = dt.time(14, 0), dt.time(16, 30)
TIME_TO_ANSWER = dt.timedelta(days=14)

bp = Blueprint("polls", __name__)


@bp.route("/sitzungen/<uuid:uid>/termin-abstimmen", methods=["GET", "POST"])
@allowed(access.may_schedule, meeting_queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def create(meeting: Meeting) -> Answer:
    """Choose the days on offer; days with hints are asked about once, then everybody is asked."""
    law.check_pollable(meeting)
    running = queries.open_of(meeting)
    if running is not None:
        return redirect(url_for("polls.show", uid=running.uid))
    today = local_day(clock.now(), meeting.plan)
    offers = _proposed(meeting, today) if request.method != "POST" else []
    form = poll_form(offers, _answer_by(offers, today))
    if request.method == "POST" and form.validate():
        offers = form.offers
        hinted = [offer.held_on for offer in offers if _hints_of(meeting, [offer])[0]]
        try:
            law.check_offers(meeting, offers, form["answer_by"].data, today)
            if not form.unconfirmed(hinted):
                return _opened(meeting, offers, form["answer_by"].data, form["note"].data)
        except RuleBroken as broken:
            form.say(broken)
    page = render_template(
        "polls/create.html",
        meeting=meeting,
        form=form,
        hints=dict(zip(form.filled, _hints_of(meeting, offers), strict=False)),
        reached=outbox.poll_reach(meeting, now=clock.now()),
        asks_again=request.method == "POST" and not form.errors,
    )
    return (page, 422) if request.method == "POST" else page


def _opened(
    meeting: Meeting, offers: Sequence[Offer], answer_by: dt.date, note: str | None
) -> Response:
    with transaction():
        poll = verbs.open_poll(
            meeting,
            offers,
            answer_by=answer_by,
            note=note,
            by=signed_in_viewer().account_id,
            now=clock.now(),
        )
    flash(_("Die Terminabstimmung läuft. Die Mitglieder bekommen eine E-Mail."))
    return redirect(url_for("polls.show", uid=poll.uid))


@bp.get("/sitzungen/abstimmungen/<uuid:uid>")
@allowed(law.may_see, queries.by_uid)
def show(poll: DatePoll) -> str:
    """My answer; for the office how it stands, who said what, and fixing the date."""
    return _page(poll)


@bp.post("/sitzungen/abstimmungen/<uuid:uid>/antwort")
@allowed(law.may_answer, queries.by_uid)
def answer(poll: DatePoll) -> Answer:
    """Note what the viewer says to each day."""
    law.check_open(poll)
    person = _own_person(poll) or abort(404)
    form = _form_for(poll, person)
    if not form.validate():
        return _page(poll, form), 422
    with transaction():
        by = signed_in_viewer().account_id
        verbs.answer(poll, person, form.choices, by=by, now=clock.now())
    flash(_("Ihre Antwort ist gespeichert."))
    return redirect(url_for("polls.show", uid=poll.uid))


@bp.route(
    "/sitzungen/abstimmungen/<uuid:uid>/mitglieder/<uuid:person_uid>", methods=["GET", "POST"]
)
@allowed(law.may_answer_for, queries.member_asked)
def answer_for(asked_one: tuple[DatePoll, Actor]) -> Answer:
    """The office notes what a member said by telephone."""
    poll, person = asked_one
    law.check_open(poll)
    if _asked(poll, person.id) is None:
        abort(404)
    form = _form_for(poll, person)
    if request.method == "POST" and form.validate():
        by = signed_in_viewer().account_id
        with transaction():
            verbs.answer(poll, person, form.choices, by=by, now=clock.now(), on_behalf=True)
        flash(_("Die Antwort von %(name)s ist gespeichert.", name=person.name))
        return redirect(url_for("polls.show", uid=poll.uid))
    page = render_template("polls/answer_for.html", poll=poll, person=person, form=form)
    return (page, 422) if request.method == "POST" else page


@bp.post("/sitzungen/abstimmungen/<uuid:uid>/termin-festlegen")
@allowed(law.may_close, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def close(poll: DatePoll) -> Response:
    """Turn an option into the date."""
    wanted = request.form.get("option", type=int)
    option = next((one for one in poll.options if one.id == wanted), None)
    if option is None:
        raise RuleBroken(_("Dieser Tag steht nicht zur Wahl."))
    with transaction():
        verbs.close(poll, option, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Der Termin steht fest: %(day)s.", day=option_words(option)))
    return redirect(url_for("meetings.show", uid=poll.meeting.uid))


@bp.post("/sitzungen/abstimmungen/<uuid:uid>/zurueckziehen")
@allowed(law.may_close, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def withdraw(poll: DatePoll) -> Response:
    """End the poll without a date."""
    with transaction():
        verbs.withdraw(poll, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Terminabstimmung ist zurückgezogen."))
    return redirect(url_for("meetings.show", uid=poll.meeting.uid))


@signed.answers(law.PURPOSE)
def signed_page(link: Signed) -> ResponseReturnValue | None:
    """The same questions without account, for the one person whom the link names."""
    poll = queries.by_id(link.ids.get("poll", 0))
    if poll is None or not law.is_open(poll):
        return None
    person = _asked(poll, link.ids.get("person", 0))
    if person is None:
        return None
    form = _form_for(poll, person)
    if request.method == "POST" and form.validate():
        with transaction():
            verbs.answer(poll, person, form.choices, by=None, now=clock.now())
        flash(_("Ihre Antwort ist gespeichert. Vielen Dank!"))
        return redirect(request.path)
    answered = bool(queries.answers_by(poll, person.id))
    page = render_template(
        "polls/signed.html", poll=poll, person=person, form=form, answered=answered
    )
    return (page, 422) if request.method == "POST" else page


def poll_on(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page says of a poll: whether there can be one, it, and my answer."""
    pollable = law.is_pollable(meeting)
    poll = queries.open_of(meeting) if pollable else None
    own_id = viewer.actor_ids.get(meeting.plan.id)
    given = bool(poll and queries.answers_by(poll, own_id))
    return {"pollable": pollable, "poll": poll, "poll_given": given}


def _page(poll: DatePoll, form: PollAnswerForm | None = None) -> str:
    viewer, reads = signed_in_viewer(), law.may_read_answers(signed_in_viewer(), poll)
    person = _own_person(poll)
    if form is None and person and law.is_open(poll):
        form = _form_for(poll, person)
    answers = queries.answers(poll) if reads else []
    asked = queries.people_asked(poll.meeting, _today(poll)) if reads else {}
    said: dict[int, dict[int, PollChoice]] = {}
    for one in answers:
        said.setdefault(one.person_id, {})[one.option_id] = one.choice
    people = [*asked, *{one.person for one in answers if one.person not in asked}]
    return render_template(
        "polls/show.html",
        poll=poll,
        meeting=poll.meeting,
        running=law.is_open(poll),
        form=form,
        answered=bool(person and queries.answers_by(poll, person.id)),
        reads=reads,
        closes=law.may_close(viewer, poll),
        tallies=law.tallies(poll, [(one.option_id, one.choice) for one in answers]),
        hints=_hints(poll, None if viewer.sees_whole(poll.meeting.plan.id) else person),
        people=people,
        said=said,
        option_words=option_words,
        choice_words=CHOICE_WORDS,
    )


def _form_for(poll: DatePoll, person: Actor) -> PollAnswerForm:
    return answer_form(poll, queries.answers_by(poll, person.id), _hints(poll, person))


def _asked(poll: DatePoll, person_id: int) -> Actor | None:
    people = queries.people_asked(poll.meeting, _today(poll))
    return next((one for one in people if one.id == person_id), None)


def _today(poll: DatePoll) -> dt.date:
    return local_day(clock.now(), poll.meeting.plan)


def _own_person(poll: DatePoll) -> Actor | None:
    """The viewer's own person, if the poll asks it."""
    viewer = current_viewer()
    own_id = viewer.actor_ids.get(poll.meeting.plan.id) if viewer else None
    return _asked(poll, own_id) if own_id is not None else None


def _hints(poll: DatePoll, reader: Actor | None) -> dict[int, list[str]]:
    """The hints by option; `reader` sees clashes only with meetings it knows of."""
    offers = [law.offer_of(option) for option in poll.options]
    found = _hints_of(poll.meeting, offers, reader)
    return {option.id: hints for option, hints in zip(poll.options, found, strict=True)}


def _hints_of(
    meeting: Meeting, offers: Sequence[Offer], reader: Actor | None = None
) -> list[list[str]]:
    days = {offer.held_on for offer in offers}
    others = queries.meetings_on(meeting.plan, days, seen_by=reader.id if reader else None)
    return [law.option_hints(meeting, offer, others, german) for offer in offers]


def _proposed(meeting: Meeting, today: dt.date) -> list[Offer]:
    """Days like the group's last ones, against which nothing speaks."""
    if meeting.month_on is None:
        return []
    last = queries.last_dated(meeting.body)
    weekday = last.held_on.weekday() if last and last.held_on else WEDNESDAY
    begins = last.begins if last and last.begins else USUAL_BEGIN
    ends = last.ends if last and last.begins else USUAL_END
    days = law.proposals(meeting.month_on, weekday, meeting.plan.holiday_region, today)
    return [Offer(held_on=day, begins=begins, ends=ends) for day in days[:PROPOSED_DAYS]]


def _answer_by(offers: Sequence[Offer], today: dt.date) -> dt.date | None:
    """Two weeks from today, or as long as the first day leaves."""
    if not offers:
        return None
    return min(today + TIME_TO_ANSWER, offers[0].held_on - dt.timedelta(days=1))
