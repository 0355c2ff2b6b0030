"""Whoever leads the meeting writes its agenda and records what was agreed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import agendas as law
from app.domain.access import Viewer
from app.extensions import transaction
from app.language import gettext as _
from app.models.meetings import AgendaItem, Meeting
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.meetings import (
    AgreementForm,
    ItemForm,
    OrderForm,
    PapersForm,
    present_item,
)
from app.web.guards import allowed, signed_in_viewer
from app.web.meetings.room import bp
from app.web.removals import removed
from app.web.representations import data, wants_data

Answer = Response | str | tuple[str, int]


def may_edit_item(viewer: Viewer, item: AgendaItem) -> bool:
    return access.may_lead_meeting(viewer, item.meeting)


@bp.route("/sitzungen/<uuid:uid>/tagesordnung/neu", methods=["GET", "POST"])
@allowed(access.may_lead_meeting, queries.by_uid)
def add_item(meeting: Meeting) -> Answer:
    """A new item at the end of the agenda."""
    viewer = signed_in_viewer()
    by, form = viewer.account_id, ItemForm(viewer, meeting)
    if (
        request.method == "POST"
        and form.validate()
        and kept(form, lambda: verbs.add_item(meeting, form.draft, by=by, now=clock.now()))
    ):
        flash(_("Der Tagesordnungspunkt ist aufgenommen."))
        return _back(meeting)
    page = render_template(
        "meetings/item.html", form=form, meeting=meeting, item=None, removable=False
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/sitzungen/<uuid:uid>/tagesordnung/<number>", methods=["GET", "POST"])
@allowed(may_edit_item, queries.agenda_item)
def edit_item(item: AgendaItem) -> Answer:
    """Change what is said of an item, or its number."""
    viewer, stored = signed_in_viewer(), present_item(item)
    by, form = viewer.account_id, ItemForm(viewer, item.meeting, item, data=stored)
    if request.method == "POST" and form.validate():
        check_version(form, item, stored=stored)
        if kept(form, lambda: verbs.edit_item(item, form.draft, by=by, now=clock.now())):
            flash(_("Der Tagesordnungspunkt ist gespeichert."))
            return _back(item.meeting)
    page = item_page(item, form=form)
    return (page, 422) if request.method == "POST" else page


def item_page(
    item: AgendaItem, *, form: ItemForm | None = None, papers_form: PapersForm | None = None
) -> str:
    """The page of an item; a form that was refused stands in for the fresh one."""
    viewer, meeting = signed_in_viewer(), item.meeting
    return render_template(
        "meetings/item.html",
        form=form or ItemForm(viewer, meeting, item, formdata=None, data=present_item(item)),
        papers_form=papers_form or PapersForm(formdata=None, prefix=PapersForm.PREFIX),
        papers=queries.files_of(item),
        removed_papers=removed(
            meeting.plan,
            (
                (file, file.file_name, url_for("meetings.restore_paper", uid=file.uid))
                for file in queries.removed_files_of(item)
            ),
        ),
        meeting=meeting,
        item=item,
        removable=law.is_draft(meeting) and not queries.rests_on(item),
    )


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/absetzen")
@allowed(may_edit_item, queries.agenda_item)
def withdraw_item(item: AgendaItem) -> Response:
    """Take an item off the agenda; it stays to be seen."""
    with transaction():
        verbs.withdraw_item(item, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("TOP %(number)s ist abgesetzt.", number=item.number))
    return _back(item.meeting)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/wieder-aufnehmen")
@allowed(may_edit_item, queries.agenda_item)
def reinstate_item(item: AgendaItem) -> Response:
    """Put a withdrawn item back."""
    with transaction():
        verbs.reinstate_item(item, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("TOP %(number)s steht wieder auf der Tagesordnung.", number=item.number))
    return _back(item.meeting)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/entfernen")
@allowed(may_edit_item, queries.agenda_item)
def remove_item(item: AgendaItem) -> Response:
    """Let an item vanish that nobody was sent; the agenda shows the way back."""
    meeting, number = item.meeting, item.number
    with transaction():
        verbs.remove_item(item, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("TOP %(number)s ist entfernt.", number=number))
    return _back(meeting)


@bp.post("/tagesordnung/<uuid:uid>/wiederherstellen")
@allowed(may_edit_item, queries.known_item_by_uid)
def restore_item(item: AgendaItem) -> Response:
    """Bring a removed item back."""
    with transaction():
        verbs.restore_item(item, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("TOP %(number)s steht wieder auf der Tagesordnung.", number=item.number))
    return _back(item.meeting)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/nach-oben")
@allowed(may_edit_item, queries.agenda_item)
def item_up(item: AgendaItem) -> Response:
    """Let the item change places with the one before."""
    return _move(item, up=True)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/nach-unten")
@allowed(may_edit_item, queries.agenda_item)
def item_down(item: AgendaItem) -> Response:
    """Let the item change places with the one after."""
    return _move(item, up=False)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/reihenfolge")
@allowed(access.may_lead_meeting, queries.by_uid)
def reorder_items(meeting: Meeting) -> Response:
    """Put the whole agenda into another order; somebody else's change meanwhile forbids it."""
    form, by = OrderForm(), signed_in_viewer().account_id
    with transaction():
        verbs.reorder_items(
            meeting, form.uids("order"), seen=form.uids("seen"), by=by, now=clock.now()
        )
    if wants_data():
        return data()
    flash(_("Die Reihenfolge ist gespeichert."))
    return _back(meeting)


@bp.route("/sitzungen/<uuid:uid>/vereinbarungen/neu", methods=["GET", "POST"])
@allowed(access.may_lead_meeting, queries.by_uid)
def record_agreement(meeting: Meeting) -> Answer:
    """Record what the meeting agreed."""
    by = signed_in_viewer().account_id
    form = AgreementForm(meeting)
    labels: list[str] = []

    def deed() -> None:
        agreement = verbs.record_agreement(
            meeting,
            kind=form["kind"].word,
            text=form["text"].data or "",
            agenda_item=form["agenda_item"].row,
            based_on=form["based_on"].row,
            by=by,
            now=clock.now(),
        )
        labels.append(agreement.label)

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Die Vereinbarung ist als %(label)s festgehalten.", label=labels[0]))
        return _back(meeting)
    page = render_template("meetings/agreement.html", form=form, meeting=meeting)
    return (page, 422) if request.method == "POST" else page


def _move(item: AgendaItem, *, up: bool) -> Response:
    with transaction():
        verbs.move_item(item, up=up, by=signed_in_viewer().account_id, now=clock.now())
    return _back(item.meeting)


def _back(meeting: Meeting) -> Response:
    return redirect(url_for("meetings.show", uid=meeting.uid))
