"""Who counts tries must not believe what everybody may write."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web import visitor

PLAIN, SECURE = "http://plan.example", "https://plan.example"


@pytest.mark.parametrize(
    ("base_url", "remote", "forwarded", "network"),
    [
        (SECURE, "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        (SECURE, "127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (SECURE, "::1", "2001:db8:1:2:3::1", "2001:db8:1:2::/64"),
        (SECURE, None, "192.0.2.7", "192.0.2.7"),
        (SECURE, "127.0.0.1", "", "127.0.0.1"),
        (SECURE, "203.0.113.9", "192.0.2.7", "203.0.113.9"),
        (PLAIN, "127.0.0.1", "192.0.2.7", "127.0.0.1"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed(
    app: Flask, base_url: str, remote: str | None, forwarded: str, network: str
) -> None:
    app.config["BASE_URL"] = base_url
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    with app.test_request_context("/", headers=headers, environ_overrides={"REMOTE_ADDR": remote}):
        assert visitor.network() == network
