"""What the page of approved minutes tells the office of the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain import archive as law
from app.domain import minutes as minutes_law
from app.domain.access import Viewer
from app.models.meetings import Minutes
from app.web.forms.minutes import ArchiveAnswerForm


@dataclass(frozen=True, kw_only=True)
class Archiving:
    """Where the minutes stand; `reason` is why they may not be deleted, None where they may."""

    minutes: Minutes
    reason: str | None
    form: ArchiveAnswerForm
    period_months: int = law.PERIOD_MONTHS


def archiving_of(
    viewer: Viewer, minutes: Minutes, today: dt.date, form: ArchiveAnswerForm | None = None
) -> Archiving | None:
    """For the office, once the minutes are approved; `form` is a refused answer."""
    if not law.may_archive(viewer, minutes) or not minutes_law.locked(minutes):
        return None
    return Archiving(
        minutes=minutes,
        reason=law.why_not_deletable(minutes, today),
        form=form or ArchiveAnswerForm(formdata=None, data={"version": minutes.version}),
    )
