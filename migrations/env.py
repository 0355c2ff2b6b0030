"""Runs the migrations on the application's database, SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, pool

from app.models import locks

extension = current_app.extensions["migrate"]


def migrate_online() -> None:
    engine = extension.db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Batch mode drops and remakes parent tables; with foreign keys on, that would
            # delete or refuse their children. Must happen before any BEGIN.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            transaction_per_migration=False,
            **extension.configure_args,
        )
        with context.begin_transaction():
            locks.take_down(connection)
            context.run_migrations()
            locks.put_up(connection)
            check_foreign_keys(connection)
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
    if not isinstance(engine.pool, pool.StaticPool):
        engine.dispose()


def check_foreign_keys(connection: Connection) -> None:
    """Fail, and so roll back, when a migration left rows without their parents."""
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise RuntimeError(f"foreign keys violated: {lost[:5]}")


migrate_online()
