"""Headers that keep pages private and browsers strict."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from app.services.throttle import QUARTER

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",  # modules under static/js; nothing inline, so no nonce is needed
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # KERN's icons are data addresses in its style sheet
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def install(app: Flask) -> None:
    """Set the headers on every answer that carries something; what a view has set itself stays.

    "Not modified" names nothing but what guides the copy a reader has (RFC 9110 15.4.5): the
    headers of that copy hold on.
    """
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    if response.status_code == 304:
        return response
    headers = response.headers
    own = {name.lower() for name, _value in headers}
    for name, value in ALWAYS:
        if name.lower() not in own:
            headers.add(name, value)
    if response.status_code == 429:
        headers.setdefault("Retry-After", str(int(QUARTER.total_seconds())))
    # BASE_URL says how people come, also where the proxy in front does not hand it on.
    if request.is_secure or str(current_app.config["BASE_URL"]).startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response
