"""The letters about minutes, whole."""

from __future__ import annotations

import datetime as dt

import pytest

from app.mail import letters
from tests.mail.test_letters import SIGNATURE, compare

UNTIL = dt.date(2017, 4, 12)
OPEN = "Protokoll vom 29. März liegt vor – Rückmeldung bis 12. April"


@pytest.mark.parametrize(
    ("golden", "headline", "until", "has_account", "enclosed"),
    [
        ("minutes_objections", OPEN, UNTIL, True, True),
        ("minutes_objections_without_account", OPEN, UNTIL, False, True),
        ("minutes_without_paper_without_account", OPEN, UNTIL, False, False),
        ("minutes_approved", "Protokoll vom 29. März ist freigegeben", None, True, True),
    ],
)
@pytest.mark.usefixtures("each_language")
def test_it_tells_what_became_of_the_minutes(
    golden: str, headline: str, until: dt.date | None, has_account: bool, enclosed: bool
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
        enclosed=enclosed,
        url="https://plan.example.org/sitzungen/m1/protokoll/lesen",
    )

    compare(golden, words)
