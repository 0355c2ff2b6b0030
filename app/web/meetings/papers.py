"""Papers of an item: handed in, marked, taken away and back, read by who sees the meeting."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.extensions import transaction
from app.language import german, ngettext
from app.language import gettext as _
from app.models.meetings import AgendaFile, AgendaItem
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.files import hand_out, uploads
from app.web.forms.meetings import PapersForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.meetings.agenda import Answer, item_page, may_edit_item
from app.web.meetings.room import bp


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/<number>/unterlagen")
@allowed(may_edit_item, queries.agenda_item)
@limited(throttle.UPLOADS_BY_ACCOUNT)
def add_papers(item: AgendaItem) -> Answer:
    """Hand in files for an item."""
    form, by = PapersForm(prefix=PapersForm.PREFIX), signed_in_viewer().account_id

    def deed() -> None:
        given = uploads(form["files"].data)
        made = verbs.add_papers(item, given, public=form["public"].data, by=by, now=clock.now())
        flash(
            ngettext(
                "%(num)s Datei ist hinzugefügt.", "%(num)s Dateien sind hinzugefügt.", len(made)
            )
        )

    if form.validate() and kept(form, deed):
        return _to_papers(item)
    return item_page(item, papers_form=form), 422


@bp.get("/unterlagen/<uuid:uid>")
@allowed(access.may_see_agenda_file, queries.file_by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def paper(file: AgendaFile) -> Response:
    """A paper, for whoever may see the meeting."""
    return hand_out(file)


@bp.post("/unterlagen/<uuid:uid>/entfernen")
@allowed(access.may_change_agenda_file, queries.file_by_uid)
def remove_paper(file: AgendaFile) -> Response:
    """Take a paper away; the page shows the way back."""
    item, name = file.item, file.file_name
    with transaction():
        verbs.remove_paper(file, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("„%(name)s“ ist entfernt.", name=german(name)))
    return _to_papers(item)


@bp.post("/unterlagen/<uuid:uid>/wiederherstellen")
@allowed(access.may_change_agenda_file, queries.known_file_by_uid)
def restore_paper(file: AgendaFile) -> Response:
    """Bring a removed paper back."""
    with transaction():
        verbs.restore_paper(file, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("„%(name)s“ ist wieder da.", name=file.file_name))
    return _to_papers(file.item)


@bp.post("/unterlagen/<uuid:uid>/oeffentlich")
@allowed(access.may_change_agenda_file, queries.file_by_uid)
def publish_paper(file: AgendaFile) -> Response:
    """Mark a paper as public."""
    return _mark(file, public=True)


@bp.post("/unterlagen/<uuid:uid>/intern")
@allowed(access.may_change_agenda_file, queries.file_by_uid)
def withhold_paper(file: AgendaFile) -> Response:
    """Mark a paper as internal."""
    return _mark(file, public=False)


def _mark(file: AgendaFile, *, public: bool) -> Response:
    with transaction():
        verbs.mark_paper(file, public=public, by=signed_in_viewer().account_id, now=clock.now())
    return _to_papers(file.item)


def _to_papers(item: AgendaItem) -> Response:
    return redirect(
        url_for(
            "meetings.edit_item", uid=item.meeting.uid, number=item.number, _anchor="unterlagen"
        )
    )
