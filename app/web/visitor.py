"""From where a request comes, believing a reverse proxy only when one stands on this machine."""

from __future__ import annotations

import ipaddress

from flask import current_app, request

from app.services.throttle import network_of


def network() -> str:
    """The visitor's network, for counting tries.

    With https outside, the proxy in front asks from this machine and appends the visitor's
    address to X-Forwarded-For; what stands before the last entry anybody may have written.
    """
    address = request.remote_addr
    behind_proxy = str(current_app.config["BASE_URL"]).startswith("https://")
    if behind_proxy and is_here(address):
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        address = forwarded or address
    return network_of(address)


def is_here(address: str | None) -> bool:
    """Whether `address` is this machine's own; a local socket has none."""
    try:
        return ipaddress.ip_address(address or "127.0.0.1").is_loopback
    except ValueError:
        return False
