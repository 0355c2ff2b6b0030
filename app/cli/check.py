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
from sqlalchemy.exc import SQLAlchemyError

from app import clock, create_app
from app.extensions import db
from app.language import N_
from app.language import gettext as _
from app.mail.relay import Relay
from app.mail.smtp import Courier, Patience
from app.models.revision import REVISION
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


@click.command(help=N_("Einstellungen, Datenbank, Migrationen, E-Mail, Uhr und Platte prüfen."))
def check() -> None:
    """Check settings, database, migrations, e-mail, clock and disk."""
    bad = 0
    for finding in _findings():
        state = "ok" if finding.good else _("FEHLER")
        click.echo(f"{state:<8}{finding.name:<14}{finding.words}")
        bad += not finding.good
    sys.exit(1 if bad else 0)


def _findings() -> Iterator[Finding]:
    try:
        settings = load()
        app = create_app(settings)
    except (SettingsError, SQLAlchemyError, OSError, ImportError) as error:
        yield Finding(_("Einstellungen"), good=False, words=_first_line(error))
        return
    yield _settings(settings)
    with app.app_context():
        database = _database()
        yield database
        if database.good:
            migrations = _migrations()
            yield migrations
            if migrations.good:
                yield from (_scheduler(settings), _clock(settings))
        yield _smtp(settings)
        yield _disk(settings)


def _settings(settings: Settings) -> Finding:
    public = settings.host not in LOOPBACK
    if public and len(settings.secret_key) < SHORTEST_KEY:
        words = _("SECRET_KEY ist kürzer als %(SHORTEST_KEY)s Zeichen", SHORTEST_KEY=SHORTEST_KEY)
    elif public and not settings.secure:
        words = _("BASE_URL %(base_url)s beginnt nicht mit https://", base_url=settings.base_url)
    elif public and settings.demo:
        words = _("DEMO ist an: jeder kann die Briefe lesen")
    else:
        return Finding(_("Einstellungen"), good=True, words=f"{settings.base_url}")
    return Finding(_("Einstellungen"), good=False, words=words)


def _database() -> Finding:
    url = db.engine.url.render_as_string(hide_password=True)
    try:
        db.session.execute(sa.text("SELECT 1"))
        whole = True
        if db.engine.dialect.name == "sqlite":
            whole = db.session.scalar(sa.text("PRAGMA quick_check")) == "ok"
        db.session.rollback()
    except SQLAlchemyError as error:
        return Finding(_("Datenbank"), good=False, words=f"{url}: {_first_line(error)}")
    if not whole:
        return Finding(_("Datenbank"), good=False, words=_("%(url)s ist beschädigt", url=url))
    if not health.is_writable():
        return Finding(_("Datenbank"), good=False, words=_("%(url)s nimmt nichts an", url=url))
    return Finding(_("Datenbank"), good=True, words=url)


def _migrations() -> Finding:
    wanted, present = REVISION, health.present_revision()
    db.session.rollback()
    if present == wanted:
        return Finding(
            _("Migrationen"),
            good=True,
            words=_("auf dem neuesten Stand (%(present)s)", present=present),
        )
    words = _(
        "%(present)s statt %(wanted)s: wiedervorlage db upgrade",
        present=present or _("keine"),
        wanted=wanted,
    )
    return Finding(_("Migrationen"), good=False, words=words)


def _scheduler(settings: Settings) -> Finding:
    pulse = health.pulse(clock.now(), has_relay=bool(settings.smtp_url))
    db.session.rollback()
    if not pulse.mail_enabled:
        words = _("Versand angehalten: wiedervorlage outbox release")
        return Finding(_("Zeitgeber"), good=False, words=words)
    if not pulse.flows:
        return Finding(
            _("Zeitgeber"), good=False, words=_("ein Brief wartet länger als 10 Minuten")
        )
    if not pulse.beats:
        words = _("letzter Takt vor %(minutes)s", minutes=_minutes(pulse.heartbeat))
        return Finding(_("Zeitgeber"), good=False, words=words)
    if pulse.heartbeat is None:
        return Finding(_("Zeitgeber"), good=True, words=_("noch nie gestartet"))
    return Finding(
        _("Zeitgeber"),
        good=True,
        words=_("letzter Takt vor %(minutes)s", minutes=_minutes(pulse.heartbeat)),
    )


def _clock(settings: Settings) -> Finding:
    now = clock.now()
    try:
        local = now.astimezone(ZoneInfo(settings.timezone))
    except (ZoneInfoNotFoundError, ValueError):
        return Finding(
            _("Uhr"),
            good=False,
            words=_("die Zeitzone %(timezone)s ist unbekannt", timezone=settings.timezone),
        )
    shown = f"{local:%d.%m.%Y %H:%M} ({settings.timezone})"
    if now < BUILT_ON:
        return Finding(_("Uhr"), good=False, words=_("geht nach: %(shown)s", shown=shown))
    if db.engine.dialect.name == "postgresql":
        there: dt.datetime = db.session.scalars(sa.text("SELECT clock_timestamp()")).one()
        db.session.rollback()
        if abs(there - clock.now()) > MOST_APART:
            words = _(
                "%(shown)s; die Uhr der Datenbank zeigt %(there)s",
                shown=shown,
                there=f"{there:%d.%m.%Y %H:%M:%S %Z}",
            )
            return Finding(_("Uhr"), good=False, words=words)
    return Finding(_("Uhr"), good=True, words=shown)


def _smtp(settings: Settings) -> Finding:
    if not settings.smtp_url:
        needed = settings.host not in LOOPBACK and not settings.demo
        return Finding(_("E-Mail"), good=not needed, words=_("SMTP_URL fehlt: Briefe warten"))
    try:
        relay = Relay.from_url(settings.smtp_url)
    except ValueError as error:
        return Finding(_("E-Mail"), good=False, words=str(error))
    courier = Courier(relay, helo=settings.host, patience=SOON)
    refused = courier.greet()
    courier.close()
    where = f"{relay.host}:{relay.port}"
    if refused is None:
        return Finding(_("E-Mail"), good=True, words=_("%(where)s nimmt Briefe an", where=where))
    code = _(" mit %(code)s", code=refused.code) if refused.code else ""
    return Finding(
        _("E-Mail"),
        good=False,
        words=_(
            "%(where)s scheitert bei %(phase)s%(code)s", where=where, phase=refused.phase, code=code
        ),
    )


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.instance_dir).free
    words = _(
        "%(free)s GB frei in %(instance_dir)s",
        free=f"{free / 1024**3:.1f}",
        instance_dir=settings.instance_dir,
    )
    return Finding(_("Platte"), good=free >= LEAST_FREE, words=words)


def _minutes(span: dt.timedelta | None) -> str:
    if span is None:
        return _("unbekannter Zeit")
    minutes = int(span.total_seconds() // 60)
    return _("%(minutes)s Minuten", minutes=minutes) if minutes != 1 else _("einer Minute")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
