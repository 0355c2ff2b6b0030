"""`check`: is everything there that the installation needs? One line each."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import clock, create_app
from app.extensions import db
from app.mail.relay import Relay
from app.mail.smtp import Courier, Patience
from app.queries import health
from config import LOOPBACK, Settings, SettingsError, load

LEAST_FREE = 500 * 1024 * 1024  # bytes
MOST_APART = dt.timedelta(seconds=5)
SHORTEST_KEY = 32
SOON = Patience(connect=10, command=20)  # somebody is looking on
BUILT_ON = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)  # no right clock shows less


@dataclass(frozen=True)
class Finding:
    """What one check found, in one line."""

    name: str
    good: bool
    words: str


@click.command()
def check() -> None:
    """Einstellungen, Datenbank, Migrationen, E-Mail, Uhr und Platte prüfen."""
    bad = 0
    for finding in _findings():
        click.echo(f"{'ok    ' if finding.good else 'FEHLER'}  {finding.name:<14}{finding.words}")
        bad += not finding.good
    sys.exit(1 if bad else 0)


def _findings() -> Iterator[Finding]:
    try:
        settings = load()
        app = create_app(settings)
    except (SettingsError, SQLAlchemyError, OSError, ImportError) as error:
        yield Finding("Einstellungen", good=False, words=_first_line(error))
        return
    yield _settings(settings)
    with app.app_context():
        database = _database()
        yield database
        if database.good:
            migrations = _migrations(app)
            yield migrations
            if migrations.good:
                yield from (_scheduler(settings), _clock(settings))
        yield _smtp(settings)
        yield _disk(settings)


def _settings(settings: Settings) -> Finding:
    public = settings.host not in LOOPBACK
    if public and len(settings.secret_key) < SHORTEST_KEY:
        words = f"SECRET_KEY ist kürzer als {SHORTEST_KEY} Zeichen"
    elif public and not settings.secure:
        words = f"BASE_URL {settings.base_url} beginnt nicht mit https://"
    elif public and settings.demo:
        words = "DEMO ist an: jeder kann die Briefe lesen"
    else:
        return Finding("Einstellungen", good=True, words=f"{settings.base_url}")
    return Finding("Einstellungen", good=False, words=words)


def _database() -> Finding:
    url = db.engine.url.render_as_string(hide_password=True)
    try:
        db.session.execute(sa.text("SELECT 1"))
        whole = True
        if db.engine.dialect.name == "sqlite":
            whole = db.session.scalar(sa.text("PRAGMA quick_check")) == "ok"
        db.session.rollback()
    except SQLAlchemyError as error:
        return Finding("Datenbank", good=False, words=f"{url}: {_first_line(error)}")
    if not whole:
        return Finding("Datenbank", good=False, words=f"{url} ist beschädigt")
    if not health.is_writable():
        return Finding("Datenbank", good=False, words=f"{url} nimmt nichts an")
    return Finding("Datenbank", good=True, words=url)


def _migrations(app: Flask) -> Finding:
    wanted = health.newest_revision(str(app.extensions["migrate"].directory))
    present = health.present_revision()
    db.session.rollback()
    if present == wanted:
        return Finding("Migrationen", good=True, words=f"auf dem neuesten Stand ({present})")
    words = f"{present or 'keine'} statt {wanted}: wiedervorlage db upgrade"
    return Finding("Migrationen", good=False, words=words)


def _scheduler(settings: Settings) -> Finding:
    pulse = health.pulse(clock.now(), has_relay=bool(settings.smtp_url))
    db.session.rollback()
    if not pulse.mail_enabled:
        words = "Versand angehalten: wiedervorlage outbox release"
        return Finding("Zeitgeber", good=False, words=words)
    if not pulse.flows:
        return Finding("Zeitgeber", good=False, words="ein Brief wartet länger als 10 Minuten")
    if not pulse.beats:
        words = f"letzter Takt vor {_minutes(pulse.heartbeat)}"
        return Finding("Zeitgeber", good=False, words=words)
    if pulse.heartbeat is None:
        return Finding("Zeitgeber", good=True, words="noch nie gestartet")
    return Finding("Zeitgeber", good=True, words=f"letzter Takt vor {_minutes(pulse.heartbeat)}")


def _clock(settings: Settings) -> Finding:
    now = clock.now()
    try:
        local = now.astimezone(ZoneInfo(settings.timezone))
    except (ZoneInfoNotFoundError, ValueError):
        return Finding("Uhr", good=False, words=f"die Zeitzone {settings.timezone} ist unbekannt")
    shown = f"{local:%d.%m.%Y %H:%M} ({settings.timezone})"
    if now < BUILT_ON:
        return Finding("Uhr", good=False, words=f"geht nach: {shown}")
    if db.engine.dialect.name == "postgresql":
        there: dt.datetime = db.session.scalars(sa.text("SELECT clock_timestamp()")).one()
        db.session.rollback()
        if abs(there - clock.now()) > MOST_APART:
            words = f"{shown}; die Uhr der Datenbank zeigt {there:%d.%m.%Y %H:%M:%S %Z}"
            return Finding("Uhr", good=False, words=words)
    return Finding("Uhr", good=True, words=shown)


def _smtp(settings: Settings) -> Finding:
    if not settings.smtp_url:
        needed = settings.host not in LOOPBACK and not settings.demo
        return Finding("E-Mail", good=not needed, words="SMTP_URL fehlt: Briefe warten")
    try:
        relay = Relay.from_url(settings.smtp_url)
    except ValueError as error:
        return Finding("E-Mail", good=False, words=str(error))
    courier = Courier(relay, helo=settings.host, patience=SOON)
    refused = courier.greet()
    courier.close()
    where = f"{relay.host}:{relay.port}"
    if refused is None:
        return Finding("E-Mail", good=True, words=f"{where} nimmt Briefe an")
    code = f" mit {refused.code}" if refused.code else ""
    return Finding("E-Mail", good=False, words=f"{where} scheitert bei {refused.phase}{code}")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.instance_dir).free
    words = f"{free / 1024**3:.1f} GB frei in {settings.instance_dir}"
    return Finding("Platte", good=free >= LEAST_FREE, words=words)


def _minutes(span: dt.timedelta | None) -> str:
    if span is None:
        return "unbekannter Zeit"
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} Minuten" if minutes != 1 else "einer Minute"


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
