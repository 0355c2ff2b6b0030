"""Long passwords are welcome, common ones are not."""

from __future__ import annotations

import pytest

from app.domain import passwords
from app.domain.errors import RuleBroken

NAMES = ("Kim Beispiel", "kim.beispiel@example.org", "kim.beispiel")


@pytest.mark.parametrize(
    "password",
    [
        "kurz",
        "neunzehen",
        "1234567890",
        "0987654321",
        "aaaaaaaaaa",
        "abababababab",
        "passwort12",
        "Passwort!2026",
        "12willkommen",
        "qwertzuiop",
        "abcdefghij",
        "geheimgeheim",
        "KimBeispiel1",
        "kim.beispiel",
        "kim.beispiel@example.org",
        "x" * 201,
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        passwords.check(password, names=NAMES)

    assert refused.value.field == "password"
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        "drei Enten im Regen",
        "3103-0161-d65e",
        "cc38-a481-824c",
        "Ümläute zählen auch",
        "passwort mit Pferd und Leiter",
        "🦆🦆🦆 am Teich",
        "a1" * 3 + "-ganz-lang-" + "z" * 150,
    ],
)
def test_a_long_password_of_any_letters_is_good(password: str) -> None:
    passwords.check(password, names=NAMES)
