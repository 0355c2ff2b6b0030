"""The form for what a committee did with our paper."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from app.domain.minutes import LONGEST_NOTE, ResultDraft
from app.language import lazy_gettext as _l
from app.models.meetings import CommitteeResult, Outcome
from app.web.editing import EditForm
from app.web.forms.choices import WordField
from app.web.forms.fields import WholeNumberField

OUTCOME_WORDS = {
    Outcome.TAKEN_NOTE: _l("Zur Kenntnis genommen"),
    Outcome.RESOLVED: _l("Beschlossen"),
    Outcome.POSTPONED: _l("Vertagt"),
}
_VOTES = NumberRange(0, 999, _l("Bitte geben Sie eine Zahl von 0 bis 999 ein."))


class ResultForm(EditForm):
    """What a committee did with our paper."""

    outcome = WordField(_l("Ergebnis"), OUTCOME_WORDS)
    paper_number = StringField(
        _l("Nummer der Vorlage"),
        [Length(max=60, message=_l("Bitte kürzen Sie auf 60 Zeichen."))],
        description=_l("Wie sie der Sitzungsdienst vergeben hat, zum Beispiel 84/2017."),
    )
    votes_for = WholeNumberField(_l("Ja-Stimmen"), [Optional(), _VOTES])
    votes_against = WholeNumberField(_l("Nein-Stimmen"), [Optional(), _VOTES])
    abstentions = WholeNumberField(_l("Enthaltungen"), [Optional(), _VOTES])
    text = TextAreaField(
        _l("Wortlaut oder Bemerkung"),
        [Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen."))],
    )

    @property
    def draft(self) -> ResultDraft:
        """What was entered, as the service wants it."""
        return ResultDraft(
            outcome=self["outcome"].word,
            text=self["text"].data,
            paper_number=self["paper_number"].data,
            votes_for=self["votes_for"].data,
            votes_against=self["votes_against"].data,
            abstentions=self["abstentions"].data,
        )


def present_result(result: CommitteeResult) -> dict[str, Any]:
    """What the form shows of a result that was entered."""
    return {
        "outcome": result.outcome.value,
        "paper_number": result.paper_number,
        "votes_for": result.votes_for,
        "votes_against": result.votes_against,
        "abstentions": result.abstentions,
        "text": result.text,
        "version": result.version,
    }
