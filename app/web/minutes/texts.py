"""Writing the minutes: the working page, and the text of one item."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from app import clock
from app.domain import minutes as law
from app.domain.errors import RuleBroken
from app.domain.merging import merged
from app.domain.minutes import Overtaken
from app.extensions import transaction
from app.models.meetings import AgendaItem, Meeting, MinutesRevision
from app.queries import authors
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import minutes as verbs
from app.web.forms.minutes import TextForm
from app.web.guards import allowed, signed_in_viewer
from app.web.minutes import working
from app.web.minutes.room import Answer, back, bp, may_take_item
from app.web.minutes.working import AGREEMENT, TASK, Spot


@bp.get("/sitzungen/<uuid:uid>/protokoll")
@allowed(law.may_take, meeting_queries.by_uid)
def take(meeting: Meeting) -> str:
    """The working page; the address may open a form at an item (top=3, neu=aufgabe)."""
    return working.page(meeting, spot=_spot(meeting))


def _spot(meeting: Meeting) -> Spot | None:
    kind, number = request.args.get("neu"), request.args.get("top")
    if kind not in (TASK, AGREEMENT) or not number:
        return None
    item = meeting_queries.agenda_item(meeting.uid, number) or abort(404)
    if kind == AGREEMENT:
        return working.agreement_form(item)
    return working.task_form(item, meeting_queries.agreements(meeting))


@bp.post("/sitzungen/<uuid:uid>/protokoll/top/<number>")
@allowed(may_take_item, meeting_queries.agenda_item)
def save_text(item: AgendaItem) -> Answer:
    """Append what was written; an overtaken writer gets both texts and a draft of one."""
    form = TextForm.of(item)
    typed = form["body"].data or ""
    try:
        with transaction():
            verbs.save_text(
                item,
                typed,
                parent_id=form.parent_id,
                by=signed_in_viewer().account_id,
                now=clock.now(),
            )
    except Overtaken as overtaken:
        return _conflict(item, form, overtaken.head.id), 409
    except RuleBroken as broken:
        page = render_template(
            "minutes/refused.html", item=item, typed=typed, sentence=broken.sentence
        )
        return page, 422
    flash(_("TOP %(number)s ist gespeichert.", number=item.number))
    return _onward(item)


def _onward(item: AgendaItem) -> Answer:
    """Back to the item, or with its words safe on to recording a task or an agreement."""
    following = request.form.get("weiter")
    if following in (TASK, AGREEMENT):
        return back(item.meeting, f"top-{item.id}-neu", top=item.number, neu=following)
    return back(item.meeting, f"top-{item.id}")


def _conflict(item: AgendaItem, form: TextForm, head_id: int) -> str:
    """Both texts and a form with one made of them; saving it follows what stands now."""
    head = queries.revision(item, head_id)
    assert head is not None
    base = queries.revision(item, form.parent_id)
    typed = form["body"].data or ""
    draft = merged(base.body if base else "", head.body, typed)
    return render_template(
        "minutes/conflict.html",
        item=item,
        head=head,
        saved=_saved([head], item)[head.id],
        typed=typed,
        form=TextForm.showing(item, head, draft),
    )


@bp.get("/sitzungen/<uuid:uid>/protokoll/top/<number>/verlauf")
@allowed(may_take_item, meeting_queries.agenda_item)
def history(item: AgendaItem) -> str:
    """Every text the item ever had, newest first; nothing written is ever gone."""
    revisions = list(reversed(queries.history(item)))
    return render_template(
        "minutes/history.html", item=item, revisions=revisions, saved=_saved(revisions, item)
    )


def _saved(revisions: list[MinutesRevision], item: AgendaItem) -> dict[int, str]:
    names = authors.names_of([r.author_id for r in revisions if r.author_id is not None])
    plan = item.meeting.plan
    return {one.id: working.saved_words(one, names, plan) for one in revisions}
