"""Forms for minutes: texts, attendance, what is handed out, approval, archive, results."""

from app.web.forms.minutes.archive import ArchiveAnswerForm, DeletionForm
from app.web.forms.minutes.attendance import ATTENDANCE_WORDS, AttendanceForm, GuestForm, LineForm
from app.web.forms.minutes.results import OUTCOME_WORDS, ResultForm, present_result
from app.web.forms.minutes.spot import NEW, SpotAgreementForm, SpotTaskForm
from app.web.forms.minutes.texts import NoteForm, PublishForm, TextForm

__all__ = [
    "ATTENDANCE_WORDS",
    "NEW",
    "OUTCOME_WORDS",
    "ArchiveAnswerForm",
    "AttendanceForm",
    "DeletionForm",
    "GuestForm",
    "LineForm",
    "NoteForm",
    "PublishForm",
    "ResultForm",
    "SpotAgreementForm",
    "SpotTaskForm",
    "TextForm",
    "present_result",
]
