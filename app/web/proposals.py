"""Pages of the room "proposals": proposing topics, the backlog of a group, deciding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import minutes as minutes_law
from app.domain import proposals as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import gettext as _
from app.models.groups import Body
from app.models.meetings import AgendaItem, ItemOutcome, Meeting, TopicProposal, TopicState
from app.queries import groups, meetings
from app.queries import proposals as queries
from app.services import proposals as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.proposals import DECLINE, TAKE, DecisionForm, OutcomeForm, TopicForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.words import ITEM_WORDS

bp = Blueprint("proposals", __name__)
Answer = Response | str | tuple[str, int]


@bp.route("/sitzungen/<uuid:uid>/themen/neu", methods=["GET", "POST"])
@allowed(law.may_propose, meetings.by_uid)
def propose(meeting: Meeting) -> Answer:
    """Propose a topic for the meeting; after its cut-off it is kept for the next one."""
    viewer, now, made = signed_in_viewer(), clock.now(), list[TopicProposal]()
    form = TopicForm(meeting.plan)

    def deed() -> None:
        person = viewer.actor_ids.get(meeting.plan.id)
        proposer = meetings.person_in(meeting.plan.id, person) if person is not None else None
        made.append(
            verbs.propose(meeting, form.draft, proposer=proposer, by=viewer.account_id, now=now)
        )

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Vielen Dank! Ihr Thema ist eingereicht."))
        return redirect(url_for("proposals.show", uid=made[0].uid))
    page = render_template(
        "proposals/propose.html", form=form, meeting=meeting, **last_day(meeting), now=now
    )
    return (page, 422) if request.method == "POST" else page


def last_day(meeting: Meeting) -> dict[str, Any]:
    """The cut-off of the meeting, and whether it is past."""
    rules = meetings.deadline_rules(meeting.plan.id)
    day = law.cut_off(meeting, rules)
    return {"cut_off_on": day, "late": law.too_late(day, local_day(clock.now(), meeting.plan))}


@bp.get("/gruppen/<slug>/themen")
@allowed(law.may_see_backlog, groups.by_slug)
def backlog(body: Body) -> str:
    """The group's backlog with the age of each topic, and what became of earlier ones."""
    viewer = signed_in_viewer()
    leads = access.may_lead_body(viewer, body)
    ahead = queries.meetings_ahead(body, local_day(clock.now(), body.plan))
    return render_template(
        "proposals/backlog.html",
        body=body,
        topics=queries.undecided(body),
        decided=queries.decided(viewer, body, leads=leads),
        next_meeting=next(iter(ahead), None),
        leads=leads,
        age=law.age,
        item_words=ITEM_WORDS,
    )


@bp.get("/themen/<uuid:uid>")
@allowed(law.may_see_topic, queries.by_uid)
def show(topic: TopicProposal) -> Answer:
    """One topic and what became of it."""
    return _page(topic)


def _page(topic: TopicProposal, form: DecisionForm | None = None) -> str:
    viewer = signed_in_viewer()
    decides = law.may_decide(viewer, topic) and topic.state in law.UNDECIDED
    return render_template(
        "proposals/show.html",
        topic=topic,
        form=(form or _form(topic)) if decides else None,
        withdraws=law.may_withdraw(viewer, topic),
        age=law.age(topic),
        item_words=ITEM_WORDS,
        **(last_day(topic.meeting) if topic.meeting else {"cut_off_on": None, "late": False}),
    )


def _form(topic: TopicProposal) -> DecisionForm:
    today = local_day(clock.now(), topic.body.plan)
    return DecisionForm(topic, queries.meetings_ahead(topic.body, today))


@bp.post("/themen/<uuid:uid>/entscheiden")
@allowed(law.may_decide, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def decide(topic: TopicProposal) -> Answer:
    """Take, keep or decline; whoever read an older version is told and changes nothing."""
    form, by, now = _form(topic), signed_in_viewer().account_id, clock.now()

    def deed() -> None:
        decision, meeting = form["decision"].data, form["meeting"].row
        if decision == TAKE:
            if meeting is None:
                raise RuleBroken(_("Bitte wählen Sie eine Sitzung."), field="meeting")
            verbs.take(topic, meeting, by=by, now=now)
        elif decision == DECLINE:
            verbs.decline(topic, form["answer"].data or "", by=by, now=now)
        else:
            verbs.keep(topic, by=by, now=now)

    if form.validate():
        check_version(form, topic)
        if kept(form, deed):
            flash(_said(topic))
            return _on(topic)
    return _page(topic, form), 422


def _said(topic: TopicProposal) -> str:
    if topic.state is TopicState.TAKEN:
        return str(_("Das Thema steht auf der Tagesordnung."))
    if topic.state is TopicState.DECLINED:
        return str(_("Das Thema ist nicht aufgenommen. Der Grund ist festgehalten."))
    return str(_("Das Thema bleibt im Themenspeicher."))


def _on(topic: TopicProposal) -> Response:
    if topic.item is not None and topic.state is TopicState.TAKEN:
        return redirect(
            url_for("meetings.show", uid=topic.item.meeting.uid, _anchor="tagesordnung")
        )
    return redirect(url_for("proposals.show", uid=topic.uid))


@bp.post("/themen/<uuid:uid>/zurueckziehen")
@allowed(law.may_withdraw, queries.by_uid)
def withdraw(topic: TopicProposal) -> Response:
    """Its author takes it back."""
    with transaction():
        verbs.withdraw(topic, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Ihr Thema ist zurückgezogen."))
    return redirect(url_for("proposals.backlog", slug=topic.body.slug))


def _may_record(viewer: Viewer, item: AgendaItem) -> bool:
    return minutes_law.may_take(viewer, item.meeting)


@bp.route("/sitzungen/<uuid:uid>/tagesordnung/<number>/ergebnis", methods=["GET", "POST"])
@allowed(_may_record, meetings.agenda_item)
@limited(throttle.LETTERS_BY_ACCOUNT)
def outcome(item: AgendaItem) -> Answer:
    """What the meeting did with the item."""
    form, by, now = OutcomeForm(item), signed_in_viewer().account_id, clock.now()

    def deed() -> None:
        word = form["outcome"].data
        chosen = ItemOutcome(word) if word else None
        verbs.record_outcome(item, chosen, by=by, now=now)

    if request.method == "POST" and form.validate():
        check_version(form, item)
        if kept(form, deed):
            flash(_("Das Ergebnis von TOP %(number)s ist festgehalten.", number=item.number))
            return redirect(url_for("minutes.take", uid=item.meeting.uid, _anchor=f"top-{item.id}"))
    page = render_template("proposals/outcome.html", form=form, item=item, meeting=item.meeting)
    return (page, 422) if request.method == "POST" else page
