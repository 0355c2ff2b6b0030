"""Wherever two may edit the same thing, the form knows what it was opened on."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from flask_wtf import FlaskForm

from app.web import forms
from app.web.editing import EditForm
from app.web.forms.filters import FilterForm

NEW = "makes something new; nothing is overwritten"
ADDS = "adds an entry to a history; nothing is overwritten"
STEP = "one step of a state machine, asked again in its transaction"
OWN = "one person's own answer; the last word of that person counts"
READS = "how a file is read; what it would change is shown before"
SIGNS_IN = "no stored thing is edited"

WITHOUT_VERSION = {
    "AgreementForm": NEW,
    "AnnexForm": NEW,
    "AnswerForm": OWN,
    "AskedYearForm": "asks for a number and writes nothing",
    "AttendanceForm": "each line carries what its writer saw (LineForm.seen)",
    "BarrierForm": NEW,
    "BilanzForm": NEW,
    "ChangeForm": ADDS,
    "ColumnsForm": READS,
    "CommitteeForm": NEW,
    "CompareForm": "one day of a draft, chosen from a list; shown at once to both",
    "CorrectionForm": ADDS,
    "DayOfFileForm": READS,
    "DeputyForm": OWN,
    "EraseForm": "a confirmation",
    "ExtensionForm": "a day that only moves on: an earlier one is refused",
    "FeedForm": NEW,
    "GapFilterForm": "narrows a list",
    "GuestForm": NEW,
    "HandBackForm": STEP,
    "LineForm": "carries what its writer saw",
    "MeaningsForm": READS,
    "LinkForm": SIGNS_IN,
    "NameForm": STEP,
    "NewPasswordForm": "asks for the present password",
    "NoteForm": ADDS,
    "NumberForm": "one number that another office gives; noted in the trail with the one before",
    "OfficeAnswerForm": "an answer by telephone; the last word counts, the trail has both",
    "OrderForm": "carries the order that was seen",
    "PapersForm": NEW,
    "PasswordForm": SIGNS_IN,
    "PlanFileForm": READS,
    "PollAnswerForm": OWN,
    "PollForm": NEW,
    "_PollForm": NEW,
    "PreferencesForm": OWN,
    "PublishForm": STEP,
    "QuestionForm": ADDS,
    "RegisterFilterForm": "narrows a list",
    "ReportForm": ADDS,
    "RoundForm": NEW,
    "SheetForm": READS,
    "SpotAgreementForm": NEW,
    "SpotTaskForm": NEW,
    "StepFields": "the fields of a step, no form of its own",
    "StepForm": STEP,
    "SupplementForm": ADDS,
    "TextForm": "carries the revision it follows; reports' texts carry a version",
    "TopicForm": NEW,
    "ValueForm": ADDS,
    "YearForm": NEW,
}


def _forms() -> set[type[FlaskForm]]:
    found: set[type[FlaskForm]] = set()
    for module in pkgutil.walk_packages(forms.__path__, "app.web.forms."):
        for _name, thing in inspect.getmembers(importlib.import_module(module.name)):
            if inspect.isclass(thing) and issubclass(thing, FlaskForm):
                found.add(thing)
    return found - {FlaskForm, EditForm, FilterForm}


def test_every_form_carries_a_version_or_says_why_it_needs_none() -> None:
    without = {
        form.__name__
        for form in _forms()
        if not issubclass(form, EditForm) and not issubclass(form, FilterForm)
    }

    assert without == WITHOUT_VERSION.keys()
