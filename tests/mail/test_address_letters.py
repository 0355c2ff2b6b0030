"""The letter about an address that fails, whole."""

from __future__ import annotations

import datetime as dt

import pytest

from app.mail import letters
from tests.mail.test_letters import SIGNATURE, compare


@pytest.mark.usefixtures("each_language")
def test_it_tells_the_office_whose_address_fails() -> None:
    words = letters.address_failed(
        signature=SIGNATURE,
        name="Geschäftsstelle",
        whose="Vertretung Frauenverein",
        address="frauenverein@example.org",
        code="550 5.1.1",
        since=dt.date(2017, 2, 21),
        url="https://plan.example.org/akteure/1",
    )

    compare("address_failed", words)
