"""Where somebody may be sent after a deed: to a page of this house, never elsewhere."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST = 500


def local_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path on this very host, else None.

    Browsers forgive much: a backslash is a slash to them, tabs and line breaks vanish, and two
    slashes begin a host. So whatever is not plainly one local path is refused.
    """
    if not wanted or len(wanted) > LONGEST or not wanted.startswith("/"):
        return None
    for form in (wanted, unquote(wanted), unquote(unquote(wanted))):
        if form.startswith("//") or "\\" in form or _has_unseen(form):
            return None
        try:
            parts = urlsplit(form)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            return None
    return wanted


def _has_unseen(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "CZ" and letter != " " for letter in text)
