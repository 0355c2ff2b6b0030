"""Forms for minutes on their way out: the archive's answer, and the yes to deletion."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired

from app.language import lazy_gettext as _l
from app.models.meetings import ArchiveState
from app.web.editing import EditForm
from app.web.forms.choices import WordField

# The careful one first: it stands there already when the form opens.
ANSWER_WORDS = {
    ArchiveState.HANDED_OVER: _l("Übernommen"),
    ArchiveState.DECLINED: _l("Abgelehnt"),
}


class ArchiveAnswerForm(EditForm):
    """What the archive answered to the offer."""

    answer = WordField(_l("Antwort des Kreisarchivs"), ANSWER_WORDS)


class DeletionForm(EditForm):
    """Somebody has read what goes with the minutes."""

    sure = BooleanField(
        _l("Ich habe gelesen, was gelöscht wird. Es lässt sich nicht zurücknehmen."),
        [DataRequired(_l("Bitte bestätigen Sie, dass Sie das gelesen haben."))],
    )
