"""What is agreed and handed out while the minutes are written."""

from __future__ import annotations

from flask import flash

from app import clock
from app.language import gettext as _
from app.models.meetings import AgendaItem
from app.queries import meetings as meeting_queries
from app.services import minutes as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.forms.minutes import SpotTaskForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.minutes import working
from app.web.minutes.room import Answer, back, bp, may_take_item


@bp.post("/sitzungen/<uuid:uid>/protokoll/top/<number>/vereinbarung")
@allowed(may_take_item, meeting_queries.agenda_item)
def record_agreement(item: AgendaItem) -> Answer:
    """Record an agreement under the next number of the year."""
    spot, by = working.agreement_form(item), signed_in_viewer().account_id
    form, labels = spot.form, list[str]()

    def deed() -> None:
        agreement = verbs.record_agreement(
            item,
            kind=form["kind"].word,
            text=form["text"].data or "",
            based_on=form["based_on"].row,
            by=by,
            now=clock.now(),
        )
        labels.append(agreement.label)

    if form.validate() and kept(form, deed):
        flash(_("Die Vereinbarung ist als %(label)s festgehalten.", label=labels[0]))
        return back(item.meeting, f"top-{item.id}")
    return working.page(item.meeting, spot=spot), 422


@bp.post("/sitzungen/<uuid:uid>/protokoll/top/<number>/aufgabe")
@allowed(may_take_item, meeting_queries.agenda_item)
@limited(throttle.LETTERS_BY_ACCOUNT)
def hand_out(item: AgendaItem) -> Answer:
    """Hand out a task at the item."""
    spot = working.task_form(item, meeting_queries.agreements(item.meeting))
    form, by = spot.form, signed_in_viewer().account_id
    assert isinstance(form, SpotTaskForm)

    def deed() -> None:
        verbs.hand_out(item, form.draft, agreement=form["agreement"].row, by=by, now=clock.now())

    if form.validate() and kept(form, deed):
        flash(_("Die Aufgabe ist angelegt."))
        return back(item.meeting, f"top-{item.id}")
    return working.page(item.meeting, spot=spot), 422
