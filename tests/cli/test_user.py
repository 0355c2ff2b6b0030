"""Operators make, list, rescue and lock accounts."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main
from app.clock import system_clock
from app.extensions import db
from app.queries.accounts import account_by_email
from app.services import accounts
from config import Settings
from tests.makers import make_office, make_plan, save


@pytest.fixture
def world(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    save(make_office(make_plan()))
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("WIEDERVORLAGE_SECRET_KEY", "a key for tests only")
    monkeypatch.setenv("WIEDERVORLAGE_BASE_URL", "http://127.0.0.1:8000")
    return app


def run(*arguments: str, typed: str | None = None) -> Result:
    db.session.rollback()
    return CliRunner().invoke(main, ["user", *arguments], input=typed)


def test_it_adds_an_account_with_role_and_password(world: Flask) -> None:
    done = run(
        "add",
        "Neu@Example.org",
        "--name",
        "Neue Stelle",
        "--plan",
        "integrationsplan",
        "--role",
        "reader",
        "--password-stdin",
        typed="drei Enten im Regen\n",
    )

    assert (done.exit_code, done.output) == (0, "Das Konto neu@example.org ist angelegt.\n")
    listed = json.loads(run("list", "--json").output)
    assert [
        (entry["email"], entry["roles"], entry["has_password"], entry["active"]) for entry in listed
    ] == [
        ("geschaeftsstelle@example.org", {"integrationsplan": "coordinator"}, False, True),
        ("neu@example.org", {"integrationsplan": "reader"}, True, True),
    ]
    assert accounts.check_password("neu@example.org", "drei Enten im Regen") is not None


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (["geschaeftsstelle@example.org"], None, "schon ein Konto"),
        (["keine-adresse"], None, "keine gültige E-Mail-Adresse"),
        (["keine\nadresse"], None, "„keine adresse“ ist keine gültige E-Mail-Adresse"),
        (["neu@example.org", "--name", "  "], None, "Bitte geben Sie einen Namen ein."),
        (["neu@example.org", "--plan", "fehlt"], None, "Den Plan „fehlt“ gibt es nicht."),
        (["neu@example.org", "--password-stdin"], "kurz\n", "mindestens 10 Zeichen"),
    ],
)
def test_what_may_not_be_ends_with_one_line_and_leaves_nothing(
    world: Flask, arguments: list[str], typed: str | None, says: str
) -> None:
    refused = run("add", "--name", "Neue Stelle", *arguments, typed=typed)

    assert refused.exit_code == 1
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stdout == ""
    assert account_by_email("neu@example.org") is None


def test_wrong_usage_is_told_apart(world: Flask) -> None:
    assert run("add", "neu@example.org", "--name", "X", "--role", "member").exit_code == 2
    assert run("add", "neu@example.org").exit_code == 2


def test_a_rescue_link_opens_the_door_in_any_browser(world: Flask) -> None:
    printed = run("login-link", "geschaeftsstelle@example.org").output.strip()
    world.config["WTF_CSRF_ENABLED"] = False

    assert printed.startswith("http://127.0.0.1:8000/anmelden/link/")
    path = printed.removeprefix("http://127.0.0.1:8000")
    # The command reads the real clock, the test's application lives in 2017.
    world.extensions["clock"] = system_clock
    assert world.test_client().post(path).status_code == 302


def test_the_last_coordinator_is_not_locked_out_by_mistake(world: Flask) -> None:
    refused = run("disable", "geschaeftsstelle@example.org")

    assert (refused.exit_code, "letzte Konto" in refused.stderr) == (1, True)


def test_a_locked_account_gets_no_link(world: Flask) -> None:
    run("add", "neu@example.org", "--name", "Neue Stelle")

    assert run("disable", "NEU@example.org").exit_code == 0
    assert run("login-link", "neu@example.org").exit_code == 1
    assert "gesperrt" in run("list").output
    assert run("disable", "niemand@example.org").exit_code == 1


def test_adding_a_known_account_to_a_plan_gives_it_the_role(world: Flask) -> None:
    def add(*more: str) -> Result:
        return run("add", "neu@example.org", "--name", "Neu", *more)

    def roles() -> object:
        return json.loads(run("list", "--json").output)[1]["roles"]

    add()
    given = add("--plan", "integrationsplan", "--role", "coordinator")
    again = add("--plan", "integrationsplan")

    assert (given.exit_code, again.exit_code) == (0, 0), given.stderr + again.stderr
    assert given.output == (
        "Das Konto neu@example.org gab es schon; es hat jetzt Zugang zum Plan „integrationsplan“.\n"
    )
    assert roles() == {"integrationsplan": "coordinator"}
