"""What a password must be (ASVS 6.2: length counts, composition does not)."""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import RuleBroken
from app.language import gettext as _

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5

# Long passwords of the usual lists are one of these words with digits or signs around it.
_LISTED = """
    abcdef admin administrator adobe angel asdf asdfgh asdfghjkl asdfjkl azerty
    baseball basketball batman berlin computer daniel deutschland dragon fcbayern football freedom
    fussball geheim geheimnis hallo hallohallo hallowelt hello iloveyou ichliebedich integration
    internet landkreis landratsamt letmein liebe login lovely master michael michelle monkey
    passwort passw passwd password passwordpassword passwortpasswort pokemon princess qazwsx
    qazwsxedc qwert qwerty qwertyuiop qwertz qwertzuiop samsung schalke schatz secret shadow
    sommer sonnenschein starwars start sunshine superman test testtest trustno wiedervorlage
    welcome willkommen winter yxcvbnm zxcvbnm
"""
COMMON = frozenset(_LISTED.split())
RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


def check(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Raises RuleBroken for a password that is short, common, or the person's own name.

    `names` are words that anybody would try first: name and address of the account.
    """
    if len(password) < SHORTEST:
        raise _weak(
            _(
                "Das Passwort braucht mindestens %(shortest)s Zeichen. "
                "Gut sind mehrere Wörter hintereinander.",
                shortest=SHORTEST,
            )
        )
    if len(password) > LONGEST:
        raise _weak(_("Das Passwort hat höchstens %(longest)s Zeichen.", longest=LONGEST))
    if _is_common(password) or _is_own_name(password, names):
        raise _weak(
            _(
                "Dieses Passwort ist leicht zu erraten. Bitte wählen Sie ein anderes, "
                "zum Beispiel mehrere Wörter hintereinander."
            )
        )


def _is_common(password: str) -> bool:
    folded = password.casefold()
    word = re.sub(r"^[^a-zäöüß]+|[^a-zäöüß]+$", "", folded)
    return (
        len(set(folded)) < FEWEST_DIFFERENT
        or any(folded in run for run in RUNS)
        or word in COMMON
        or folded[: len(folded) // 2] * 2 == folded
    )


def _is_own_name(password: str, names: tuple[str, ...]) -> bool:
    """Whether nothing but digits and signs stands around a name."""
    bare = _bare(password)
    return any(bare == _bare(name) for name in names if name)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha())


def _weak(sentence: str) -> RuleBroken:
    return RuleBroken(sentence, field="password")
