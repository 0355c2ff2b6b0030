"""What the writer of a text is told: on pages, or in data when the page saves it by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from app.domain.merging import merged
from app.domain.spoken import clock_time
from app.language import gettext as _
from app.models.meetings import AgendaItem, MinutesRevision
from app.queries import minutes as queries
from app.web.forms.minutes import TextForm
from app.web.minutes import working
from app.web.minutes.room import Answer, back
from app.web.minutes.working import AGREEMENT, TASK
from app.web.representations import data


class OnPages:
    """For somebody who pressed a button."""

    def __init__(self, item: AgendaItem, form: TextForm) -> None:
        self.item, self.form = item, form
        self.typed = form["body"].data or ""

    def saved(self, _revision: MinutesRevision) -> Answer:
        """Back to the item, or with its words safe on to recording a task or an agreement."""
        item, following = self.item, request.form.get("weiter")
        flash(_("TOP %(number)s ist gespeichert.", number=item.number))
        if following in (TASK, AGREEMENT):
            return back(item.meeting, f"top-{item.id}-neu", top=item.number, neu=following)
        return back(item.meeting, f"top-{item.id}")

    def overtaken(self, head_id: int) -> Answer:
        """Both texts and a form with one made of them; saving it follows what stands now."""
        head = queries.revision(self.item, head_id)
        assert head is not None
        base = queries.revision(self.item, self.form.parent_id)
        draft = merged(base.body if base else "", head.body, self.typed)
        page = render_template(
            "minutes/conflict.html",
            item=self.item,
            head=head,
            saved=working.saved_at([head], self.item)[head.id],
            typed=self.typed,
            form=TextForm.showing(self.item, head, draft),
        )
        return page, 409

    def refused(self, sentence: str) -> Answer:
        """Nothing is saved; the words come back to be copied."""
        page = render_template(
            "minutes/refused.html", item=self.item, typed=self.typed, sentence=sentence
        )
        return page, 422


class InData:
    """For the page itself, which keeps the words and shows the sentence beside them."""

    def __init__(self, item: AgendaItem) -> None:
        self.item = item

    def saved(self, revision: MinutesRevision) -> Response:
        """`parent` is what the next text follows."""
        zone = ZoneInfo(self.item.meeting.plan.timezone)
        at = clock_time(revision.written_at.astimezone(zone).time())
        return data(sentence=_("Gespeichert um %(time)s.", time=at), parent=revision.id)

    def overtaken(self, head_id: int) -> Response:
        """With the text that stands now: the page may find that it is its own."""
        head = queries.revision(self.item, head_id)
        assert head is not None
        sentence = _(
            "Ein anderer Text liegt vor. %(saved)s. "
            "Ihr Text steht noch hier und ist nicht gespeichert.",
            saved=working.saved_at([head], self.item)[head.id],
        )
        return data(409, sentence=sentence, parent=head.id, body=head.body)

    def refused(self, sentence: str) -> Response:
        """The rule's sentence, and that the words are still there."""
        kept = _("Ihr Text steht noch hier und ist nicht gespeichert.")
        return data(422, sentence=f"{sentence} {kept}")
