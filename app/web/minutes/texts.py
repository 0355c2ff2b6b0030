"""Writing the minutes: the working page, and the text of one item."""

from __future__ import annotations

from flask import abort, render_template, request

from app import clock
from app.domain import minutes as law
from app.domain.archive import is_deleted
from app.domain.errors import RuleBroken
from app.domain.minutes import Overtaken
from app.domain.sittings import sittings
from app.extensions import transaction
from app.models.meetings import AgendaItem, Meeting
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import minutes as verbs
from app.web.forms.minutes import TextForm
from app.web.guards import allowed, signed_in_viewer
from app.web.minutes import saving, working
from app.web.minutes.room import Answer, bp, may_take_item, to_what_is_left
from app.web.minutes.working import AGREEMENT, TASK, Spot
from app.web.representations import wants_data


@bp.get("/sitzungen/<uuid:uid>/protokoll")
@allowed(law.may_take, meeting_queries.by_uid)
def take(meeting: Meeting) -> Answer:
    """The working page; the address may open a form at an item (top=3, neu=aufgabe)."""
    if is_deleted(queries.of_meeting(meeting)):
        return to_what_is_left(meeting)
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
    says = saving.InData(item) if wants_data() else saving.OnPages(item, form)
    try:
        with transaction():
            revision = verbs.save_text(
                item,
                form["body"].data or "",
                parent_id=form.parent_id,
                by=signed_in_viewer().account_id,
                now=clock.now(),
            )
    except Overtaken as overtaken:
        return says.overtaken(overtaken.head.id)
    except RuleBroken as broken:
        return says.refused(broken.sentence)
    return says.saved(revision)


@bp.get("/sitzungen/<uuid:uid>/protokoll/top/<number>/verlauf")
@allowed(may_take_item, meeting_queries.agenda_item)
def history(item: AgendaItem) -> Answer:
    """Every text the item ever had, newest first; nothing goes but with the whole minutes.

    One version a sitting; the states in between on demand (alle=ja).
    """
    if is_deleted(queries.of_meeting(item.meeting)):
        return to_what_is_left(item.meeting)
    revisions = queries.history(item)
    last = [sitting[-1] for sitting in sittings(revisions)]
    shown = list(reversed(revisions if request.args.get("alle") == "ja" else last))
    return render_template(
        "minutes/history.html",
        item=item,
        revisions=shown,
        between=len(revisions) - len(last),
        all_shown=len(shown) == len(revisions),
        saved=working.saved_at(shown, item),
    )
