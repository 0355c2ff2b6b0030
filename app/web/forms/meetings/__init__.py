"""Forms for meetings: the year, one meeting, its date, agenda, agreements and answers."""

from app.web.forms.meetings.dates import DateForm, present_date, unconfirmed
from app.web.forms.meetings.meeting import (
    ANSWER_WORDS,
    PHASE_WORDS,
    AnswerForm,
    CancelForm,
    MeetingForm,
    OfficeAnswerForm,
    present_meeting,
)
from app.web.forms.meetings.parts import (
    AgreementForm,
    ItemForm,
    OrderForm,
    PapersForm,
    present_item,
)
from app.web.forms.meetings.year import SUGGESTIONS, AskedYearForm, YearForm

__all__ = [
    "ANSWER_WORDS",
    "PHASE_WORDS",
    "SUGGESTIONS",
    "AgreementForm",
    "AnswerForm",
    "AskedYearForm",
    "CancelForm",
    "DateForm",
    "ItemForm",
    "PapersForm",
    "OrderForm",
    "MeetingForm",
    "OfficeAnswerForm",
    "YearForm",
    "present_date",
    "present_item",
    "present_meeting",
    "unconfirmed",
]
