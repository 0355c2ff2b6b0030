"""Subjects of a status round fit a lock screen on every day of the year."""

from __future__ import annotations

import datetime as dt

import pytest

from app.mail.items import PURPOSES, SUBJECT_CHARACTERS, contribution_subject
from app.models.rounds import Occasion
from app.services.outbox.rounds import STARTS


@pytest.mark.parametrize("start", STARTS.values())
@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_subject_fits_whatever_the_day(occasion: Occasion, start: str) -> None:
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=n) for n in range(365)]

    subjects = [contribution_subject(start, day, PURPOSES[occasion]) for day in days]

    assert max(len(subject) for subject in subjects) <= SUBJECT_CHARACTERS


def test_the_subject_says_what_it_is_for_where_there_is_room() -> None:
    subject = contribution_subject(
        "Bitte um Zuarbeit", dt.date(2017, 10, 16), PURPOSES[Occasion.COMMITTEE]
    )

    assert subject == "Bitte um Zuarbeit bis 16. Oktober: Bericht an den Ausschuss"
