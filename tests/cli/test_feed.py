"""Operators give out, list and end feeds; the address is printed once and works."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main
from app.extensions import db
from config import Settings
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    person_of,
)


@pytest.fixture
def world(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    plan = make_plan()
    member = make_account(plan, email="verein@example.org")
    body = make_body(plan, "Peergroup")
    make_body(plan, "Arbeitsgruppe Pflege")
    join(body, person_of(member))
    make_meeting(make_cycle(plan), body)
    db.session.commit()
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("WIEDERVORLAGE_SECRET_KEY", "a key for tests only")
    monkeypatch.setenv("WIEDERVORLAGE_BASE_URL", "http://127.0.0.1:8000")
    return app


def run(*arguments: str) -> Result:
    db.session.rollback()
    return CliRunner().invoke(main, ["feed", *arguments])


def create(*arguments: str) -> Result:
    return run("create", "--user", "verein@example.org", "--name", "Telefon", *arguments)


@pytest.mark.parametrize(
    ("scope", "name"),
    [("own", "meine-termine"), ("plan", "alle-termine"), ("group:peergroup", "peergroup")],
)
def test_create_prints_the_address_and_nothing_else(world: Flask, scope: str, name: str) -> None:
    made = create("--scope", scope)

    assert made.exit_code == 0, made.output
    address = made.output.strip()
    assert address.startswith("http://127.0.0.1:8000/kalender/")
    assert address.endswith(f"/{name}.ics")
    answer = world.test_client().get(address.removeprefix("http://127.0.0.1:8000"))
    assert "Peergroup: Auftakt" in answer.text


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "--user", "niemand@example.org", "--name", "Telefon"],
        ["create", "--user", "verein@example.org", "--name", " "],
        ["create", "--user", "verein@example.org", "--name", "T", "--scope", "group:nirgends"],
        ["create", "--user", "verein@example.org", "--name", "T", "--scope", "alles"],
        [
            *("create", "--user", "verein@example.org", "--name", "T"),
            *("--scope", "group:arbeitsgruppe-pflege"),
        ],
        ["create", "--user", "verein@example.org", "--name", "T", "--plan", "anderer"],
        ["revoke", "99"],
    ],
)
def test_what_cannot_be_is_one_line_and_status_1(world: Flask, arguments: list[str]) -> None:
    refused = run(*arguments)

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_missing_name_is_wrong_usage(world: Flask) -> None:
    assert run("create", "--user", "verein@example.org").exit_code == 2


def test_list_shows_the_feeds_and_no_secret_and_revoke_ends_one(world: Flask) -> None:
    address = create().output.strip()
    path = address.removeprefix("http://127.0.0.1:8000")

    assert json.loads(run("list", "--json").output) == [
        {
            "id": 1,
            "user": "verein@example.org",
            "plan": "integrationsplan",
            "scope": "own",
            "name": "Telefon",
            "state": "active",
            "last_used_on": None,
        }
    ]
    assert run("list").output.rstrip().endswith("Telefon  aktiv  nie")
    assert path.split("/")[2] not in run("list").output
    assert world.test_client().get(path).status_code == 200
    assert run("revoke", "1").exit_code == 0
    assert world.test_client().get(path).status_code == 404
    assert "beendet" in run("list").output


def test_an_empty_list_says_so(world: Flask) -> None:
    assert run("list").output == "Es gibt noch keine Abonnements.\n"
    assert run("list", "--json").output == "[]\n"


def test_a_locked_account_gets_no_feed(world: Flask) -> None:
    CliRunner().invoke(main, ["user", "disable", "verein@example.org"])

    refused = create()

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "Das Konto verein@example.org ist gesperrt.\n"
