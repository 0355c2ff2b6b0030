"""Which addresses people may leave with us as a link: web addresses, and nothing that acts."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.domain.errors import RuleBroken
from app.language import gettext as _

LONGEST_LINK = 500
SCHEMES = ("https", "http")
NEVER = frozenset('<>"\\^`{|}')  # stand in no address (RFC 3986), only in attempts to break a page


def check_link(url: str | None, *, field: str) -> None:
    """Raise RuleBroken unless `url` is empty or a plain web address."""
    if url and not is_web_address(url):
        raise RuleBroken(
            _("Bitte geben Sie eine Adresse ein, die mit https:// beginnt."), field=field
        )


def is_web_address(url: str) -> bool:
    """Whether this is an address of the web and nothing else."""
    if len(url) > LONGEST_LINK or any(
        c in NEVER or c.isspace() or not c.isprintable() for c in url
    ):
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(host) and parts.username is None
