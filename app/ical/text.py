"""What people typed, made fit for a content line of RFC 5545."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Readers break lines at any of these; one stray break empties a whole feed in silence.
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls but the line feed (Cc), halves of characters (Cs), and what is no character at all.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SECRETS = {"pwd", "password", "passwort", "kennwort", "passcode", "pin", "token"}


def clean(text: str) -> str:
    """Return the text with line feeds for all breaks, free of controls, surrogates and marks."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text)).strip()


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
