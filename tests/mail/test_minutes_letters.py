"""The letters about minutes, whole."""

from __future__ import annotations

import datetime as dt

import pytest

from app.mail import letters
from tests.mail.test_letters import SIGNATURE, compare

OPEN = "Protokoll vom 29. März liegt vor – Rückmeldung bis 12. April"


@pytest.mark.parametrize(
    ("golden", "headline", "until", "has_account"),
    [
        ("minutes_objections", OPEN, dt.date(2017, 4, 12), True),
        ("minutes_objections_without_account", OPEN, dt.date(2017, 4, 12), False),
        ("minutes_approved", "Protokoll vom 29. März ist freigegeben", None, True),
    ],
)
def test_it_tells_what_became_of_the_minutes(
    golden: str, headline: str, until: dt.date | None, has_account: bool
) -> None:
    words = letters.render(
        "minutes_published",
        signature=SIGNATURE,
        name="Kim Beispiel",
        headline=headline,
        title="Auftakt",
        body="Peergroup",
        day="Mittwoch, 29. März 2017",
        until=until,
        has_account=has_account,
        url="https://plan.example.org/sitzungen/m1/protokoll/lesen",
    )

    assert words.subject == headline
    compare(golden, words)
