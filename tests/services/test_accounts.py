"""Accounts: who may sign in, as what, and how an office keeps its last key."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, SignInLink, UserSession
from app.models.audit import AuditEntry
from app.queries import accounts as queries
from app.queries.viewers import session_of
from app.services import accounts
from tests.conftest import START
from tests.makers import make_account, make_actor, make_office, make_person, make_plan, save

GOOD = "drei Enten im Regen"


@pytest.mark.parametrize(
    "email",
    ["", "kein", "a@b", "a@b.de, c@d.de", "<a@b.de>", "a@b.de\r\nBcc: c@d.de", "a b@c.de"],
)
def test_an_address_is_one_single_address(app: Flask, email: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        accounts.create_account(email=email, name="Niemand", now=START)

    assert refused.value.field == "email"


def test_an_address_belongs_to_one_account_whatever_its_case(app: Flask) -> None:
    accounts.create_account(email=" Kim.Beispiel@Example.ORG", name="Kim", now=START)

    with pytest.raises(RuleBroken, match="schon ein Konto"):
        accounts.create_account(email="kim.beispiel@example.org", name="Kim", now=START)
    assert db.session.scalars(select(Account.email)).all() == ["kim.beispiel@example.org"]


def test_a_password_is_kept_as_argon2id_only(app: Flask) -> None:
    member = make_account(make_plan())

    accounts.set_password(member, GOOD)

    assert member.password_hash is not None
    assert member.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert accounts.check_password(member.email, GOOD) is member
    assert accounts.check_password(member.email, GOOD + " ") is None


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(app: Flask) -> None:
    member = make_account(make_plan())
    here = session_of(accounts.begin_session(member, now=START), START)
    assert here is not None
    accounts.begin_session(member, now=START)
    accounts.change_password(member, old="", new=GOOD, session_id=here.id, now=START)
    accounts.begin_session(member, now=START)

    with pytest.raises(RuleBroken) as refused:
        accounts.change_password(
            member, old="geraten", new="vier Enten im Regen", session_id=here.id, now=START
        )
    assert refused.value.field == "old"
    assert accounts.check_password(member.email, GOOD) is member

    accounts.change_password(
        member, old=GOOD, new="vier Enten im Regen", session_id=here.id, now=START
    )

    assert db.session.scalars(select(UserSession.id)).all() == [here.id]
    assert accounts.check_password(member.email, GOOD) is None


@pytest.mark.parametrize("browser", [None, "secret of a browser"])
def test_a_link_is_used_up_by_its_first_use(app: Flask, browser: str | None) -> None:
    member = make_account(make_plan())
    token = accounts.create_sign_in_link(member, browser=browser, now=START)

    used = [accounts.use_sign_in_link(token, browser=browser, now=START) for _ in range(3)]

    assert used == [member, None, None]


def test_of_two_simultaneous_uses_one_counts(app: Flask) -> None:
    member = make_account(make_plan())
    token = accounts.create_sign_in_link(member, browser=None, now=START)
    save()
    together = threading.Barrier(4)
    used: list[bool] = []

    def use() -> None:
        with app.app_context():
            together.wait()
            used.append(accounts.use_sign_in_link(token, browser=None, now=START) is not None)
            save()
            db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(used) == [False, False, False, True]


def test_disabling_ends_sessions_and_links_at_once(app: Flask) -> None:
    member = make_account(make_plan())
    accounts.begin_session(member, now=START)
    accounts.create_sign_in_link(member, browser=None, now=START)

    accounts.disable(member, now=START)

    for table in (UserSession, SignInLink):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_the_last_coordinator_stays(app: Flask) -> None:
    plan = make_plan()
    office = make_office(plan)
    access = office.accesses[0]
    make_account(plan)

    for deed in (
        lambda: accounts.revoke(access, now=START),
        lambda: accounts.disable(office, now=START),
        lambda: accounts.grant(office, plan, PlanRole.MEMBER, now=START),
    ):
        with pytest.raises(RuleBroken, match="letzte Konto der Geschäftsstelle"):
            deed()

    assert (office.active, access.role) == (True, PlanRole.COORDINATOR)


def test_a_disabled_coordinator_does_not_count_as_one_who_remains(app: Flask) -> None:
    plan = make_plan()
    office = make_office(plan)
    second = make_account(plan, "Zweite Stelle", PlanRole.COORDINATOR)
    accounts.disable(second, now=START)

    with pytest.raises(RuleBroken):
        accounts.revoke(office.accesses[0], now=START)

    accounts.enable(second, now=START)
    accounts.revoke(office.accesses[0], now=START)
    assert queries.coordinators(plan.id) == [second]


def test_an_office_cannot_change_what_belongs_to_another_plan_too(app: Flask) -> None:
    plan, other = make_plan(), make_plan("zweiter", "Zweiter Plan")
    office, member = make_office(plan), make_account(plan)
    accounts.grant(member, other, PlanRole.MEMBER, now=START)

    with pytest.raises(RuleBroken, match="anderen Plan"):
        accounts.edit(
            member, plan, name=member.name, email="fremd@example.org", now=START, by=office.id
        )


def test_a_new_address_ends_what_the_old_one_opened(app: Flask) -> None:
    plan = make_plan()
    office, member = make_office(plan), make_account(plan)
    accounts.begin_session(member, now=START)
    accounts.create_sign_in_link(member, browser=None, now=START)

    accounts.edit(
        member, plan, name="Neue Vertretung", email="NEU@example.org", now=START, by=office.id
    )

    assert (member.name, member.email) == ("Neue Vertretung", "neu@example.org")
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    assert db.session.scalar(select(func.count()).select_from(SignInLink)) == 0
    db.session.commit()
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert "example.org" not in str(noted.changes)


def test_a_person_stands_behind_one_account_of_its_own_plan(app: Flask) -> None:
    plan, other = make_plan(), make_plan("zweiter", "Zweiter Plan")
    member, second = make_account(plan), make_account(plan, "Kreisjugendring")
    save()
    taken = member.accesses[0].actor
    foreign, organisation = make_person(other), make_actor(plan, "Jobcenter")

    for actor in (taken, foreign, organisation):
        with pytest.raises(RuleBroken) as refused:
            accounts.grant(second, plan, PlanRole.MEMBER, actor=actor, now=START)
        assert refused.value.field == "actor"


def test_sessions_that_have_run_out_are_cleared_away_at_the_next_sign_in(app: Flask) -> None:
    member = make_account(make_plan())
    accounts.begin_session(member, now=START)

    accounts.begin_session(member, now=START + dt.timedelta(days=30))

    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_lists_of_accounts_cost_the_same_for_one_and_for_many(app: Flask) -> None:
    plan = make_plan()
    make_office(plan)
    save()

    few = queries_needed(plan.id)
    for number in range(10):
        make_account(plan, f"Mitglied {number}")
    save()

    assert queries_needed(plan.id) == few
    assert db.session.scalar(select(func.count()).select_from(PlanAccess)) == 11


def queries_needed(plan_id: int) -> int:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    db.session.expire_all()
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        for entry in queries.accesses_of(plan_id):
            assert entry.account.name
            assert entry.actor is None or entry.actor.name
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len([s for s in seen if s.startswith("SELECT")])
