"""What a request that only reads is to the database: a reader, and one that is remembered."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.models.plans import Plan
from tests.makers import make_plan, save

# SQLite has neither readers by right nor prepared statements.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def plans(app: Flask) -> sa.Select[tuple[str]]:
    make_plan()
    save()
    return sa.select(Plan.title).where(Plan.slug == sa.bindparam("slug"))


def test_a_request_that_reads_cannot_write(app: Flask, plans: sa.Select[tuple[str]]) -> None:
    with app.test_request_context("/"), db.engine.connect() as connection:
        connection.execute(plans, {"slug": "integrationsplan"}).one()
        with pytest.raises(sa.exc.InternalError, match="read-only"):
            connection.execute(sa.update(Plan).values(title="Anders"))
    with app.test_request_context("/", method="POST"), db.engine.begin() as connection:
        connection.execute(sa.update(Plan).values(title="Anders"))


def test_the_statements_of_readers_stay_prepared(app: Flask, plans: sa.Select[tuple[str]]) -> None:
    with app.test_request_context("/"):
        for _ in range(8):
            with db.engine.connect() as connection:
                connection.execute(plans, {"slug": "integrationsplan"}).one()
        with db.engine.connect() as connection:
            known = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements")
            statements = [statement for (statement,) in known if "plan.title" in statement]

    assert len(statements) == 1


def test_what_has_failed_is_taken_back_by_readers_too(
    app: Flask, plans: sa.Select[tuple[str]]
) -> None:
    with app.test_request_context("/"):
        with db.engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError):
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        with db.engine.connect() as connection:
            assert connection.execute(plans, {"slug": "integrationsplan"}).scalar() is not None
