"""The letters of a date poll, whole."""

from __future__ import annotations

import datetime as dt

import pytest

from app.mail import letters
from app.mail.items import PollItem
from tests.mail.test_letters import SIGNATURE, compare

OPTIONS = ["Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr", "Mittwoch, 19. Juli 2017, 14:00 Uhr"]
ASKING = {
    "name": "Kim Beispiel",
    "body": "Peergroup",
    "title": "Arbeitstreffen",
    "month": "Juli",
    "options": OPTIONS,
    "answer_by": dt.date(2017, 5, 12),
    "url": "https://plan.example.org/r/WyJwb2xsIl0.abc",
}


@pytest.mark.usefixtures("each_language")
def test_it_asks_for_an_answer() -> None:
    words = letters.render(
        "poll_invitation",
        signature=SIGNATURE,
        headline="Terminabstimmung: Peergroup im Juli – Antwort bis 12. Mai",
        note="Kinderbetreuung ist möglich.",
        **ASKING,
    )

    compare("poll_invitation", words)


@pytest.mark.usefixtures("each_language")
def test_it_asks_once_more() -> None:
    item = PollItem(
        days=3,
        body="Peergroup",
        title="Arbeitstreffen",
        month_on=dt.date(2017, 7, 1),
        options=tuple(OPTIONS),
        answer_by=dt.date(2017, 5, 12),
        url="https://plan.example.org/r/WyJwb2xsIl0.abc",
    )

    words = letters.reminder(signature=SIGNATURE, name="Kim Beispiel", items=[item])

    compare("reminder_poll", words)


@pytest.mark.parametrize(
    ("name", "headline", "when"),
    [
        ("poll_closed", "Termin steht fest: Peergroup am 12. Juli", OPTIONS[0]),
        ("poll_withdrawn", "Abstimmung zurückgezogen: Peergroup", None),
    ],
)
@pytest.mark.usefixtures("each_language")
def test_it_tells_how_it_ended(name: str, headline: str, when: str | None) -> None:
    words = letters.render(
        "poll_closed",
        signature=SIGNATURE,
        headline=headline,
        name="Kim Beispiel",
        body="Peergroup",
        title="Arbeitstreffen",
        month="Juli",
        when=when,
        place=None,
        online_url=None,
        url="https://plan.example.org/sitzungen/m2",
    )

    compare(name, words)
