"""What people typed, made fit for a content line of RFC 5545."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Readers break lines at any of these; one stray break empties a whole feed in silence.
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_SECRETS = {"pwd", "password", "passwort", "kennwort", "passcode", "pin", "token"}


def clean(text: str) -> str:
    """Return the text with line feeds for all breaks, free of controls, surrogates and marks."""
    broken = _BREAKS.sub("\n", text)
    return "".join(c for c in broken if c == "\n" or not _is_forbidden(c)).strip()


def one_line(text: str) -> str:
    """Return the cleaned text on a single line; calcurse refuses a break in SUMMARY."""
    return " ".join(clean(text.replace("\t", " ")).split())


def without_password(url: str) -> str:
    """Return the address of a video meeting without query parameters that open the door to it."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if key.lower() not in _SECRETS]
    return url if kept == pairs else urlunsplit(parts._replace(query=urlencode(kept)))


def _is_forbidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufeff\ufffe\uffff"
